"""What a conversation does not answer, and what it leaves as it was."""

from dataclasses import replace
from datetime import date

import pytest

from p2p.agent.assistant.assistant import Assistant
from p2p.agent.assistant.conversation.turns import UNKNOWN
from p2p.agent.assistant.memory import Memory

TODAY = date(2026, 5, 5)


@pytest.mark.parametrize("text", ["open the garage", "which is the deepest lake on earth?", "shuffle my workout playlist"])
def test_what_is_out_of_scope_is_refused_in_the_middle_of_a_conversation_too(text: str, assistant: Assistant) -> None:
    _, memory = assistant.reply("the spare key is under the blue pot", Memory(), TODAY)
    reply, after = assistant.reply(text, memory, TODAY)
    assert reply.is_refused
    assert after is memory


def test_a_question_about_oneself_that_nothing_answers_is_said_to_be_unknown(assistant: Assistant) -> None:
    _, memory = assistant.reply("I parked on level 3", Memory(), TODAY)
    assert assistant.reply("what's my locker number?", memory, TODAY)[0].text == UNKNOWN


def test_a_later_conversation_is_no_part_of_this_one(assistant: Assistant) -> None:
    _, memory = assistant.reply("I parked on level 3", Memory(), TODAY)
    _, forgotten = assistant.reply("please forget everything", memory, TODAY)
    assert (len(memory.facts), forgotten.facts) == (1, ())


def test_the_memory_is_bounded(assistant: Assistant) -> None:
    _, memory = assistant.reply("remember that box 0 holds 0 screws", Memory(), TODAY)
    facts = tuple(replace(memory.facts[0], text=f"box {number} holds {number} screws") for number in range(198))
    memory = replace(memory, facts=facts, num_told=len(facts), num_turns=len(facts))
    for number in range(198, 203):
        _, memory = assistant.reply(f"remember that box {number} holds {number} screws", memory, TODAY)
        assert (len(memory.facts), memory.facts[-1].text) == (min(number + 1, 200), f"box {number} holds {number} screws")
    assert memory.facts[0].text == "box 3 holds 3 screws"
