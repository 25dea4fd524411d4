"""Peers that die in the middle of a blob, on either end of it and in either role: the other end notices and the next one succeeds."""

import numpy as np
import pytest
import trio

from learning.examples import pack_examples
from p2p.agent.launch import RunningAgent
from p2p.agent.training.sessions import SessionReport, SessionRequest
from p2p.protocols import task
from p2p.wire.messages import TaskResponse, parse_message
from tests.system.peer_process import PLAN
from tests.system.test_faults_tasks import request
from tests.system.tried_agents import TRUSTED, PeerProcess, TriedAgents, eventually

pytestmark = pytest.mark.timeout(90)


@pytest.fixture
def trainers(agents: TriedAgents) -> TriedAgents:
    """The tried agent and its friend, both with data to train on."""
    random = np.random.default_rng(1)
    corpus = pack_examples(random.normal(size=(40, 8)).astype(np.float32), random.integers(0, 3, 40))
    file = agents.folder / "blobs.safetensors"
    file.write_bytes(corpus)
    for agent in (agents.tried, agents.friend):
        agent.client.import_corpus("blobs", file)
    return agents


def session(coordinator: RunningAgent, participants: list[str], during=lambda: None) -> SessionReport:
    """A session of one round to its end; `during` is called when it has begun."""
    number = {"num_clients": len(participants), "clients_per_round": len(participants)}
    plan = PLAN.model_copy(update=number)
    started = coordinator.client.start_session(
        SessionRequest(plan=plan, participants=tuple(participants), corpus="blobs", round_timeout_s=40.0)
    )
    during()
    eventually(lambda: coordinator.client.session(started).status != "running", timeout_s=45)
    return coordinator.client.session(started)


def assert_nothing_is_left(agent: RunningAgent) -> None:
    eventually(lambda: list(agent.home.blobs.iterdir()) == [], timeout_s=10)


def test_a_coordinator_that_is_killed_while_it_sends_its_model_leaves_the_participant_free(trainers: TriedAgents) -> None:
    with PeerProcess(trainers, "idle", seed=11) as peer:
        trainers.tried.client.trust_add(peer.key.peer_id)
    with PeerProcess(trainers, "coordinate", seed=11) as peer:
        peer.heard("half")
        peer.kill()
        report = session(trainers.friend, [trainers.peer_id])
    assert (report.status, report.participation) == ("completed", ((0,),))
    assert_nothing_is_left(trainers.tried)


@pytest.mark.parametrize("role", ["serve_slowly", "pull_slowly"])
def test_a_participant_that_is_killed_in_the_middle_of_a_blob_is_named_and_the_round_goes_on(trainers: TriedAgents, role: str) -> None:
    with PeerProcess(trainers, role, seed=12) as peer:
        trainers.tried.client.trust_add(peer.key.peer_id)

        def kill() -> None:
            peer.heard("half")
            peer.kill()

        report = session(trainers.tried, [trainers.friend.record.peer_id, peer.key.peer_id], during=kill)
    assert (report.status, report.participation) == ("completed", ((0,),))
    assert [(out.client, out.code) for out in report.rounds[0].out] == [(1, "p2p.peer.lost")]
    assert_nothing_is_left(trainers.tried)


@pytest.mark.slow
def test_a_reader_that_stalls_for_six_seconds_gets_its_answer_whole_and_holds_nobody_up(agents: TriedAgents) -> None:
    async def check() -> None:
        async with agents.host(TRUSTED) as host:
            stream = await host.open_stream(agents.peer_id, task.PROTOCOL)
            await stream.send_bytes(request(agents, TRUSTED, 1_000_000))
            for _ in range(6):
                await trio.to_thread.run_sync(agents.assert_unharmed)
                await trio.sleep(1.0)
            response = parse_message(TaskResponse, await stream.receive_frame(task.MAX_RESPONSE_BYTES, 10))
            assert (response.status, response.output) == ("completed", "x" * 1_000_000)
            await stream.close()

    agents.run(check)
