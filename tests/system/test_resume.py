"""A coordinator that dies or stops at any moment goes on with its sessions when it is started again, to the same bits."""

import itertools
import signal
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import pytest

from learning.plan import TrainingPlan, parse_plan
from p2p.agent.launch import RunningAgent
from p2p.agent.training.session_files import SessionFiles
from p2p.agent.training.sessions import SessionReport, SessionRequest
from tests.system.agents import NUM_PARTICIPANTS, AgentNetwork, digit_shards

EVERYBODY = tuple(range(NUM_PARTICIPANTS))
NUM_ROUNDS = 3


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    made = AgentNetwork(tmp_path_factory.mktemp("network"), digit_shards(NUM_PARTICIPANTS))
    yield made
    made.stop()


@pytest.fixture
def make_plan():
    def make(codec: str = "fp32", epochs: int = 2, strategy: dict[str, object] | None = None) -> TrainingPlan:
        return parse_plan(
            {
                "model": {"kind": "mlp", "layer_sizes": [64, 512, 10]},
                "local": {"epochs": epochs, "batch_size": 16, "learning_rate": 0.01},
                "codec": codec,
                "strategy": strategy or {"name": "fedavg"},
                "num_rounds": NUM_ROUNDS,
                "num_clients": NUM_PARTICIPANTS,
                "clients_per_round": NUM_PARTICIPANTS,
                "min_clients": 1,
                "seed": 5,
            }
        )

    return make


def begin(network: AgentNetwork, plan: TrainingPlan) -> str:
    peers = tuple(participant.record.peer_id for participant in network.participants)
    return network.coordinator.client.start_session(SessionRequest(plan=plan, participants=peers, corpus="digits", round_timeout_s=60.0))


