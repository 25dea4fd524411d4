"""Wire equals simulation where most is kept between rounds, and where the first layer moves by inner products: the short form of `make soak-wire`."""

import pytest

from learning.preparation import prepare
from tests.system.wire_crossing import LARGE, SMALL, Kill, cross, network_for, plan_for


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    with network_for(SMALL, tmp_path_factory.mktemp("network")) as made:
        yield made


@pytest.fixture(scope="module")
def large_network(tmp_path_factory):
    with network_for(LARGE, tmp_path_factory.mktemp("large")) as made:
        yield made


@pytest.mark.parametrize(
    ("strategy", "codec", "kill"),
    [("qffl", "int8", None), ("diloco", "topk2b-3pct", Kill(client=2, round_index=1, num_counted=3))],
)
def test_six_agents_end_in_the_bits_of_the_simulation(network, strategy, codec, kill) -> None:
    report = cross(network, plan_for(strategy, codec, seed=5), kill)
    assert all(entry.state_sha256 for entry in report.rounds)


@pytest.mark.parametrize(("codec", "kill"), [("fp32", None), ("int8", Kill(client=4, round_index=2, num_counted=1))])
def test_a_first_layer_trained_by_inner_products_crosses_the_wire(large_network, codec, kill) -> None:
    plan = plan_for("fedavg", codec, seed=5, layer_sizes=LARGE)
    assert all(prepare(plan, shard).inner for shard in large_network.shards)
    cross(large_network, plan, kill)
