"""A held-out text that is a near-duplicate of one that was seen is found wherever it stands."""

import pytest

from gates.cases.half import parse_half
from gates.cases.leaks import leaks
from tests.gates.cases.small_half import paraphrases, small_half


@pytest.mark.parametrize("seen", ["Feed the fish!", "add 2 and 2", "who is my cat", "my cats is Ivo"])
def test_a_near_duplicate_is_found(seen: str):
    half = parse_half(small_half() | paraphrases())
    assert [pair[1] for pair in leaks(half, ["mow the lawn", seen], 0.6)] == [seen]


def test_a_copied_passage_is_found():
    half = parse_half(small_half())
    assert leaks(half, [half.long_documents[0].text.upper()], 0.9) != []


def test_other_texts_are_no_leak():
    assert leaks(parse_half(small_half()), ["mow the lawn", "walk the dog"], 0.6) == []
