"""The network learns which facts answer and which are void, and one seed has one outcome."""

from collections.abc import Sequence
from itertools import count

import numpy as np

from learning.models.relation_network import make_relation_network, scored, train_relation_network
from learning.models.transformer import arrays_of
from learning.relations import ANSWERS, FACT, TURN, VOIDS, Lesson, Scene

SHAPE = {"states": 8, "marks": 3, "signs": 4, "rule_signs": 2, "before": 3, "kinds": 2}
NUM_SORTS = 4


def scene(turn: int, facts: Sequence[int], drawn: np.random.Generator) -> Scene:
    """The turn and each fact is one piece, of some sort; the turn asks where its kind is 0."""
    sorts = np.eye(8, dtype=np.float16)
    states = [np.zeros((1, 8), dtype=np.float16), sorts[[turn]]]
    texts, numbers = [TURN, TURN], [0, 0]
    for place, sort in enumerate(facts):
        states += [np.zeros((1, 8), dtype=np.float16), sorts[[sort]]]
        texts += [FACT, FACT]
        numbers += [len(facts) - place] * 2
    size = len(texts)
    return Scene(
        states,
        drawn.integers(0, 2, (size, 3)).astype(np.float32),
        np.array(texts),
        np.array(numbers),
        np.array([0, 1] * (size // 2)),
        np.arange(2, size, 2),
        drawn.normal(size=(len(facts), 4)).astype(np.float32),
        np.zeros(3, dtype=np.float32),
    )


def lessons(seed: int = 3, size: int = 200) -> list[Lesson]:
    """Facts of the first sort answer, those of the second are made void."""
    drawn = np.random.default_rng(seed)
    made: list[Lesson] = []
    for _ in range(size):
        facts = [int(one) for one in drawn.integers(NUM_SORTS, size=drawn.integers(0, 5))]
        turn, relation = int(drawn.integers(NUM_SORTS)), (ANSWERS, VOIDS)[drawn.integers(2)]
        labels_F = np.array([one == relation for one in facts], dtype=np.float32)
        made.append(Lesson(scene(turn, facts, drawn), int(turn > 1), relation, labels_F))
    return made


def losses(seed: int, num_steps: int = 60) -> tuple[list[float], dict[str, np.ndarray]]:
    heard: list[float] = []
    made = lessons()
    network = train_relation_network(make_relation_network(SHAPE, seed), lambda: made, num_steps, seed, lambda _, loss: heard.append(loss))
    return heard, arrays_of(network)


def test_it_learns_and_one_seed_has_one_outcome() -> None:
    heard, weights = losses(7, 8)
    again = losses(7, 8)[1]
    assert heard[-1] < heard[0]
    assert all(np.array_equal(weights[name], again[name]) for name in weights)


def test_what_it_learned_holds_for_what_it_never_saw() -> None:
    network, seeds = make_relation_network(SHAPE, 1), count(100)
    train_relation_network(network, lambda: lessons(next(seeds), 640), 200, 1, lambda _, __: None)
    new = [lesson for lesson in lessons(seed=9, size=60) if lesson.labels_F is not None and len(lesson.labels_F)]
    found = scored(network, new)
    right = [
        ((scores_F2[:, lesson.relation] > 0) == (lesson.labels_F > 0.5)).all()
        for lesson, (scores_F2, _) in zip(new, found, strict=True)
        if lesson.relation is not None and lesson.labels_F is not None
    ]
    assert np.mean(right) > 0.9
    assert np.mean([int(np.argmax(kinds_K)) == lesson.kind for lesson, (_, kinds_K) in zip(new, found, strict=True)]) > 0.9


def test_a_turn_without_a_relation_teaches_its_kind_alone() -> None:
    made = [Lesson(lesson.scene, lesson.kind) for lesson in lessons(size=64)]
    network = make_relation_network(SHAPE, 1)
    before = arrays_of(network)["related.bias"].copy()
    train_relation_network(network, lambda: made, 12, 1, lambda _, __: None)
    np.testing.assert_allclose(arrays_of(network)["related.bias"], before, rtol=5e-3)
    labelled = make_relation_network(SHAPE, 1)
    train_relation_network(labelled, lambda: lessons(size=64), 12, 1, lambda _, __: None)
    assert not np.allclose(arrays_of(labelled)["related.bias"], before, rtol=5e-3)
