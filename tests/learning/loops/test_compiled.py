"""Clients that are trained by one call end in the bits of those that are trained one by one, and in no others' memory."""

import numpy as np
import pytest

from learning.kernels.inner_products import InnerProducts
from learning.kernels.mlp import MlpKernel
from learning.loops.compiled import train
from learning.loops.perceptron import CompiledLoops
from learning.loops.places import room_size
from learning.loops.sums import add_terms
from learning.loops.switch import Pupil, SumPlace
from learning.plan import ModelSpec
from learning.visits import Visits
from tests.learning.loops.trainings import PLAIN, make_batches, make_examples

SPEC = ModelSpec(kind="mlp", layer_sizes=(120, 33, 5))
SIZES = (40, 17, 90, 2, 41)
ROUNDER = 1.5 * 2.0**52


def make_pupils(sizes=SIZES, spec=SPEC):
    pupils = []
    for size in sizes:
        examples, batches = make_examples(size, spec.layer_sizes[0], spec.layer_sizes[-1]), make_batches(size, 16)
        inner = InnerProducts.of(examples.features_NF, 10_000 * size, spec, PLAIN)
        assert inner is not None
        pupils.append(Pupil(examples, inner, Visits(np.concatenate(batches), np.cumsum([len(batch) for batch in batches]))))
    return pupils


def train_into(pupils, largest=1e6, weights=None):
    weights_P, sum_P = MlpKernel().initial_weights(SPEC, 3), np.zeros(SPEC.num_parameters, dtype=np.int64)
    shares = [float(size) for size in SIZES[: len(pupils)]]
    place = SumPlace(sum_P, 2.0**30, ROUNDER, largest)
    return sum_P, CompiledLoops().train_into(place, pupils, shares, weights_P if weights is None else weights, spec=SPEC, local=PLAIN)


def one_by_one(pupils):
    weights_P, sum_P, found = MlpKernel().initial_weights(SPEC, 3), np.zeros(SPEC.num_parameters, dtype=np.int64), []
    for size, one in zip(SIZES, pupils, strict=False):
        trained = CompiledLoops().train(weights_P, one.examples, one.visits.batches, SPEC, PLAIN, inner=one.inner)
        add_terms(sum_P, trained.update_P, size * 2.0**30, ROUNDER)
        found.append(trained)
    return sum_P, found


def test_a_groups_sum_and_losses_are_those_of_its_clients_one_by_one():
    pupils = make_pupils()
    sum_P, losses = train_into(pupils)
    expected_P, found = one_by_one(pupils)
    assert np.array_equal(sum_P, expected_P) and losses == [one.loss for one in found]


def test_a_group_ends_before_the_first_update_that_the_sum_cannot_take():
    pupils = make_pupils()
    _, found = one_by_one(pupils)
    terms = [size * float(np.abs(one.update_P).max()) for size, one in zip(SIZES, found, strict=True)]
    assert terms[2] == max(terms) > max(terms[:2])
    for largest, number in ((terms[2], 5), (np.nextafter(terms[2], 0), 2), (0.0, 0)):
        sum_P, losses = train_into(pupils, largest)
        assert len(losses) == number and np.array_equal(sum_P, one_by_one(pupils[:number])[0])


@pytest.mark.parametrize("value", [np.nan, np.inf, 3e38])
def test_a_group_ends_before_an_update_that_is_not_finite(value):
    weights_P = MlpKernel().initial_weights(SPEC, 3)
    weights_P[-20:] = value
    sum_P, losses = train_into(make_pupils(), 1e30, weights_P)
    assert not losses and not sum_P.any()


@pytest.mark.parametrize(
    ("sizes", "layer_sizes", "batch_size"), [((40, 17, 90), (120, 33, 5), 16), ((9, 2, 3), (70, 3, 2), 7), ((33,), (50, 129, 31), 1)]
)
def test_a_room_is_large_enough_and_nothing_behind_it_is_written(sizes, layer_sizes, batch_size, monkeypatch):
    spec = ModelSpec(kind="mlp", layer_sizes=layer_sizes)
    pupils, behind = make_pupils(sizes, spec), 4096
    most = [max(values) for values in zip(*(one.inner.features_NV.shape for one in pupils), strict=True)]
    size = room_size(*most, *layer_sizes[1:], max(int(one.visits.ends[0]) for one in pupils))
    lent = np.full(size + behind, 7.25, dtype=np.float32)
    monkeypatch.setattr(CompiledLoops, "_floats", lambda _, asked: lent if asked == size else pytest.fail("another size"))
    place = SumPlace(np.zeros(spec.num_parameters, dtype=np.int64), 2.0**30, ROUNDER, np.inf)
    weights_P = MlpKernel().initial_weights(spec, 3)
    assert len(CompiledLoops().train_into(place, pupils, [1.0] * len(pupils), weights_P, spec=spec, local=PLAIN)) == len(pupils)
    assert (lent[size:] == 7.25).all() and not (lent[:size] == 7.25).all()


def test_it_is_compiled_once_for_all_groups():
    train_into(make_pupils())
    train_into(make_pupils()[:1])
    weights_P = MlpKernel().initial_weights(SPEC, 3)
    weights_P.flags.writeable = False
    train_into(make_pupils()[:2], weights=weights_P)
    assert len(train.signatures) == 1
