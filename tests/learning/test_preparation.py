"""Examples made ready once give what examples made ready each round give."""

import numpy as np
import pytest

from learning.client import client_update
from learning.errors import DataMalformedError
from learning.examples import Examples
from learning.kernels.registry import initial_weights
from learning.normalisation import measure_features, normalisation_of
from learning.preparation import Preparations, prepare

WIDE = {"kind": "mlp", "layer_sizes": [200, 64, 3]}
LOCAL = {"epochs": 3, "batch_size": 16, "learning_rate": 0.1}


def make_shards():
    random = np.random.default_rng(0)
    shards = [Examples(random.random((size, 200), dtype=np.float32), random.integers(0, 3, size)) for size in (60, 66, 71, 80)]
    for shard in shards:
        shard.features_NF[:, :70] = 0
    return shards


@pytest.mark.parametrize("is_normalised", [False, True])
def test_an_update_is_the_same_from_prepared_examples_in_every_round(make_plan, is_normalised):
    shards = make_shards()
    normalisation = normalisation_of(measure_features(shards[0].features_NF)).model_dump(mode="json") if is_normalised else None
    plan = make_plan(model=WIDE, local=LOCAL, codec="fp32", normalisation=normalisation)
    weights_P, prepared = initial_weights(plan.model, 0), prepare(plan, shards[1])
    assert prepared.inner is not None
    for round_index in range(2):
        expected = client_update(plan, weights_P, shards[1], round_index, 1)
        found = client_update(plan, weights_P, prepared, round_index, 1)
        assert (found.payload, found.loss, found.num_examples) == (expected.payload, expected.loss, expected.num_examples)


def test_each_client_is_prepared_once_while_there_is_room(make_plan):
    plan, shards = make_plan(model=WIDE, local=LOCAL), make_shards()
    first = prepare(plan, shards[0]).inner
    assert first is not None
    tight = Preparations(plan, shards, max_bytes=first.size_bytes)
    assert tight[0] is tight[0] and tight[1] is not tight[1]
    roomy = Preparations(plan, shards)
    assert all(roomy[client] is roomy[client] for client in range(4))


class Drawn:
    """Clients that are made when they are asked for."""

    def __len__(self):
        return 4

    def __getitem__(self, client):
        return make_shards()[client]


def test_clients_made_when_asked_for_are_not_kept(make_plan):
    drawn = Preparations(make_plan(model=WIDE, local=LOCAL), Drawn())
    assert drawn[0] is not drawn[0]


def test_examples_that_do_not_fit_are_refused(make_plan, shards):
    with pytest.raises(DataMalformedError):
        Preparations(make_plan(model=WIDE), shards)[0]
