import pytest

from p2p.agent.assistant.conversation.parts import context_of, has_subject, has_verb, parts_of


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("my sister lives in ghent and my brother in turin", ["my sister lives in ghent", "my brother in turin"]),
        ("I'm Swiss, my husband is Greek", ["I'm Swiss", "my husband is Greek"]),
        ("My team: Ivy does the design, Raul the tests", ["Ivy does the design", "Raul the tests"]),
        ("I fly to Oslo on Monday and to Bergen on Thursday", ["I fly to Oslo on Monday", "to Bergen on Thursday"]),
        ("I paid 30 for the book and 12 for the pen", ["I paid 30 for the book", "12 for the pen"]),
        ("the red pill is for noon and the white one for the night", ["the red pill is for noon", "the white one for the night"]),
    ],
)
def test_what_is_told_of_several_comes_in_parts(text: str, parts: list[str]) -> None:
    assert parts_of(text) == parts


@pytest.mark.parametrize(
    "text",
    [
        "the kettle is Victor, !",
        "My list consists of lentils, vinegar and candles",
        "Three people are coming: Agnes, Bertil and Ciro",
        "My sister and my brother live in Ghent",
        "it is hazelnuts, not walnuts, that I am allergic to",
        "I parked on level 4, near the lift",
    ],
)
def test_a_list_of_things_is_one_part(text: str) -> None:
    assert parts_of(text) == [text]


def test_a_part_without_a_verb_is_understood_by_the_first_or_by_what_stands_before_a_colon() -> None:
    whole = "My sister lives in Ghent and my brother in Turin"
    first, second = parts_of(whole)
    assert context_of(first, first, whole) == ""
    assert "lives" in context_of(second, first, whole)
    assert context_of("Lou 35 pounds", "Kit 20 pounds", "Two owe me money: Kit 20 pounds, Lou 35 pounds") == "Two owe me money"


def test_a_subject_and_a_verb_are_seen_near_the_beginning() -> None:
    assert has_subject("the painter next monday")
    assert not has_subject("at the old brewery")
    assert has_verb("she lives in Bruges")
    assert not has_verb("the pin for the phone")
