"""`p2p-agent demo` as a person runs it: the story, and nothing left behind whatever ends it."""

import os
import random
import signal
import time

import numpy as np
import pytest

from learning.examples import Examples
from learning.plan import parse_plan
from learning.simulation import simulate
from learning.weights import pack_weights, weights_sha256
from p2p.agent.models.card import ModelCard
from p2p.agent.models.store import ModelStore
from p2p.agent.storage.home import AgentHome
from tests.system.demo_runs import DemoRun


def publish_digits(home: AgentHome) -> str:
    """Train a small model of digits, publish it in `home`, and return its hash."""
    from sklearn.datasets import load_digits

    pixels, labels = load_digits(return_X_y=True)
    plan = parse_plan(
        {
            "model": {"kind": "mlp", "layer_sizes": [64, 16, 10]},
            "local": {"epochs": 4, "batch_size": 32, "learning_rate": 0.3},
            "codec": "fp32",
            "strategy": {"name": "fedavg"},
            "num_rounds": 1,
            "num_clients": 1,
            "clients_per_round": 1,
            "min_clients": 1,
            "seed": 0,
        }
    )
    weights = simulate(plan, [Examples((pixels / 16).astype(np.float32), labels.astype(np.int64))]).weights_P
    card = ModelCard.model_validate(
        {
            "name": "digits",
            "weights_sha256": weights_sha256(weights),
            "architecture": plan.model,
            "terms": {"features": [f"pixel{index}" for index in range(64)], "classes": list("0123456789")},
            "created_at": "2026-01-01T00:00:00Z",
            "licence": "Apache-2.0",
        }
    )
    source = home.path.parent / "weights"
    source.write_bytes(pack_weights(weights, plan.model))
    return ModelStore(home.models).publish(source, card).weights_sha256


@pytest.fixture
def run(tmp_path):
    one = DemoRun(tmp_path)
    yield one
    one.end()


def test_runs_in_a_row_succeed_and_leave_nothing(tmp_path) -> None:
    """The second one with four agents, which start at once."""
    first, second = DemoRun(tmp_path), DemoRun(tmp_path)
    second.options = ("--task", "echo", "--peers", "4")
    for run, num_results in ((first, 1), (second, 3)):
        code, events, _ = run.finish()
        assert (code, events[-1]["event"], [event["event"] for event in events].count("result")) == (0, "done", num_results), events
        assert run.left() == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_at_a_random_moment_leaves_nothing(run, number) -> None:
    run.start()
    run.until("begun")
    time.sleep(random.Random(number).uniform(0, 2))
    os.killpg(run.process.pid, number)
    code, events, _ = run.finish()
    # Behind its last word nothing is left to tidy up, and the signal ends it as any program.
    assert code in (0, 128 + number, *([-number] if events[-1]["event"] == "done" else [])), events
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


def test_killed_demos_agents_end_and_their_folders_are_removed_by_the_next(tmp_path) -> None:
    for moment in ("begun", "connected"):
        killed = DemoRun(tmp_path)
        killed.start()
        killed.until(moment)
        killed.process.kill()
        killed.process.communicate()
        killed.await_end_of_agents()
        assert len([*tmp_path.iterdir()]) == 1
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


def test_with_a_model_of_the_user_the_demo_predicts_and_names_it(run, tmp_path_factory) -> None:
    home = AgentHome.at(tmp_path_factory.mktemp("own") / "home")
    weights_sha256 = publish_digits(home)
    run.options, run.more = (), {"P2P_AGENT_HOME": str(home.path)}
    code, events, _ = run.finish()
    assert code == 0, events
    [sent] = [event for event in events if event["event"] == "task_sent"]
    [result] = [event for event in events if event["event"] == "result"]
    assert (len(sent["task"]["input"]), sent["input_is"]) == (64, "a handwritten 0")
    assert (result["output"]["model"], result["output"]["result"]) == (weights_sha256, "0")
    assert run.left() == []
