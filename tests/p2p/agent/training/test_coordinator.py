"""Whole sessions between agents in this process, over real sockets."""

import json
import os
import signal

import pytest
import trio

from core.errors import CodedError
from core.signing.keys import SigningKey
from learning.kernels.registry import initial_weights
from learning.plan import parse_plan
from learning.simulation import simulate
from learning.weights import pack_weights, unpack_weights, weights_sha256
from p2p.agent.training.coordinator import MAX_RUNNING
from p2p.agent.training.round import MAX_COMPUTING_S, computing_time_s
from p2p.agent.training.session_files import SessionFiles
from p2p.agent.training.sessions import SessionReport, SessionRequest


def request_of(plan, agents=(), **fields) -> SessionRequest:
    peers = tuple(agent.key.peer_id for agent in agents)
    return SessionRequest(**{"plan": plan, "participants": peers, "corpus": "blobs", "round_timeout_s": 20.0, **fields})


@pytest.mark.parametrize("codec", ["fp32", "int8"])
def test_a_session_ends_in_the_simulations_bits_and_is_checkpointed(
    run, agents_here, make_plan, make_shards, put_corpus, ended, codec: str
) -> None:
    plan, shards = make_plan(codec=codec, num_clients=3, clients_per_round=2, num_rounds=4), make_shards(3)
    reports: list[SessionReport] = []

    async def main() -> None:
        async with agents_here(3) as (coordinator, participants), trio.open_nursery() as nursery:
            for participant, shard in zip(participants, shards, strict=True):
                put_corpus(participant.home, shard)
            session_id = await coordinator.coordinator.start(request_of(plan, participants), nursery)
            report = await ended(coordinator.coordinator, session_id)
            reports.append(report)
            files = SessionFiles(coordinator.home.rounds)
            folder = files.folder(session_id)
            assert files.read(session_id) == report
            last = unpack_weights((folder / "model-4.safetensors").read_bytes(), plan.model)
            assert weights_sha256(last) == report.weights_sha256
            assert (folder / "model-1.safetensors").exists()
            for agent in (coordinator, *participants):
                assert list(agent.home.blobs.iterdir()) == []

    run(main)
    twin = simulate(plan, shards)
    assert reports[0].status == "completed"
    assert reports[0].weights_sha256 == weights_sha256(twin.weights_P)
    assert [entry.uplink_bytes for entry in reports[0].rounds] == [entry.uplink_bytes for entry in twin.rounds]
    assert [entry.mean_loss for entry in reports[0].rounds] == pytest.approx([entry.loss for entry in twin.rounds])
    assert all(entry.stream_bytes > entry.uplink_bytes for entry in reports[0].rounds)


def test_another_seed_of_one_client_gives_other_bits(make_plan, make_shards) -> None:
    shards = make_shards(2)
    hashes = {weights_sha256(simulate(make_plan(client_seeds=seeds), shards).weights_P) for seeds in ((0, 1), (0, 2))}
    assert len(hashes) == 2


def test_a_session_that_cannot_be_is_refused_before_anybody_is_asked(run, agents_here, make_plan) -> None:
    stranger = SigningKey.generate().peer_id

    async def main() -> None:
        async with agents_here(1) as (coordinator, [participant]), trio.open_nursery() as nursery:
            one, own = participant.key.peer_id, coordinator.key.peer_id
            for fields, code in [
                ({"participants": (one,)}, "p2p.session.invalid"),
                ({"participants": (one, one)}, "p2p.session.invalid"),
                ({"participants": (one, own)}, "p2p.session.invalid"),
                ({"participants": (one, stranger)}, "p2p.peer.untrusted"),
                ({"participants": (one, "nobody")}, "core.id.malformed"),
                ({"participants": (one,), "plan": make_plan(num_clients=1), "corpus": "../c"}, "p2p.corpus.unknown"),
                ({"participants": (one,), "plan": make_plan(num_clients=1), "initial_model": "/none"}, "p2p.file.refused"),
            ]:
                with pytest.raises(CodedError) as refusal:
                    await coordinator.coordinator.start(request_of(fields.pop("plan", make_plan()), **fields), nursery)
                assert refusal.value.code == code
            assert coordinator.coordinator.session_ids() == ()
            assert list(coordinator.home.rounds.iterdir()) == []
            with pytest.raises(CodedError):
                coordinator.coordinator.report("none")

    run(main)


