"""Wire equals simulation where most is kept between rounds: the short form of `make soak-wire`."""

import pytest

from tests.system.agents import AgentNetwork, digit_shards
from tests.system.wire_crossing import NUM_AGENTS, Kill, cross, plan_for


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    made = AgentNetwork(tmp_path_factory.mktemp("network"), digit_shards(NUM_AGENTS))
    yield made
    made.stop()


@pytest.mark.parametrize(
    ("strategy", "codec", "kill"),
    [("qffl", "int8", None), ("diloco", "topk2b-3pct", Kill(client=2, round_index=1, num_counted=3))],
)
def test_six_agents_end_in_the_bits_of_the_simulation(network, strategy, codec, kill) -> None:
    report = cross(network, plan_for(strategy, codec, seed=5), kill)
    assert all(entry.state_sha256 for entry in report.rounds)
