import fcntl
import os
import signal
import subprocess

import pytest

from core.errors import CodedError
from p2p.agent.launch import start_agent, stop_agent
from p2p.agent.storage.home import AgentHome, AgentRecord, HomeState
from p2p.identity import load_or_create_identity


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_started_agent_answers_and_a_stopped_one_leaves_only_files(start) -> None:
    agent = start()
    assert agent.client.health() == "running"
    assert agent.home.record() == agent.record
    agent.stop()
    assert not is_alive(agent.pid)
    assert agent.home.state() is HomeState.absent


def test_a_second_start_on_one_home_is_refused_and_the_first_goes_on(agent, environment) -> None:
    with pytest.raises(CodedError) as refusal:
        start_agent(agent.home, environment=environment, leash=True)
    assert (refusal.value.code, refusal.value.context["pid"]) == ("p2p.agent.already_running", agent.pid)
    assert agent.client.health() == "running"


def test_a_refusal_to_start_keeps_its_code(start, tmp_path) -> None:
    home = AgentHome.at(tmp_path / "agent")
    home.prepare()
    load_or_create_identity(home.path, b"open sesame")
    with pytest.raises(CodedError) as refusal:
        start()
    assert refusal.value.code == "p2p.identity.locked"
    with pytest.raises(CodedError) as invalid:
        start(P2P_AGENT_NETWORK="no spaces")
    assert invalid.value.code == "core.parameters.invalid"


def test_a_failed_start_shows_what_the_agent_said(tmp_path, environment) -> None:
    home = AgentHome.at(tmp_path / "home")
    home.prepare()
    (home.path / "trust.json").mkdir()
    with pytest.raises(CodedError) as failure:
        start_agent(home, environment=environment, leash=True)
    assert failure.value.code in {"p2p.agent.start_failed", "p2p.store.unreadable"}
    assert home.state() is HomeState.absent


def test_an_agent_that_is_not_ready_in_time_is_ended(tmp_path, environment) -> None:
    with pytest.raises(CodedError) as failure:
        start_agent(AgentHome.at(tmp_path / "home"), environment=environment, leash=False, timeout_s=0.1)
    assert failure.value.code == "p2p.agent.start_failed"
    assert AgentHome.at(tmp_path / "home").state() is HomeState.absent


def test_an_agent_without_a_leash_is_stopped_by_its_home(start) -> None:
    agent = start(leash=False)
    assert stop_agent(agent.home) == agent.pid
    agent.process.wait(5)
    with pytest.raises(CodedError) as refusal:
        stop_agent(agent.home)
    assert refusal.value.code == "p2p.agent.not_running"


def test_a_process_that_a_stale_record_names_is_never_signalled(tmp_path) -> None:
    home = AgentHome.at(tmp_path / "home")
    home.prepare()
    with subprocess.Popen(["sleep", "60"]) as bystander, home.lock_path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        fields = {"peer_id": "x", "addresses": (), "network": "n", "socket_path": "s", "started_at_ms": 0}
        home.write_record(AgentRecord(pid=bystander.pid, **fields))
        with pytest.raises(CodedError) as failure:
            stop_agent(home, timeout_s=0.3)
        assert (failure.value.code, bystander.poll()) == ("p2p.agent.unreachable", None)
        bystander.kill()


def test_a_stopped_process_is_ended_too(start) -> None:
    agent = start()
    agent.process.send_signal(signal.SIGSTOP)
    agent.stop(timeout_s=0.9)
    assert agent.process.returncode == -signal.SIGKILL
    assert agent.home.state() is HomeState.absent


def test_a_dead_agents_home_is_stale_until_the_next_start(start) -> None:
    agent = start()
    agent.process.kill()
    agent.process.wait()
    assert agent.home.state() is HomeState.stale
    again = start()
    assert again.client.health() == "running"
    assert again.record.peer_id == agent.record.peer_id


def test_a_long_home_gets_a_short_socket(start, tmp_path) -> None:
    agent = start("x" * 120)
    assert len(os.fsencode(agent.home.socket_path)) <= 100
    assert agent.client.health() == "running"
    agent.stop()
    assert not agent.home.socket_path.exists()
