"""An adapter trained over real agents: torch in their children, the simulation's bits, also through its warm-up."""

from collections.abc import Iterator

import pytest

from learning.adapter import WIDTH
from learning.plan import parse_plan
from tests.learning.texts_behind_prefix import make_texts
from tests.system.agents import NUM_PARTICIPANTS, AgentNetwork


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AgentNetwork]:
    made = AgentNetwork(tmp_path_factory.mktemp("network"), [make_texts(12 + client, client) for client in range(NUM_PARTICIPANTS)])
    yield made
    made.stop()


@pytest.mark.parametrize("codec", ["fp32", "int8"])
def test_an_adapter_over_libp2p_has_the_simulations_bits(network: AgentNetwork, codec: str) -> None:
    plan = parse_plan(
        {
            "model": {"kind": "lora", "layer_sizes": [WIDTH, 5], "adapter": {"rank": 8}},
            "local": {"epochs": 1, "batch_size": 4, "learning_rate": 0.05, "head_learning_rate": 0.2},
            "codec": codec,
            "strategy": {"name": "fedavg"},
            "num_rounds": 2,
            "warmup_rounds": 1,
            "num_clients": NUM_PARTICIPANTS,
            "clients_per_round": NUM_PARTICIPANTS,
            "min_clients": 1,
            "seed": 5,
        }
    )
    report = network.run(plan, round_timeout_s=80.0)
    assert (report.status, report.participation) == ("completed", ((0, 1, 2),) * 2)
    assert report.weights_sha256 == network.twin_sha256(report)