def test_too_few_participants_fail_the_session_with_the_reasons(run, agents_here, make_plan, make_shards, put_corpus, ended) -> None:
    async def main() -> None:
        async with agents_here(2) as (coordinator, participants), trio.open_nursery() as nursery:
            put_corpus(participants[0].home, make_shards(1)[0])
            plan = make_plan(min_clients=2)
            report = await ended(coordinator.coordinator, await coordinator.coordinator.start(request_of(plan, participants), nursery))
            assert (report.status, report.error.code, report.rounds) == ("failed", "p2p.session.too_few", ())
            assert "client 1: p2p.corpus.unknown" in report.error.message

    run(main)


def test_a_participant_that_does_not_trust_the_coordinator_is_out(run, agents_here, make_plan, make_shards, put_corpus, ended) -> None:
    async def main() -> None:
        async with agents_here(2) as (coordinator, participants), trio.open_nursery() as nursery:
            for participant in participants:
                put_corpus(participant.home, make_shards(1)[0])
            participants[1].trust.remove(coordinator.key.peer_id)
            report = await ended(
                coordinator.coordinator, await coordinator.coordinator.start(request_of(make_plan(), participants), nursery)
            )
            assert report.participation == ((0,), (0,))
            assert {out.code for entry in report.rounds for out in entry.out} == {"p2p.peer.untrusted"}

    run(main)


def test_a_session_starts_from_a_given_model(run, agents_here, make_plan, make_shards, put_corpus, ended, tmp_path) -> None:
    plan, shards = make_plan(num_clients=1, num_rounds=1), make_shards(1)
    (tmp_path / "model").write_bytes(pack_weights(initial_weights(plan.model, 99), plan.model))
    (tmp_path / "bad").write_bytes(b"no model")

    async def main() -> None:
        async with agents_here(1) as (coordinator, participants), trio.open_nursery() as nursery:
            put_corpus(participants[0].home, shards[0])
            hashes = []
            for name in (None, "model"):
                path = None if name is None else str(tmp_path / name)
                session_id = await coordinator.coordinator.start(request_of(plan, participants, initial_model=path), nursery)
                hashes.append((await ended(coordinator.coordinator, session_id)).weights_sha256)
            assert hashes[0] == weights_sha256(simulate(plan, shards).weights_P) != hashes[1]
            request = request_of(plan, participants, initial_model=str(tmp_path / "bad"))
            report = await ended(coordinator.coordinator, await coordinator.coordinator.start(request, nursery))
            assert (report.status, report.error.code) == ("failed", "learning.weights.malformed")

    run(main)


def test_progress_is_seen_and_a_cancelled_session_ends_everywhere(run, agents_here, make_plan, make_shards, put_corpus, ended) -> None:
    raw = make_plan(local={"epochs": 200, "batch_size": 1, "learning_rate": 0.001}).model_dump(mode="json")

    async def main() -> None:
        async with agents_here(2) as (coordinator, participants), trio.open_nursery() as nursery:
            for participant in participants:
                put_corpus(participant.home, make_shards(1)[0])
            session_id = await coordinator.coordinator.start(request_of(parse_plan(raw), participants), nursery)
            while (current := coordinator.coordinator.report(session_id).current) is None:
                await trio.sleep(0.01)
            assert (current.round_index, current.waiting_for, current.out) == (0, (0, 1), ())
            coordinator.coordinator.cancel(session_id)
            report = await ended(coordinator.coordinator, session_id)
            assert (report.status, report.error.code, report.current) == ("cancelled", "p2p.session.cancelled", None)
            saved = json.loads((SessionFiles(coordinator.home.rounds).folder(session_id) / "report.json").read_text())
            assert saved["status"] == "cancelled"
            quick = request_of(make_plan(num_rounds=1), participants)
            again = await ended(coordinator.coordinator, await coordinator.coordinator.start(quick, nursery))
            assert again.status == "completed", again

    run(main)


