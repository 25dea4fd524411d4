import numpy as np

from learning.arrays import Float32Array
from p2p.agent.assistant.conversation.telling import told
from p2p.agent.assistant.memory import MAX_FACTS, Memory


def flat(_: str) -> Float32Array:
    return np.ones(4, dtype=np.float32)


def test_what_a_turn_makes_void_goes_and_what_it_tells_is_understood_by_that() -> None:
    memory = told("the party is in the canteen", told("tea is at four", Memory(), flat)[1], flat)[1]
    said, after = told("the party is not in the canteen but on the roof", memory, flat, voids=[1])
    assert said.startswith("Noted: ")
    assert [fact.text for fact in after.facts] == ["tea is at four", "on the roof"]
    assert after.facts[1].context == "the party" and after.facts[1].former == "the party is in the canteen"
    again = told("no, in the barn", after, flat, voids=[1])[1]
    assert again.facts[1].former == "the party is in the canteen" and again.num_told == 4


def test_every_part_of_a_turn_stands_for_itself() -> None:
    memory = told("my locker is 12 and my bay is 3", Memory(num_turns=5), flat)[1]
    assert [(fact.text, fact.turn) for fact in memory.facts] == [("my locker is 12", 5), ("my bay is 3", 5)]


def test_what_tells_nothing_leaves_the_facts() -> None:
    memory = told("tea is at four", Memory(), flat)[1]
    for goes_on in (False, True):
        assert told("...", memory, flat, goes_on=goes_on)[1].facts == memory.facts


def test_a_fragment_goes_on_with_the_last_fact() -> None:
    memory = told("we need flour", Memory(), flat)[1]
    first, second = told("and milk", memory, flat, goes_on=True)[1].facts
    assert first.group == second.group > 0
    assert second.context == first.text


def test_the_oldest_fact_makes_room() -> None:
    memory = Memory()
    for number in range(MAX_FACTS + 2):
        memory = told(f"box {number} holds nails", memory, flat)[1]
    assert len(memory.facts) == MAX_FACTS and memory.facts[0].text == "box 2 holds nails"
