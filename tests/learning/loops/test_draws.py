"""Orders that are drawn together are those of NumPy's generators."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.loops.draws import draw
from learning.loops.perceptron import CompiledLoops
from learning.randomness import generator, seed_words

WORDS = st.one_of(st.integers(0, 3), st.integers(0, 2**32 - 1))


@given(st.lists(st.tuples(WORDS, st.integers(1, 300), st.integers(1, 3)), min_size=1, max_size=9), WORDS, WORDS)
def test_each_pass_is_the_permutation_that_the_clients_generator_draws(clients, seed, round_index):
    seeds, sizes, num_passes = zip(*clients, strict=True)
    found = CompiledLoops().draw(seed_words(seed, round_index, seeds, "batches"), sizes, num_passes)
    for order_S, client_seed, size, number in zip(found, seeds, sizes, num_passes, strict=True):
        random = generator(seed, round_index, client_seed, "batches")
        assert np.array_equal(order_S, np.concatenate([random.permutation(size) for _ in range(number)]))


def test_a_pass_over_many_examples_is_drawn_too():
    (order_S,) = CompiledLoops().draw(seed_words(7, 1, [3], "batches"), [200_000], [1])
    assert np.array_equal(order_S, generator(7, 1, 3, "batches").permutation(200_000))


def test_nobody_has_no_order():
    assert CompiledLoops().draw(seed_words(7, 1, [], "batches"), [], []) == []


def test_a_numpy_that_shuffles_otherwise_is_found_out(monkeypatch):
    assert CompiledLoops().draws
    monkeypatch.setattr("learning.loops.perceptron.draw", lambda *arguments: draw(*arguments) or arguments[-1].sort())
    assert not CompiledLoops().draws


@pytest.mark.parametrize("seed", [-1, 2**32])
def test_a_word_of_more_than_32_bits_is_refused(seed):
    with pytest.raises(OverflowError):
        seed_words(seed, 0, [0], "batches")
