import pytest

from p2p.agent.assistant.conversation.phrases import (
    facts_of,
    is_question,
    is_statement,
    to_forget,
    to_store,
    wants_all_forgotten,
    wants_list,
)


@pytest.mark.parametrize(
    ("text", "fact"),
    [("note: the car is in bay 52", "the car is in bay 52"), ("Please keep in mind: bin day is Tuesday", "bin day is Tuesday"), ("the router is behind the bookshelf, remember that", "the router is behind the bookshelf"),
     ("Don't forget that the rent is due", "the rent is due"), ("do you remember my blood type?", None), ("remind me of the code?", None)],
)  # fmt: skip
def test_what_is_to_be_kept_is_said_in_many_ways(text: str, fact: str | None) -> None:
    assert to_store(text) == fact


@pytest.mark.parametrize("text", ["delete everything you know", "forget all", "wipe your memory", "start over", "clear all notes"])
def test_everything_is_forgotten_in_many_ways(text: str) -> None:
    assert wants_all_forgotten(text)


@pytest.mark.parametrize(
    "text", ["list all facts that you have stored", "what do you know about me?", "what have I told you so far", "show me your notes"]
)
def test_everything_is_listed_in_many_ways(text: str) -> None:
    assert wants_list(text)


def test_dont_forget_is_no_order_to_forget() -> None:
    assert to_forget("don't forget the milk") is None
    assert to_forget("forget Lena's number") == "Lena's number"


@pytest.mark.parametrize(
    "text",
    [
        "turn the heating up a notch",
        "write a rap about broccoli",
        "is there life on other planets",
        "book the vet for tuesday afternoon",
        "tell my fortune with cards",
    ],
)
def test_an_order_or_a_question_tells_nothing(text: str) -> None:
    assert not is_statement(text)


def test_a_question_needs_no_mark() -> None:
    assert is_question("in which place do I find extra fuses")
    assert not is_question("extra fuses are in the blue tin")


def test_two_statements_in_one_sentence_are_two_facts() -> None:
    assert facts_of("shelf A is for flour, shelf B is for rice") == ["shelf A is for flour", "shelf B is for rice"]
    assert facts_of("the heater must stay off, it's broken") == ["the heater must stay off, it's broken"]
