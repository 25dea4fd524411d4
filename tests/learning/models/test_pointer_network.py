"""The network learns to copy what it is shown, and a seed decides its weights."""

import numpy as np
import pytest

from learning.models.pointer_network import load_arrays, make_network, train_network
from learning.models.transformer import arrays_of
from learning.pointers import LAST, TEXT, WORD, Example

WIDTH, MARKS = 12, 3


def examples() -> list[Example]:
    """Of each text the piece with the first mark is to be copied, behind the word 1."""
    drawn = np.random.default_rng(3)
    made: list[Example] = []
    for _ in range(96):
        length, place = int(drawn.integers(3, 7)), 0
        marks_LM = np.zeros((length, MARKS), dtype=np.float32)
        place = int(drawn.integers(length))
        marks_LM[place, 0] = 1
        actions = ((WORD, 0), (WORD, 1), (TEXT, place), (LAST, place))
        made.append(Example(drawn.normal(size=(length, WIDTH)).astype(np.float32), marks_LM, actions))
    return made


def losses(seed: int, num_steps: int) -> tuple[list[float], dict[str, np.ndarray]]:
    heard: list[float] = []
    network = train_network(make_network(4, WIDTH, MARKS, seed), examples, num_steps, seed, lambda _, loss: heard.append(loss))
    return heard, arrays_of(network)


def test_it_learns_to_point() -> None:
    heard, _ = losses(7, 30)
    assert heard[-1] < heard[0] / 3


def test_one_seed_has_one_outcome() -> None:
    (_, weights), (_, again), (_, other) = (losses(seed, 3) for seed in (7, 7, 8))
    assert all(np.array_equal(weights[name], again[name]) for name in weights)
    assert not np.array_equal(weights["inp.weight"], other["inp.weight"])


def test_weights_are_taken_over() -> None:
    one, other = make_network(4, WIDTH, MARKS, 1), make_network(4, WIDTH, MARKS, 2)
    load_arrays(other, arrays_of(one))
    assert all(np.array_equal(arrays_of(one)[name], arrays_of(other)[name]) for name in arrays_of(one))


def test_a_greater_vocabulary_keeps_the_words_that_are_known() -> None:
    one, other = make_network(4, WIDTH, MARKS, 1), make_network(6, WIDTH, MARKS, 2)
    before = arrays_of(other)["emb.weight"].copy()
    load_arrays(other, arrays_of(one))
    assert np.array_equal(arrays_of(other)["emb.weight"], np.concatenate([arrays_of(one)["emb.weight"], before[4:]]))
    assert np.array_equal(arrays_of(other)["inp.weight"], arrays_of(one)["inp.weight"])


@pytest.mark.parametrize("name", ["inp.weight", "out.bias"])
def test_weights_of_another_network_are_refused(name: str) -> None:
    arrays = arrays_of(make_network(4, WIDTH, MARKS, 1))
    for other in (
        arrays | {name: np.zeros((9, 1), dtype=np.float32)},
        arrays | {"more": arrays[name]},
        {"pos.weight": arrays["pos.weight"]},
    ):
        with pytest.raises((RuntimeError, KeyError)):
            load_arrays(make_network(6, WIDTH, MARKS, 2), other)
