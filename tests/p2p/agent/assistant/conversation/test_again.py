"""A short turn asks for the work of an earlier one with something else in it."""

from datetime import date

import pytest

from p2p.agent.assistant.assistant import Assistant
from p2p.agent.assistant.conversation.again import asked_again
from p2p.agent.assistant.memory import Memory


@pytest.mark.parametrize(
    ("text", "before", "again"),
    [
        ("And of 400?", "What's 20% of 150?", "What's 20% of 400?"),
        ("and 25%?", "What's 20% of 150?", "What's 25% of 150?"),
        ("And 5 metres?", "How many centimetres are 2 metres?", "How many centimetres are 5 metres?"),
        ("what about 7?", "convert 2 km to miles", "convert 7 km to miles"),
        ("and in 'lamp'?", "how many letters are in 'router'", "how many letters are in 'lamp'"),
        ("and 4 June?", "what weekday is 3 May 2026?", "what weekday is 4 June 2026?"),
        ("and 5 kilograms?", "how many letters are in 'router'", None),
        ("and in 'lamp'?", "What's 20% of 150?", None),
        ("and 40 paper cups", "what is 15 plus 27?", None),
        ("5 metres?", "How many centimetres are 2 metres?", None),
        ("and of 400?", "", None),
    ],
)
def test_what_is_said_takes_the_place_of_what_was_there(text: str, before: str, again: str | None) -> None:
    assert asked_again(text, before) == again


@pytest.mark.parametrize(
    ("turns", "said"),
    [
        (["How many grams are 3 kilograms?", "I bought the flour at Mercer's.", "And 5 kilograms?"], "5000"),
        (["What's 20% of 150?", "and of 400?", "and of 50?"], "10"),
        (["my locker is number 12", "what is 3 times 4?", "what's my locker number?", "and 7?"], "12"),
    ],
)
def test_the_work_is_done_again_until_something_told_is_asked_for(turns: list[str], said: str, assistant: Assistant) -> None:
    memory, text = Memory(), ""
    for turn in turns:
        reply, memory = assistant.reply(turn, memory, date(2026, 5, 5))
        text = reply.text if reply.steps or reply.intent == "memory" else text
    assert said in text


@pytest.mark.parametrize("text", ["and " * 500, "and 1" + "1" * 1990, "and '" + "x" * 1990, "and 1 " + " " * 1990, "1 " * 990])
def test_hostile_texts_are_read_at_once(text: str) -> None:
    assert asked_again(text, "nothing to reckon with here") is None
    assert asked_again("and 5?", text) is None or "1" in text
