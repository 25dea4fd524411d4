"""Which facts are looked at, and what is known of them."""

from dataclasses import replace

from learning.relations import MAX_FACTS
from p2p.agent.assistant.encoder import Encoder
from p2p.agent.assistant.memory import Fact, Memory
from p2p.agent.assistant.relating.scenes import MAX_KEPT, NUM_NEWEST, Scenes


def memory_of(encoder: Encoder, *texts: str) -> Memory:
    facts = tuple(Fact(text, encoder.encode([text])[0], turn=place) for place, text in enumerate(texts))
    return Memory(facts=facts, num_told=len(facts), num_turns=len(facts))


def test_of_many_facts_the_best_matches_and_the_newest_are_looked_at(encoder: Encoder) -> None:
    memory = memory_of(encoder, "the key is under the pot", *(f"box {number} holds nails" for number in range(40)))
    text = "where is the key?"
    places, facts = Scenes(encoder).known(text, encoder.encode([text])[0], memory)
    assert places[0] == 0 and places[-NUM_NEWEST:] == [39, 40] and len(places) == len(facts) == MAX_FACTS


def test_what_a_correction_may_be_of_is_looked_at_however_old(encoder: Encoder) -> None:
    memory = memory_of(encoder, "my locker is 9", *(f"box {number} holds nails" for number in range(40)))
    answered = replace(memory, answered=memory.facts[5:6])
    for text, place, one in (("my locker is 14", 0, memory), ("no, it holds screws", 5, answered)):
        assert place in Scenes(encoder).known(text, encoder.encode([text])[0], one)[0]


def test_a_fact_says_when_it_was_told_what_it_replaced_and_whether_it_answered(encoder: Encoder) -> None:
    memory = memory_of(encoder, "my bay is 3", "my locker is 12")
    memory = replace(memory, facts=(replace(memory.facts[0], former="my bay is 2"), memory.facts[1]), answered=memory.facts[1:])
    _, (bay, locker) = Scenes(encoder).known("my bay?", encoder.encode(["my bay?"])[0], memory)
    assert bay.former is not None and bay.former.text == "my bay is 2" and locker.former is None
    assert (bay.age, locker.age, bay.has_answered, locker.has_answered) == (2, 1, False, True)


def test_the_turn_before_counts_where_it_concerned_the_memory(encoder: Encoder) -> None:
    scenes = Scenes(encoder)
    turn, before = scenes.turns("and hers?", Memory(before="my locker?", before_kind="ask"))
    assert turn.text == "and hers?" and before is not None and (before[0], before[1].text) == ("ask", "my locker?")
    assert scenes.turns("and hers?", Memory())[1] is None


class Counting:
    """An encoder that counts the texts whose tokens it is asked for."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder, self.num_asked = encoder, 0
        self.encode = encoder.encode

    def tokens(self, text: str, /):
        self.num_asked += 1
        return self._encoder.tokens(text)


def test_what_the_encoder_said_is_kept_for_a_while(encoder: Encoder) -> None:
    counting = Counting(encoder)
    scenes = Scenes(counting)
    for text in ("one", "two", "one"):
        scenes.turns(text, Memory())
    assert counting.num_asked == 2
    for number in range(MAX_KEPT + 1):
        scenes.turns(f"turn {number}", Memory())
    scenes.turns("one", Memory())
    assert counting.num_asked == 2 + MAX_KEPT + 2
