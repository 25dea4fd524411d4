"""The line to an agent that runs this node's tasks is measured; of any other it is said why not."""

import os

import pytest

from core.errors import CodedError
from core.ids import PeerId
from p2p.agent.storage.home import AgentHome
from tasks.cohort.line import measure_line, rate_mbit
from tests.p2p.agent.forks import start_fork


@pytest.fixture
def pair(tmp_path):
    environment = {**os.environ, "P2P_AGENT_INTERFACES": "127.0.0.1", "P2P_AGENT_NETWORK": f"line-{os.getpid()}"}
    agents = [start_fork(AgentHome.at(tmp_path / name), environment) for name in ("m", "v")]
    yield agents
    for agent in agents:
        agent.stop()


def test_a_line_is_measured_where_the_peer_knows_this_node_and_not_elsewhere(pair):
    maintainer, volunteer = pair
    peer = PeerId(maintainer.record.peer_id)
    volunteer.client.trust_add(peer)
    with pytest.raises(CodedError) as caught:
        measure_line(volunteer.client, peer, tuple(maintainer.record.addresses))
    assert caught.value.code == "tasks.volunteer.line"
    maintainer.client.trust_add(volunteer.record.peer_id)
    found = measure_line(volunteer.client, peer, ())
    assert found.mbit_per_s > 0 and found.round_trip_ms > 0


def test_a_rate_is_bits_over_time():
    assert rate_mbit(1_000_000, 2.0) == 4.0
