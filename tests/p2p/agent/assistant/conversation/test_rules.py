"""What the rules alone say of facts: which answers, which is said anew or corrected, which an order to forget is of."""

import sys
from itertools import count

import numpy as np
import pytest

from p2p.agent.assistant.conversation.rules import ruled, subject_of
from p2p.agent.assistant.memory import Fact, Memory

FLAT = np.ones(4, dtype=np.float32)


def memory_of(*texts: str) -> Memory:
    return Memory(facts=tuple(Fact(text, FLAT, turn=place) for place, text in enumerate(texts)))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("the party is in the canteen", "the party is not in the canteen but on the roof"),
        ("the boiler man comes at 4", "the boiler man isn't coming at 4 but at 5"),
        ("my locker is 44", "my locker is 47"),
        ("I live in Ghent", "I live in Bruges"),
    ],
)
def test_what_is_denied_or_told_anew_is_named(before: str, after: str) -> None:
    assert [one.is_said_anew for one in ruled(after, FLAT, memory_of("the lamp hangs low", before))] == [False, True]


def test_a_denial_of_what_was_not_told_is_of_nothing() -> None:
    assert not ruled("my cat is not allowed in the attic", FLAT, memory_of("the kitchen is cold"))[0].is_said_anew


def test_what_moved_is_found_whoever_moved_it() -> None:
    memory = memory_of("the soup needs salt", "I parked the car on level 4")
    assert [one.is_corrected for one in ruled("My wife moved the car, it's on level 2 now", FLAT, memory)] == [False, True]


def test_a_question_has_its_answer_and_an_order_its_fact() -> None:
    memory = memory_of("the blue key opens the shed", "my hat size is 58")
    assert [one.answers for one in ruled("what's my hat size?", FLAT, memory)] == [False, True]
    assert [one.is_unwanted for one in ruled("forget the blue key", FLAT, memory)] == [True, False]
    assert [one.is_unwanted for one in ruled("forget that", FLAT, memory)] == [False, True]
    assert ruled("what's my hat size?", FLAT, Memory()) == []


def test_a_subject_stands_before_the_verb() -> None:
    assert [subject_of(text) for text in ("the key is red", "Omar's in Lyon", "tea: green")] == ["the key", "Omar", "tea"]


_NUMBERS = count()


def new_words(num: int) -> str:
    """Words that were never said before, which nothing is kept of."""
    return " ".join("b" + f"{next(_NUMBERS):05d}".translate(str.maketrans("0123456789", "acfghjkmpz")) for _ in range(num))


def num_calls(text: str, num_facts: int) -> int:
    """How often a function is called, or a generator goes on, to judge a turn beside so many facts."""
    memory, num, before = memory_of(*(f"the {new_words(12)}" for _ in range(num_facts))), count(), sys.getprofile()
    sys.setprofile(lambda _frame, event, _argument: next(num) if event in ("call", "c_call") else None)
    try:
        ruled(text, FLAT, memory)
    finally:
        sys.setprofile(before)
    return next(num)


def test_the_work_grows_with_what_was_told_not_with_its_square() -> None:
    few, many = num_calls("which one is it", 50), num_calls("which one is it", 400)
    assert few > 50 and many < 10 * few


def test_a_turn_of_many_clauses_is_not_compared_with_all_that_was_told() -> None:
    clauses = [", ".join(new_words(200).split()) for _ in range(2)]
    alone, beside, short = num_calls(clauses[0], 1), num_calls(clauses[1], 100), num_calls(new_words(1), 100)
    assert beside < 1.5 * (alone + short)