def test_a_dead_worker_of_the_coordinator_fails_the_session_not_the_participants(
    run, agents_here, make_plan, make_shards, put_corpus, ended
) -> None:
    async def main() -> None:
        async with agents_here(1) as (coordinator, [participant]), trio.open_nursery() as nursery:
            put_corpus(participant.home, make_shards(1)[0])
            plan = make_plan(num_clients=1, local={"epochs": 200, "batch_size": 1, "learning_rate": 0.001})
            session_id = await coordinator.coordinator.start(request_of(plan, [participant]), nursery)
            while coordinator.coordinator.report(session_id).current is None:
                await trio.sleep(0.01)
            await trio.sleep(0.3)
            os.kill(coordinator.worker.pid, signal.SIGKILL)
            report = await ended(coordinator.coordinator, session_id)
            assert report.status == "failed"
            assert report.error.code == "p2p.worker.lost"

    run(main)


def test_no_more_sessions_start_at_once_than_may_run(run, agents_here, make_plan, tmp_path) -> None:
    plan = make_plan(num_clients=1)
    (tmp_path / "model").write_bytes(pack_weights(initial_weights(plan.model, 0), plan.model))
    codes: list[str] = []

    async def main() -> None:
        async with agents_here(1) as (coordinator, participants), trio.open_nursery() as nursery:

            async def start() -> None:
                try:
                    await coordinator.coordinator.start(request_of(plan, participants, initial_model=str(tmp_path / "model")), nursery)
                except CodedError as error:
                    codes.append(error.code)

            async with trio.open_nursery() as starts:
                for _ in range(MAX_RUNNING + 3):
                    starts.start_soon(start)
            nursery.cancel_scope.cancel()

    run(main)
    assert codes == ["p2p.session.busy"] * 3


def test_a_session_whose_worker_is_stuck_ends_soon_after_the_round_would(run, agents_here, make_plan, ended) -> None:
    assert computing_time_s(2.0) < 20
    assert computing_time_s(86_400) == MAX_COMPUTING_S

    async def main() -> None:
        async with agents_here(1) as (coordinator, participants), trio.open_nursery() as nursery:
            request = request_of(make_plan(num_clients=1), participants, round_timeout_s=0.1)
            while coordinator.worker.pid is None:
                await ended(coordinator.coordinator, await coordinator.coordinator.start(request, nursery))
            os.kill(coordinator.worker.pid, signal.SIGSTOP)
            report = await ended(coordinator.coordinator, await coordinator.coordinator.start(request, nursery))
            assert (report.status, report.error.code) == ("failed", "p2p.worker.lost")

    run(main)


def test_an_agent_that_misses_anothers_round_keeps_its_own_session(run, agents_here, make_plan, make_shards, put_corpus, ended) -> None:
    slow = make_plan(num_clients=1, num_rounds=1, local={"epochs": 1000, "batch_size": 1, "learning_rate": 0.001})
    own = make_plan(num_clients=1, num_rounds=1, local={"epochs": 100, "batch_size": 1, "learning_rate": 0.001})

    async def main() -> None:
        async with agents_here(1) as (first, [second]), trio.open_nursery() as nursery:
            put_corpus(first.home, make_shards(1, 20_000)[0])
            put_corpus(second.home, make_shards(1)[0])
            of_second = await second.coordinator.start(request_of(slow, [first], round_timeout_s=1.0), nursery)
            of_first = await first.coordinator.start(request_of(own, [second]), nursery)
            assert (await ended(second.coordinator, of_second)).error.code == "p2p.session.too_few"
            assert (await ended(first.coordinator, of_first)).status == "completed"

    run(main)
