import pytest

from p2p.agent.assistant.conversation.lexicon import topic
from p2p.agent.assistant.conversation.naming import introduced, same_ones


@pytest.mark.parametrize(
    ("fact", "name", "noun"),
    [
        ("we've a tortoise named Turbo", "turbo", "tortoise"),
        ("My dog's name is Pepper", "pepper", "dog"),
        ("my dog Momo is three", "momo", "dog"),
        ("tom's my brother", "tom", "brother"),
        ("my best mate's kenji, he lives in leeds", "kenji", "mate"),
        ("my cousin hal's a plumber", "hal", "cousin"),
    ],
)
def test_a_name_and_what_has_it_are_the_same_one(fact: str, name: str, noun: str) -> None:
    same = same_ones([fact])
    (stem,), (other,) = topic(name), topic(noun)
    assert other in same[stem]
    assert stem in same[other]


def test_what_two_are_is_neither_of_them() -> None:
    same = same_ones(["my cousin Hal is a plumber", "my cousin Ivy is a judge"])
    assert "cousin" not in same
    assert same["ivy"] == {"cousin"}


def test_a_name_brings_back_the_fact_that_introduced_it() -> None:
    facts = ["my dog Momo is three", "my flat is cold"]
    assert introduced("Momo is afraid of thunder", facts) == facts[0]
    assert introduced("my dog Momo is brown", facts) == introduced("the boiler is old", facts) == ""
