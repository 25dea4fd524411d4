"""Training over agents ends in the simulation's bits; a session that fails says why."""

from itertools import pairwise

import pytest

from gates.params.smoke import smoke_plan
from p2p.agent.training.sessions import SessionReport
from tasks.agents.network import agent_network, discover_agents, start_agents
from tasks.agents.training import share_out, simulate_all, train_over_agents
from tasks.computing.computations import Simulate, Skew
from tasks.data.digit_files import prepare_digits
from tasks.errors import SessionFailedError
from tasks.project.all_parameters import load_project
from tasks.project.files import PROJECT_ROOT

SKEW = Skew(dataset="digits", alpha=0.3, min_size=16)
SMALL = {"num_agents": 2, "num_rounds": 2, "hidden_sizes": (16,), "min_clients": 2}


def test_a_small_session_has_its_twins_bits_and_one_without_enough_clients_fails(prefect_api: str) -> None:
    prepare_digits.fn(PROJECT_ROOT)
    plan = smoke_plan(load_project(PROJECT_ROOT).smoke.model_copy(update=SMALL), "int8", 0, num_features=64, num_classes=10)
    told: list[SessionReport] = []
    with agent_network("tests-training", 2) as network:
        share_out.fn(network, SKEW, 0)
        start_agents.fn(network)
        discover_agents.fn(network)
        report = train_over_agents.fn(network, plan, "digits", 30.0, told.append)
        network.agents["agent-1"].stop()
        with pytest.raises(SessionFailedError):
            train_over_agents.fn(network, plan, "digits", 10.0, told.append)
    (twin,) = simulate_all.fn((Simulate(skew=SKEW, plan=plan, participation=report.participation),))
    assert report.weights_sha256 == twin.weights_sha256
    assert len(report.rounds) == 2
    assert told[-1].status == "failed"
    assert all(one != after for one, after in pairwise(told)), "nothing is told twice"
