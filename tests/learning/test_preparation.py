"""Examples made ready once give what examples made ready each round give."""

import pytest

from learning.client import client_update
from learning.errors import DataMalformedError
from learning.kernels.registry import initial_weights
from learning.normalisation import measure_features, normalisation_of
from learning.preparation import Preparations, prepare


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


def test_examples_that_do_not_fit_are_refused(wide_plan, shards):
    with pytest.raises(DataMalformedError):
        Preparations(wide_plan(), shards)[0]
