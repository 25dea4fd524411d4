"""A client's shard is a function of seed and client, of the promised size, as unlike the others' as asked."""

import numpy as np
import pytest

from learning.errors import PartitionImpossibleError
from learning.examples import Examples
from learning.partitions.skew import label_total_variation
from learning.partitions.virtual import Population, VirtualShards

RANDOM = np.random.default_rng(0)
LABELS = np.repeat([0, 1, 2, 7], [50, 10, 200, 40])
EXAMPLES = Examples(RANDOM.random((300, 2), dtype=np.float32), RANDOM.permutation(LABELS))


def population(**fields):
    return Population(**{"num_clients": 1_000_000, "least_size": 3, "most_size": 30, "alpha": 0.3, "seed": 5} | fields)


def test_a_shard_does_not_depend_on_what_was_asked_before():
    first, second = VirtualShards(EXAMPLES, population()), VirtualShards(EXAMPLES, population())
    clients = [0, 999_999, 17, 3]
    forwards = {client: first.indices(client).tolist() for client in clients}
    assert {client: second.indices(client).tolist() for client in reversed(clients)} == forwards
    assert {client: first.indices(client).tolist() for client in clients} == forwards


def test_seed_and_client_each_change_the_shard():
    shards = VirtualShards(EXAMPLES, population())
    drawn = {tuple(shards.indices(client)) for client in range(200)}
    assert len(drawn) == 200
    assert VirtualShards(EXAMPLES, population(seed=6)).indices(0).tolist() != shards.indices(0).tolist()


def test_sizes_fill_their_bounds():
    shards = VirtualShards(EXAMPLES, population(least_size=3, most_size=6))
    assert {shards[client].num_examples for client in range(200)} == {3, 4, 5, 6}


def test_a_shard_holds_the_examples_of_its_indices():
    shards = VirtualShards(EXAMPLES, population())
    indices = shards.indices(42)
    assert np.array_equal(shards[42].features_NF, EXAMPLES.features_NF[indices])
    assert np.array_equal(shards[42].labels_N, EXAMPLES.labels_N[indices])


def test_every_example_is_somebodys():
    shards = VirtualShards(EXAMPLES, population(alpha=10.0))
    assert len({int(index) for client in range(1000) for index in shards.indices(client)}) == EXAMPLES.num_examples


def test_small_alpha_makes_clients_unlike():
    distances = []
    for alpha in (0.1, 1.0, 100.0):
        shards = VirtualShards(EXAMPLES, population(alpha=alpha, least_size=100, most_size=100))
        even = Examples(EXAMPLES.features_NF, EXAMPLES.labels_N)
        distances.append(label_total_variation(even.labels_N, [shards.indices(client) for client in range(100)]))
    assert distances[0] > distances[1] > distances[2]


def test_it_is_a_sequence():
    shards = VirtualShards(EXAMPLES, population(num_clients=5))
    assert len(shards) == 5 and len(shards[1:4]) == 3 and len(list(shards)) == 5
    with pytest.raises(IndexError):
        shards[5]


@pytest.mark.parametrize(
    "fields", [{"num_clients": 0}, {"least_size": 0}, {"least_size": 31}, {"alpha": 0.0}, {"alpha": float("inf")}, {"alpha": float("nan")}]
)
def test_an_impossible_population_is_refused(fields):
    with pytest.raises(PartitionImpossibleError):
        VirtualShards(EXAMPLES, population(**fields))


def test_no_examples_are_refused():
    with pytest.raises(PartitionImpossibleError):
        VirtualShards(EXAMPLES.take(np.arange(0)), population())
