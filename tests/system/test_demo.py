"""`p2p-agent demo` as a person runs it: the story, and nothing left behind whatever ends it."""

import os
import random
import signal
import time

import pytest

from tests.system.demo_runs import DemoRun


@pytest.fixture
def run(tmp_path):
    one = DemoRun(tmp_path)
    yield one
    one.end()


def test_runs_in_a_row_succeed_and_leave_nothing(tmp_path) -> None:
    for _ in range(3):
        run = DemoRun(tmp_path)
        code, events, _ = run.finish()
        assert (code, events[-1]["event"]) == (0, "done"), events
        assert run.left() == []


def test_the_same_with_four_agents_that_start_at_once(run) -> None:
    run.options = ("--task", "echo", "--peers", "4")
    code, events, _ = run.finish()
    assert (code, [event["event"] for event in events].count("result")) == (0, 3)
    assert run.left() == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_at_a_random_moment_leaves_nothing(run, number) -> None:
    run.start()
    run.until("begun")
    time.sleep(random.Random(number).uniform(0, 2))
    os.killpg(run.process.pid, number)
    code, events, _ = run.finish()
    assert code in (0, 128 + number), events
    assert run.left() == []


def test_a_killed_provider_ends_the_demo_with_a_code_and_a_next_step(run) -> None:
    run.start()
    while (started := run.until("agent_started"))["role"] != "provider":
        pass
    os.kill(started["pid"], signal.SIGKILL)
    code, events, _ = run.finish()
    assert (code, events[-1]["event"], events[-1]["error"]["code"]) == (1, "failed", "p2p.demo.failed")
    assert events[-1]["next"]
    assert run.left() == []


@pytest.mark.parametrize("moment", ["begun", "connected"])
def test_a_killed_demos_agents_end_and_its_folder_is_removed_by_the_next(tmp_path, moment) -> None:
    killed = DemoRun(tmp_path)
    killed.start()
    killed.until(moment)
    killed.process.kill()
    killed.process.communicate()
    killed.await_end_of_agents()
    next_one = DemoRun(tmp_path)
    assert next_one.finish()[0] == 0
    assert next_one.left() == []


def test_a_reader_that_leaves_early_leaves_nothing_behind(run) -> None:
    run.start()
    run.until("begun")
    run.process.stdout.close()
    assert run.process.wait(60) == 1
    run.process.stderr.close()
    assert run.left() == []


def test_an_interface_that_does_not_exist_is_refused_with_its_code(run) -> None:
    run.more = {"P2P_AGENT_INTERFACES": "10.77.0.99"}
    code, events, _ = run.finish()
    assert (code, events[-1]["error"]["code"]) == (1, "p2p.address.unusable")
    assert run.left() == []
