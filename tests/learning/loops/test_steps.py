"""A client that is trained by compiled loops ends in the bits of one that NumPy trains."""

import numpy as np
import pytest

from learning.plan import ModelSpec
from tests.learning.loops.trainings import PLAIN, both, make_batches, make_examples

pytestmark = pytest.mark.usefixtures("loops")


@pytest.mark.parametrize(
    ("num_examples", "layer_sizes", "size"),
    [
        (80, (784, 128, 10), 16),
        (65, (784, 128, 10), 16),  # the last batch has one example, whose exponentials NumPy adds up in eights
        (33, (784, 128, 40), 16),
        (33, (784, 128, 128), 16),
        (33, (784, 128, 5), 16),
        (37, (300, 128, 3), 1),
        (600, (784, 128, 10), 16),  # products in two parts
        (1100, (784, 128, 10), 16),
        (90, (2000, 300, 2), 32),  # too few rows at once
        (61, (500, 67, 7), 50),
    ],
)
def test_the_bits_are_those_of_numpy(num_examples, layer_sizes, size):
    examples, batches = make_examples(num_examples, layer_sizes[0], layer_sizes[-1]), make_batches(num_examples, size)
    by_numpy, by_loops = both(examples, batches, ModelSpec(kind="mlp", layer_sizes=layer_sizes))
    assert np.abs(by_numpy.update_P).max() > 1e-4
    assert by_numpy.update_P.tobytes() == by_loops.update_P.tobytes() and by_numpy.loss == by_loops.loss


def test_a_training_that_diverges_does_so_in_both():
    examples, batches = make_examples(80, 784, 10), make_batches(80, 16)
    found = both(
        examples, batches, ModelSpec(kind="mlp", layer_sizes=(784, 128, 10)), PLAIN.model_copy(update={"learning_rate": 1e4}), 1e18
    )
    assert not any(np.isfinite(one.update_P).all() for one in found)


def test_clients_of_many_sizes_share_a_place_and_leave_no_trace():
    spec = ModelSpec(kind="mlp", layer_sizes=(784, 128, 10))
    for num_examples in (80, 200, 40, 80):
        by_numpy, by_loops = both(make_examples(num_examples, 784, 10), make_batches(num_examples, 16), spec)
        assert by_numpy.update_P.tobytes() == by_loops.update_P.tobytes()
