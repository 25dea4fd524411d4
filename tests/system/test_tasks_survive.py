"""Tasks between processes that are killed, interrupted, full and stopped: one result, and never two runs at once."""

import os
import signal
import subprocess
import sys
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from core.ids import new_task_id
from p2p.agent.storage.home import AgentHome
from tests.p2p.agent.forks import start_fork
from tests.system.working_agent import ROOT, WorkingAgent


@pytest.fixture(scope="module")
def environment() -> dict[str, str]:
    network = f"tasks-{uuid.uuid4().hex[:8]}"
    return {**os.environ, "P2P_AGENT_INTERFACES": "127.0.0.1", "P2P_AGENT_NETWORK": network, "P2P_AGENT_STOP_GRACE_S": "0.5"}


@pytest.fixture(scope="module")
def asker(tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]):
    agent = start_fork(AgentHome.at(tmp_path_factory.mktemp("asker")), environment)
    yield agent
    agent.stop()


@pytest.fixture
def provider(tmp_path: Path, environment: dict[str, str], asker):
    """Start agents that work, and that the asker trusts and is connected to until the test has ended."""
    started: list[WorkingAgent] = []

    def start(name: str = "provider", concurrency: int = 4) -> WorkingAgent:
        agent = WorkingAgent(tmp_path, name, environment, concurrency)
        started.append(agent)
        agent.client.trust_add(asker.record.peer_id)
        asker.client.trust_add(agent.record.peer_id)
        asker.client.connect(agent.record.peer_id, agent.record.addresses)
        return agent

    yield start
    for agent in started:
        asker.client.trust_remove(agent.record.peer_id)
        agent.end()


@pytest.fixture
def pool():
    with ThreadPoolExecutor() as made:
        yield made


def test_a_provider_killed_in_mid_task_and_started_again_gives_one_result(asker, provider, pool) -> None:
    working = provider()
    asked = pool.submit(asker.client.ask, working.record.peer_id, "work", 1, 60.0, retries=50)
    working.until_noted("begin")
    working.kill()
    working.start()
    working.until_noted("begin", "begin")
    working.release()
    answer = asked.result(30)
    assert (answer.output, answer.provider) == ({"value": 1, "runs": 2}, working.record.peer_id)
    assert answer.attempts[0].code == "p2p.stream.closed"
    assert working.noted() == ["begin", "begin", "end"]


def test_a_result_is_still_answered_after_its_provider_was_killed(asker, provider) -> None:
    working, task_id = provider(), new_task_id()
    working.release()
    first = asker.client.ask(working.record.peer_id, "work", 1, task_id=task_id)
    working.kill()
    working.start()
    again = asker.client.ask(working.record.peer_id, "work", 1, 60.0, retries=50, task_id=task_id)
    assert first.output == again.output == {"value": 1, "runs": 1}
    assert working.noted() == ["begin", "end"]
    other = asker.client.ask(working.record.peer_id, "work", 2, retries=5, task_id=task_id)
    assert other.error is not None
    assert other.error["code"] == "p2p.task.conflict"


def test_two_requests_of_one_task_at_once_run_it_once(asker, provider, pool) -> None:
    working, task_id = provider(), new_task_id()
    asked = [pool.submit(asker.client.ask, working.record.peer_id, "work", 1, task_id=task_id) for _ in range(3)]
    working.until_noted("begin")
    working.release()
    assert [one.result(20).output for one in asked] == [{"value": 1, "runs": 1}] * 3
    assert working.noted() == ["begin", "end"]


def test_ctrl_c_on_an_ask_cancels_the_task_at_the_provider_and_frees_its_place(asker, provider, environment) -> None:
    working = provider(concurrency=1)
    words = [sys.executable, "-m", "cli.main", "ask", working.record.peer_id, "work", "1"]
    command = subprocess.Popen(words, cwd=ROOT, env={**environment, "P2P_AGENT_HOME": str(asker.home.path)})
    working.until_noted("begin")
    command.send_signal(signal.SIGINT)
    assert command.wait(20) != 0
    working.until_noted("begin", "cancelled")
    working.release()
    assert asker.client.ask(working.record.peer_id, "work", 2).output == {"value": 2, "runs": 2}


def test_any_goes_on_from_an_unknowing_a_full_and_a_killed_provider(asker, provider, pool, tmp_path, environment) -> None:
    unknowing = start_fork(AgentHome.at(tmp_path / "unknowing"), environment)
    try:
        unknowing.client.trust_add(asker.record.peer_id)
        asker.client.trust_add(unknowing.record.peer_id)
        asker.client.connect(unknowing.record.peer_id, unknowing.record.addresses)
        full, dying = provider("full", concurrency=1), provider("dying")
        occupying = pool.submit(asker.client.ask, full.record.peer_id, "work", "occupied")
        full.until_noted("begin")
        asked = pool.submit(asker.client.ask_any, "work", 1, 60.0, retries=50)
        dying.until_noted("begin")
        dying.kill()
        good = provider("good")
        good.release()
        answer = asked.result(60)
        assert (answer.output, answer.provider) == ({"value": 1, "runs": 1}, good.record.peer_id)
        codes = {(attempt.provider, attempt.code) for attempt in answer.attempts}
        assert (dying.record.peer_id, "p2p.stream.closed") in codes
        assert codes <= {
            (unknowing.record.peer_id, "p2p.task.unknown"),
            (full.record.peer_id, "p2p.task.busy"),
            (dying.record.peer_id, "p2p.stream.closed"),
            (dying.record.peer_id, "p2p.peer.unreachable"),
            (good.record.peer_id, None),
        }
        assert len([attempt for attempt in answer.attempts if attempt.provider == unknowing.record.peer_id]) <= 1
        assert (full.noted(), good.noted()) == (["begin"], ["begin", "end"])
        full.release()
        assert occupying.result(20).status == "completed"
    finally:
        asker.client.trust_remove(unknowing.record.peer_id)
        unknowing.stop()


def test_a_busy_provider_is_asked_again_when_it_said_and_does_the_task(asker, provider, pool) -> None:
    working = provider(concurrency=1)
    first = pool.submit(asker.client.ask, working.record.peer_id, "work", 1)
    working.until_noted("begin")
    second = pool.submit(asker.client.ask, working.record.peer_id, "work", 2, 60.0, retries=50)
    time.sleep(0.5)
    working.release()
    answer = second.result(40)
    assert (answer.output, first.result(20).status) == ({"value": 2, "runs": 2}, "completed")
    assert all(attempt.code == "p2p.task.busy" for attempt in answer.attempts[:-1])
    assert all(attempt.waited_ms >= 100 for attempt in answer.attempts[1:])


def test_a_stopped_provider_hands_its_task_back_and_another_does_it(asker, provider, pool) -> None:
    leaving = provider("leaving")
    asked = pool.submit(asker.client.ask_any, "work", 1, 60.0, retries=50)
    leaving.until_noted("begin")
    staying = provider("staying")
    staying.release()
    leaving.process.send_signal(signal.SIGTERM)
    answer = asked.result(40)
    assert (answer.output, answer.provider) == ({"value": 1, "runs": 1}, staying.record.peer_id)
    assert (leaving.record.peer_id, "p2p.task.handed_back") in {(attempt.provider, attempt.code) for attempt in answer.attempts}
    assert leaving.process.wait(20) == 0
    assert leaving.noted() == ["begin", "cancelled"]
