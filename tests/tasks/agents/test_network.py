"""A network of agents talks to this machine alone and leaves nothing behind."""

from pathlib import Path

import psutil
import pytest

from tasks.agents.network import COORDINATOR, agent_environment, agent_network, discover_agents, start_agents


def test_the_users_own_agent_settings_do_not_reach_the_network() -> None:
    base = {"P2P_AGENT_NETWORK": "theirs", "P2P_AGENT_PASSPHRASE_FILE": "/secret", "PATH": "/bin"}
    environment = agent_environment(base, "smoke-1")
    assert environment == {"PATH": "/bin", "P2P_AGENT_INTERFACES": "127.0.0.1", "P2P_AGENT_NETWORK": "smoke-1"}


def test_agents_find_and_trust_each_other_and_are_gone_afterwards() -> None:
    with agent_network("tests-agents", 1) as network:
        peers = start_agents.fn(network)
        assert len(set(peers)) == 2
        discover_agents.fn(network)
        assert network.client(COORDINATOR).trust_list() == [network.peer("agent-0")]
        assert network.client("agent-0").trust_list() == [network.peer(COORDINATOR)]
        processes = [psutil.Process(agent.pid) for agent in network.agents.values()]
        folder = network.folder
    assert not psutil.wait_procs(processes, timeout=5)[1]
    assert not Path(folder).exists()


def test_a_network_whose_block_fails_is_gone_too() -> None:
    processes: list[psutil.Process] = []
    folders: list[Path] = []

    def fail() -> None:
        with agent_network("tests-failing", 1) as network:
            start_agents.fn(network, ())
            folders.append(network.folder)
            processes.extend(psutil.Process(agent.pid) for agent in network.agents.values())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert len(processes) == 1
    assert not psutil.wait_procs(processes, timeout=5)[1]
    assert not folders[0].exists()
