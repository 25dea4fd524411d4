"""Mutated bytes over real sockets: the agent's process lives on and says nothing of a fault of its own: the short form of `make soak-fuzz`."""

from collections.abc import Iterator

import pytest

from tests.fuzz.hostile_peers import HostilePeers
from tests.system.tried_agents import TriedAgents

NUM_INPUTS = 500


@pytest.fixture
def agents(tmp_path) -> Iterator[TriedAgents]:
    made = TriedAgents(tmp_path)
    yield made
    made.stop()


@pytest.mark.slow
def test_an_agent_lives_through_mutated_words_of_trusted_peers_strangers_and_nobodies(agents: TriedAgents) -> None:
    peers = HostilePeers(agents, seed=1)
    agents.run(lambda: peers.say(NUM_INPUTS), timeout_s=120)
    agents.assert_unharmed()
    assert peers.num_said >= NUM_INPUTS
