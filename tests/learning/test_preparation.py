"""Examples made ready once give what examples made ready each round give."""

import numpy as np
import pytest

from learning.client import client_update
from learning.errors import DataMalformedError
from learning.examples import Examples
from learning.kernels.registry import initial_weights
from learning.normalisation import measure_features, normalisation_of
from learning.preparation import Preparations, prepare
from learning.schedule import client_batches
from learning.simulation import simulate


@pytest.mark.parametrize("is_normalised", [False, True])
def test_an_update_is_the_same_from_prepared_examples_in_every_round(wide_plan, wide_shards, is_normalised):
    normalisation = normalisation_of(measure_features(wide_shards[0].features_NF)).model_dump(mode="json") if is_normalised else None
    plan = wide_plan(normalisation=normalisation)
    weights_P, prepared = initial_weights(plan.model, 0), prepare(plan, wide_shards[1])
    assert prepared.inner is not None
    for round_index in range(2):
        expected = client_update(plan, weights_P, wide_shards[1], round_index, 1)
        found = client_update(plan, weights_P, prepared, round_index, 1)
        assert (found.payload, found.loss, found.num_examples) == (expected.payload, expected.loss, expected.num_examples)


def test_each_client_is_prepared_once_while_there_is_room(wide_plan, wide_shards):
    plan = wide_plan()
    first = prepare(plan, wide_shards[0]).inner
    assert first is not None
    tight = Preparations(plan, wide_shards, max_bytes=first.size_bytes)
    assert tight[0] is tight[0] and tight[1] is not tight[1]
    roomy = Preparations(plan, wide_shards)
    assert all(roomy[client] is roomy[client] for client in range(4))


class Drawn:
    """Clients that are made when they are asked for."""

    def __init__(self, shards):
        self.shards = shards

    def __len__(self):
        return len(self.shards)

    def __getitem__(self, client):
        return self.shards[client]


def test_clients_made_when_asked_for_are_not_kept(wide_plan, wide_shards):
    drawn = Preparations(wide_plan(), Drawn(wide_shards))
    assert drawn[0] is not drawn[0]


def test_clients_made_when_asked_for_are_not_kept_without_inner_products_either(make_plan, shards):
    drawn = Preparations(make_plan(), Drawn(shards))
    assert drawn[0].inner is None and drawn[0] is not drawn[0]


@pytest.mark.parametrize("strategy", ["fedavg", "afl"])
def test_however_features_lie_the_bits_are_the_same(make_plan, shards, strategy):
    plan = make_plan(strategy={"name": strategy}, model={"kind": "mlp", "layer_sizes": [6, 17, 40]})
    expected = simulate(plan, shards)
    by_columns = [Examples(np.asfortranarray(shard.features_NF), shard.labels_N) for shard in shards]
    strided = [Examples(np.repeat(shard.features_NF, 2, axis=1)[:, ::2], np.repeat(shard.labels_N, 2)[::2]) for shard in shards]
    for others in (by_columns, strided):
        assert not others[3].features_NF.flags.c_contiguous and simulate(plan, others).rounds == expected.rounds


@pytest.mark.parametrize("expected", [(0, 1, 2, 3), (3, 1), (), (0, 0, 2)])
@pytest.mark.parametrize("are_kept", [False, True])
def test_batches_are_those_of_the_plan_whoever_was_expected(wide_plan, wide_shards, expected, are_kept):
    plan = wide_plan()
    preparations = Preparations(plan, wide_shards if are_kept else Drawn(wide_shards))
    for round_index in (0, 1):
        preparations.expect(round_index, expected)
        for client in (2, 0, 1, 3, 1):
            prepared, visits = preparations.ready(client)
            batches = visits.batches
            drawn = client_batches(wide_shards[client].num_examples, plan, round_index, client)
            assert len(batches) == len(drawn) > 0 and all(map(np.array_equal, batches, drawn))
            assert prepared.examples.num_examples == wide_shards[client].num_examples


def test_an_expected_client_without_examples_is_refused_in_its_turn(wide_plan, wide_shards):
    plan = wide_plan(local={"num_steps": 3, "batch_size": 16, "learning_rate": 0.1})
    preparations = Preparations(plan, [*wide_shards[:3], wide_shards[3].take(np.arange(0))])
    preparations.expect(0, (0, 3, 1))
    assert len(preparations.ready(0)[1].ends) == len(preparations.ready(1)[1].ends) == 3
    with pytest.raises(DataMalformedError):
        preparations.ready(3)


def test_examples_that_do_not_fit_are_refused(wide_plan, shards):
    with pytest.raises(DataMalformedError):
        Preparations(wide_plan(), shards)[0]
