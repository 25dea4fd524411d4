import os
import signal
import tempfile

import psutil
import pytest

from core.errors import CodedError
from p2p.agent.demo.interruptions import InterruptedBySignalError, Interruptions
from p2p.agent.demo.story import Demo, DemoPlan
from tests.p2p.agent.forks import fork_agent

STORY = ["begun", "agent_started", "agent_started", "peers_discovered", "connected", "task_sent", "task_processing", "result", "done"]


class Stage:
    """A demo in this process; `on` does something the moment that a step is told."""

    def __init__(self, temporary) -> None:
        self.temporary = temporary
        self.told = []
        self.on = {}

    def tell(self, event, facts) -> None:
        self.told.append((event, facts))
        if event in self.on:
            self.on[event](facts)

    def play(self, **plan) -> None:
        with Interruptions() as interruptions:
            Demo(DemoPlan(**{"task": "echo", "value": "hi", "timeout_s": 60, **plan}), self.tell, interruptions, begin=fork_agent).run()

    @property
    def events(self):
        return [event for event, _ in self.told]

    def facts(self, event):
        return [facts for told, facts in self.told if told == event]

    def is_empty(self) -> bool:
        return not any(psutil.pid_exists(facts["pid"]) for facts in self.facts("agent_started")) and not [*self.temporary.iterdir()]


@pytest.fixture
def stage(tmp_path, monkeypatch) -> Stage:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    old = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield Stage(tmp_path)
    signal.signal(signal.SIGINT, old)


def test_the_story_is_told_in_order_and_nothing_is_left(stage) -> None:
    stage.play()
    assert stage.events == STORY
    requester, provider = sorted(stage.facts("agent_started"), key=lambda facts: facts["agent"])
    assert (requester["role"], provider["role"]) == ("requester", "provider")
    assert requester["pid"] != provider["pid"]
    assert stage.facts("peers_discovered")[0]["by"] == "mdns"
    result = stage.facts("result")[0]
    assert (result["output"]["result"], result["peer_id"], result["verified"]) == ("hi", provider["peer_id"], True)
    assert stage.is_empty()


def test_every_provider_gets_the_task(stage) -> None:
    stage.play(num_agents=3)
    assert [facts["agent"] for facts in stage.facts("result")] == ["B", "C"]
    assert len({facts["peer_id"] for facts in stage.facts("result")}) == 2


def test_a_refusal_keeps_its_code_and_leaves_nothing(stage) -> None:
    with pytest.raises(CodedError) as refusal:
        stage.play(task="unheard-of")
    assert refusal.value.code == "p2p.task.unknown"
    assert "task_processing" not in stage.events
    assert stage.is_empty()


@pytest.mark.parametrize("moment", ["agent_started", "connected"])
def test_a_provider_that_is_killed_is_named_at_once(stage, moment) -> None:
    def kill_the_last(facts) -> None:
        os.kill(stage.facts("agent_started")[-1]["pid"], signal.SIGKILL)

    stage.on[moment] = kill_the_last
    with pytest.raises(CodedError) as failure:
        stage.play()
    assert failure.value.code == "p2p.demo.failed"
    assert "exit code -9" in failure.value.message
    assert stage.is_empty()


def test_time_that_is_over_is_said(stage) -> None:
    with pytest.raises(CodedError) as failure:
        stage.play(timeout_s=0.1)
    assert (failure.value.code, failure.value.context["timeout_s"]) == ("p2p.demo.failed", 0.1)
    assert stage.is_empty()


@pytest.mark.parametrize("moment", ["begun", "agent_started", "task_sent", "result"])
def test_an_interruption_at_any_step_leaves_nothing(stage, moment) -> None:
    stage.on[moment] = lambda facts: os.kill(os.getpid(), signal.SIGINT)
    with pytest.raises(InterruptedBySignalError):
        stage.play()
    assert "done" not in stage.events
    assert stage.is_empty()
