"""A bench is shared by clients that follow each other, and nothing of one is left for the next."""

import numpy as np
import pytest

from learning.convolutions import Convolutions
from learning.examples import Examples
from learning.kernels import bench
from learning.kernels.registry import kernel_for
from learning.plan import LocalTraining, ModelSpec

SPECS = {
    "mlp": ModelSpec(kind="mlp", layer_sizes=(36, 8, 3)),
    "cnn": ModelSpec(kind="cnn", layer_sizes=(36, 3), convolutions=Convolutions(height=6, width=6, channels=(4,), kernel_size=3)),
}
LOCALS = {
    "plain": LocalTraining(epochs=1, batch_size=8, learning_rate=0.1),
    "momentum": LocalTraining(epochs=1, batch_size=8, learning_rate=0.1, momentum=0.9, proximal_mu=0.1),
    "adamw": LocalTraining(epochs=1, batch_size=8, learning_rate=0.01, optimiser="adamw", weight_decay=0.1),
}


def make_client(number, size):
    random = np.random.default_rng(number)
    examples = Examples(random.standard_normal((size, 36), dtype=np.float32), random.integers(0, 3, size))
    return examples, [np.arange(start, min(start + 8, size)) for start in range(0, size, 8)]


@pytest.mark.parametrize("kind", SPECS)
@pytest.mark.parametrize("rule", LOCALS)
def test_bits_do_not_depend_on_who_was_trained_before(kind, rule):
    spec, local = SPECS[kind], LOCALS[rule]
    weights_P = kernel_for(spec).initial_weights(spec, 0)
    clients = [make_client(0, 21), make_client(1, 40), make_client(2, 5)]
    alone = []
    for examples, batches in clients:
        bench._idle.clear()
        alone.append(kernel_for(spec).train(weights_P, examples, batches, spec, local).update_P.tobytes())
    bench._idle.clear()
    behind = [kernel_for(spec).train(weights_P, *client, spec, local).update_P.tobytes() for client in clients[::-1]]
    assert behind == alone[::-1]


def test_what_was_returned_is_not_changed_by_the_next_client():
    spec, local = SPECS["mlp"], LOCALS["plain"]
    weights_P = kernel_for(spec).initial_weights(spec, 0)
    first_P = kernel_for(spec).train(weights_P, *make_client(0, 21), spec, local).update_P
    bits = first_P.tobytes()
    kernel_for(spec).train(weights_P, *make_client(1, 40), spec, local)
    assert first_P.tobytes() == bits


def test_a_bench_in_use_or_of_another_plan_is_not_lent():
    spec, local = SPECS["mlp"], LOCALS["plain"]
    one, other = (bench.borrow_bench(spec, local, bench.StepMaker) for _ in range(2))
    assert one is not other
    bench.give_back(one)
    assert bench.borrow_bench(spec, local.model_copy(), bench.StepMaker) is not one
    bench.give_back(other)
    assert bench.borrow_bench(spec, local, bench.StepMaker) is other


def test_a_large_bench_is_not_kept():
    bench._idle.clear()
    spec = ModelSpec(kind="mlp", layer_sizes=(1_000_000, 3))
    bench.give_back(bench.Bench(spec, LOCALS["plain"], bench.StepMaker))
    assert not bench._idle
