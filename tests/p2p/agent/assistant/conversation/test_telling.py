import numpy as np
import pytest

from learning.arrays import Float32Array
from p2p.agent.assistant.conversation.telling import told
from p2p.agent.assistant.memory import Memory


def flat(_: str) -> Float32Array:
    return np.ones(4, dtype=np.float32)


def kept(*turns: str, correcting: float = 0.0) -> list[str]:
    memory = Memory()
    for turn in turns:
        memory = told(turn, memory, flat, "tell", correcting)[1]
    return [fact.text for fact in memory.facts]


@pytest.mark.parametrize(
    ("before", "after", "holds"),
    [
        ("the party is in the canteen", "the party is not in the canteen but on the roof", "roof"),
        ("the boiler man comes at 4", "the boiler man isn't coming at 4 but at 5", "5"),
        ("my locker is 44", "my locker is 47", "47"),
    ],
)
def test_what_is_denied_or_told_anew_is_replaced(before: str, after: str, holds: str) -> None:
    (fact,) = kept(before, after)
    assert holds in fact


def test_a_denial_of_what_was_not_told_replaces_nothing() -> None:
    assert len(kept("the kitchen is cold", "my cat is not allowed in the attic")) == 2


def test_what_moved_is_found_whoever_moved_it() -> None:
    assert len(kept("I parked the car on level 4", "My wife moved the car, it's on level 2 now", correcting=0.9)) == 1


def test_a_fragment_goes_on_with_the_last_fact() -> None:
    memory = told("we need flour", Memory(), flat, "tell")[1]
    first, second = told("and milk", memory, flat, "fragment")[1].facts
    assert first.group == second.group > 0
    assert second.context == first.text
