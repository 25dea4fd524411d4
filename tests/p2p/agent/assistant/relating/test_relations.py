"""The network in NumPy is the one that was trained in torch; what it says is of the facts in their order."""

import numpy as np
import pytest

from learning.arrays import Float32Array
from learning.errors import EncoderMalformedError
from learning.models.relation_network import make_relation_network, scored
from learning.models.transformer import arrays_of
from learning.relations import MAX_FACTS, Lesson
from learning.tensors import Tensors, write_tensors
from p2p.agent.assistant.encoder import Encoder
from p2p.agent.assistant.layers import packed
from p2p.agent.assistant.memory import Fact, Memory
from p2p.agent.assistant.relating.relations import FORMAT, Relating, Relations, relations_of, the_relations
from p2p.agent.assistant.relating.scene import LINKING, NUM_MARKS, NUM_RULE_SIGNS, NUM_SIGNS, TURN_KINDS, scene_of
from p2p.agent.assistant.relating.scenes import Scenes

SHAPE = {
    "states": 768, "marks": NUM_MARKS, "signs": NUM_SIGNS, "rule_signs": NUM_RULE_SIGNS, "before": len(LINKING), "kinds": len(TURN_KINDS),
}  # fmt: skip


def weights(*seeds: int) -> dict[str, Float32Array]:
    networks = [arrays_of(make_relation_network(SHAPE, seed)) for seed in seeds]
    return {name: np.stack([network[name] for network in networks]) for name in networks[0]}


def memory_of(encoder: Encoder, *texts: str) -> Memory:
    facts = tuple(Fact(text, encoder.encode([text])[0], turn=place) for place, text in enumerate(texts))
    return Memory(facts=facts, num_told=len(facts), num_turns=len(facts))


def test_the_networks_judge_together_as_torch_does(encoder: Encoder) -> None:
    memory = memory_of(encoder, "my locker is 12", "the gym opens at six")
    relations = Relations(weights(1, 2))
    scenes = Scenes(encoder)
    text = "which locker is mine?"
    places, facts = scenes.known(text, encoder.encode([text])[0], memory)
    scene = scene_of(*scenes.turns(text, memory), facts)
    related = relations.relate(scene)
    expected = [scored(make_relation_network(SHAPE, seed), [Lesson(scene, 0)])[0] for seed in (1, 2)]
    chances_F2 = np.mean([1 / (1 + np.exp(-scores_F2)) for scores_F2, _ in expected], axis=0)
    kinds_K = np.mean([np.exp(scores_K) / np.exp(scores_K).sum() for _, scores_K in expected], axis=0)
    assert places == [0, 1]
    np.testing.assert_allclose([related.answers, related.voids], chances_F2.T, atol=1e-5)
    np.testing.assert_allclose([related.kinds[kind] for kind in TURN_KINDS], kinds_K, atol=1e-5)


def test_what_was_looked_at_alone_has_a_chance(encoder: Encoder) -> None:
    memory = memory_of(encoder, "the key is under the pot", *(f"box {number} holds nails" for number in range(40)))
    text = "where is the key?"
    related = Relating(encoder, the_relations()).related(text, encoder.encode([text])[0], memory)
    assert len(related.answers) == len(related.voids) == 41
    assert max(range(41), key=lambda place: related.answers[place]) == 0
    assert sum(chance > 0 for chance in related.answers) == MAX_FACTS


def test_without_facts_there_are_no_relations(encoder: Encoder) -> None:
    related = Relating(encoder, the_relations()).related("hello", encoder.encode(["hello"])[0], Memory())
    assert (related.answers, related.voids) == ([], [])
    assert sum(related.kinds.values()) == pytest.approx(1.0, abs=1e-5)


@pytest.mark.parametrize("lacking", ["inp.weight", "kind.weight", "pos.weight"])
def test_a_file_that_lacks_a_part_is_refused(lacking: str) -> None:
    arrays = {name: array for name, array in packed(weights(1)).items() if not name.startswith(lacking)}
    with pytest.raises(EncoderMalformedError, match="no network of relations"):
        relations_of(write_tensors(Tensors(arrays, FORMAT)))


def test_a_file_of_another_format_or_with_endless_numbers_is_refused() -> None:
    with pytest.raises(EncoderMalformedError, match="format version"):
        relations_of(write_tensors(Tensors(packed(weights(1)), {"format": "program-parser", "version": "3"})))
    small = weights(1)
    small["fact.weight"] = small["fact.weight"][:, :5]
    with pytest.raises(EncoderMalformedError, match="no network of relations"):
        relations_of(write_tensors(Tensors(packed(small), FORMAT)))
    endless = weights(1)
    endless["en.bias"] = endless["en.bias"] + np.float32("inf")
    with pytest.raises(EncoderMalformedError, match="no network of relations"):
        relations_of(write_tensors(Tensors(packed(endless), FORMAT)))