@dataclass(frozen=True)
class Moment:
    """When the coordinator is killed: in a round that is not over before, since one participant is held in it.

    A kill in the middle of a write leaves half a file, since a file is written beside its place and then moved there.
    """

    name: str
    round_index: int
    leaves_half: bool = False

    def await_in(self, network: AgentNetwork, session_id: str) -> None:
        network.await_round(session_id, self.round_index)
        if self.leaves_half:
            folder = SessionFiles(network.coordinator.home.rounds).folder(session_id)
            model = (folder / "model-1.safetensors").read_bytes()
            (folder / ".new-half").write_bytes(model[: len(model) // 2])


def end_of(network: AgentNetwork, session_id: str) -> SessionReport:
    return network.await_report(session_id, lambda report: report.status != "running")


def restart_coordinator(network: AgentNetwork) -> None:
    network.coordinator = network.start("coordinator")


def kill(agent: RunningAgent) -> None:
    agent.process.kill()
    agent.process.wait()


FIELDS: dict[str, dict[str, object]] = {
    "fp32": {"codec": "fp32"},
    "int8": {"codec": "int8"},
    "topk2b-3pct": {"codec": "topk2b-3pct"},
    "fedadam": {"strategy": {"name": "fedadam", "server_learning_rate": 0.01}},
}
AT_ONCE, IN_MID_ROUND, LATE = Moment("at_once", 0), Moment("in_mid_round", 1), Moment("in_the_last_round", 2)
IN_MID_WRITE = Moment("while_a_checkpoint_is_written", 1, leaves_half=True)
MOMENTS = (AT_ONCE, IN_MID_ROUND, LATE, IN_MID_WRITE)
SAMPLE = (("fp32", AT_ONCE), ("int8", IN_MID_WRITE), ("topk2b-3pct", IN_MID_ROUND), ("fedadam", LATE))
"""Every codec and every moment once; all of them with each other in `make soak-wire`."""


@pytest.fixture(scope="module")
def undisturbed(network) -> Callable[[TrainingPlan], SessionReport]:
    """The report of a session of that plan in which nobody dies, held once."""

    @cache
    def held(plan: str) -> SessionReport:
        return end_of(network, begin(network, TrainingPlan.model_validate_json(plan)))

    return lambda plan: held(plan.model_dump_json())


@pytest.mark.parametrize(
    ("name", "moment"),
    [
        pytest.param(name, moment, id=f"{name}-{moment.name}", marks=() if (name, moment) in SAMPLE else pytest.mark.soak)
        for name, moment in itertools.product(FIELDS, MOMENTS)
    ],
)
def test_a_coordinator_killed_at_any_moment_resumes_to_the_same_bits(network, make_plan, undisturbed, name: str, moment: Moment) -> None:
    plan = make_plan(**FIELDS[name])
    whole = undisturbed(plan)
    assert (whole.status, whole.participation, whole.resumptions) == ("completed", (EVERYBODY,) * NUM_ROUNDS, ())
    with network.held(0, in_round=moment.round_index):
        session_id = begin(network, plan)
        moment.await_in(network, session_id)
        kill(network.coordinator)
        restart_coordinator(network)
    report = end_of(network, session_id)
    assert (report.status, report.participation) == ("completed", (EVERYBODY,) * NUM_ROUNDS), report
    assert [entry.weights_sha256 for entry in report.rounds] == [entry.weights_sha256 for entry in whole.rounds]
    assert (report.weights_sha256, len(report.resumptions)) == (network.twin_sha256(report), 1)


def test_a_session_whose_agents_all_die_goes_on_when_they_are_back(network, make_plan) -> None:
    with network.held(0, in_round=1):
        session_id = begin(network, make_plan())
        network.await_round(session_id, 1)
        for agent in (network.coordinator, *network.participants):
            kill(agent)
    restart_coordinator(network)
    network.participants = [network.start(f"p{client}") for client in EVERYBODY]
    report = end_of(network, session_id)
    assert (report.status, report.participation) == ("completed", (EVERYBODY,) * NUM_ROUNDS)
    assert report.weights_sha256 == network.twin_sha256(report)


def test_a_coordinator_that_dies_while_it_resumes_resumes_again(network, make_plan) -> None:
    with network.held(0, in_round=2):
        session_id = begin(network, make_plan())
        network.await_round(session_id, 2)
        for _ in range(2):
            kill(network.coordinator)
            restart_coordinator(network)
    report = end_of(network, session_id)
    assert (report.status, report.participation) == ("completed", (EVERYBODY,) * NUM_ROUNDS)
    assert report.resumptions
    assert report.weights_sha256 == network.twin_sha256(report)


@pytest.mark.parametrize("codec", ["fp32", "topk2b-3pct"])
def test_a_coordinator_that_is_stopped_leaves_its_session_to_the_next_one(network, make_plan, codec: str) -> None:
    with network.held(0, in_round=1):
        session_id = begin(network, make_plan(codec))
        network.await_round(session_id, 1)
        network.coordinator.process.send_signal(signal.SIGTERM)
        assert network.coordinator.process.wait(20) == 0
        restart_coordinator(network)
    report = end_of(network, session_id)
    assert (report.status, report.participation) == ("completed", (EVERYBODY,) * NUM_ROUNDS)
    assert report.weights_sha256 == network.twin_sha256(report)


def test_a_cancel_stands_over_a_kill_and_ended_sessions_are_told_of(network, make_plan) -> None:
    ended = end_of(network, begin(network, make_plan(epochs=1)))
    with network.held(0, in_round=1):
        session_id = begin(network, make_plan())
        network.await_round(session_id, 1)
        network.coordinator.client.cancel_session(session_id)
        kill(network.coordinator)
        restart_coordinator(network)
    client = network.coordinator.client
    assert client.session(session_id).status == "cancelled"
    assert client.session(ended.session_id) == ended
    assert {session_id, ended.session_id} <= set(client.sessions())
    assert end_of(network, begin(network, make_plan(epochs=1))).participation == (EVERYBODY,) * NUM_ROUNDS


def test_a_damaged_checkpoint_is_refused_and_the_one_before_it_leads_to_the_same_bits(network, make_plan) -> None:
    with network.held(0, in_round=2):
        session_id = begin(network, make_plan())
        network.await_round(session_id, 2)
        kill(network.coordinator)
    model = SessionFiles(network.coordinator.home.rounds).model(session_id, 2)
    model.write_bytes(model.read_bytes()[:-1] + b"\x7f")
    restart_coordinator(network)
    report = end_of(network, session_id)
    assert [(entry.from_round, entry.code) for entry in report.resumptions] == [(1, "p2p.checkpoint.damaged")]
    assert report.weights_sha256 == network.twin_sha256(report)


def test_a_session_that_cannot_go_on_fails_with_its_code_and_the_agent_starts(network, make_plan) -> None:
    with network.held(0, in_round=1):
        session_id = begin(network, make_plan())
        network.await_round(session_id, 1)
        kill(network.coordinator)
    trust = network.coordinator.home.path / "trust.json"
    kept = trust.read_bytes()
    trust.write_text('{"version": 2, "peers": []}')
    restart_coordinator(network)
    report = end_of(network, session_id)
    assert (report.status, report.error.code) == ("failed", "p2p.session.too_few")
    network.coordinator.stop()
    trust.write_bytes(kept)
    restart_coordinator(network)
    assert network.coordinator.client.session(session_id) == report
