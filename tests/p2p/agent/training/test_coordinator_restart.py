"""What a coordinator knows of its home's sessions when the agent is started again."""

import pytest
import trio

from core.errors import CodedError
from core.ids import new_session_id
from learning.simulation import simulate
from learning.weights import weights_sha256
from p2p.agent.training.coordinator import MAX_KEPT, Coordinator
from p2p.agent.training.session_files import SessionFiles
from p2p.agent.training.sessions import SessionReport, SessionRequest


def request_of(plan, agents=(), **fields) -> SessionRequest:
    peers = tuple(agent.key.peer_id for agent in agents)
    return SessionRequest(**{"plan": plan, "participants": peers, "corpus": "blobs", "round_timeout_s": 20.0, **fields})


def report_of(request: SessionRequest, **fields) -> SessionReport:
    told = {"plan": request.plan, "participants": request.participants, "corpus": request.corpus}
    return SessionReport(**{"session_id": "s", "status": "running", "round_timeout_s": 5.0, **told, **fields})


def next_coordinator(agent) -> Coordinator:
    """The coordinator of an agent that was started again in the same home."""
    return Coordinator(agent.coordinator._desk, agent.coordinator._credentials)


def test_the_newest_ended_sessions_keep_their_folders(run, agents_here, make_plan, ended) -> None:
    async def main() -> None:
        async with agents_here(1) as (coordinator, participants), trio.open_nursery() as nursery:
            request = request_of(make_plan(num_clients=1), participants)
            files = SessionFiles(coordinator.home.rounds)
            old = [f"old-{number:02}" for number in range(MAX_KEPT + 2)]
            for number, name in enumerate(old):
                files.create(report_of(request, session_id=name, status="completed", started_at_ms=number), None)
            await coordinator.coordinator.resume(nursery)
            session_id = await coordinator.coordinator.start(request, nursery)
            await ended(coordinator.coordinator, session_id)
            assert coordinator.coordinator.session_ids() == (*old[2:], session_id)
            assert {folder.name for folder in coordinator.home.rounds.iterdir()} == {*old[2:], session_id}

    run(main)


def test_an_ended_session_is_read_by_the_next_agent_as_it_was(run, agents_here, make_plan, make_shards, put_corpus, ended) -> None:
    async def main() -> None:
        async with agents_here(1) as (coordinator, participants), trio.open_nursery() as nursery:
            put_corpus(participants[0].home, make_shards(1)[0])
            session_id = await coordinator.coordinator.start(request_of(make_plan(num_clients=1), participants), nursery)
            before = await ended(coordinator.coordinator, session_id)
            after = next_coordinator(coordinator)
            await after.resume(nursery)
            assert (after.session_ids(), after.report(session_id)) == ((session_id,), before)

    run(main)


@pytest.mark.parametrize("ending", ["stop", "cancel"])
def test_a_stop_leaves_a_session_to_be_resumed_and_a_cancel_stands(
    run, agents_here, make_plan, make_shards, put_corpus, ended, ending: str
) -> None:
    plan, shards = make_plan(local={"epochs": 100, "batch_size": 1, "learning_rate": 0.001}), make_shards(2)
    reports: list[SessionReport] = []

    async def main() -> None:
        async with agents_here(2) as (coordinator, participants):
            for participant, shard in zip(participants, shards, strict=True):
                put_corpus(participant.home, shard)
            async with trio.open_nursery() as nursery:
                session_id = await coordinator.coordinator.start(request_of(plan, participants), nursery)
                while (current := coordinator.coordinator.report(session_id).current) is None or current.round_index == 0:
                    await trio.sleep(0.01)
                if ending == "cancel":
                    coordinator.coordinator.cancel(session_id)
                nursery.cancel_scope.cancel()
            async with trio.open_nursery() as nursery:
                after = next_coordinator(coordinator)
                await after.resume(nursery)
                reports.append(await ended(after, session_id))

    run(main)
    [report] = reports
    if ending == "cancel":
        assert (report.status, report.error.code) == ("cancelled", "p2p.session.cancelled")
    else:
        assert (report.status, report.participation, report.resumptions[0].from_round) == ("completed", ((0, 1),) * 2, 1)
        assert report.weights_sha256 == weights_sha256(simulate(plan, shards).weights_P)


@pytest.mark.parametrize("damage", ["none", "changed", "gone"])
def test_a_strategys_state_is_resumed_and_a_damaged_one_leads_back_to_the_one_before(
    run, agents_here, make_plan, make_shards, put_corpus, ended, damage: str
) -> None:
    strategy = {"name": "fedyogi", "server_learning_rate": 0.05}
    plan, shards = (
        make_plan(local={"num_steps": 200, "batch_size": 1, "learning_rate": 0.001}, strategy=strategy, num_rounds=6),
        make_shards(2),
    )
    reports: list[SessionReport] = []

    async def main() -> None:
        async with agents_here(2) as (coordinator, participants):
            for participant, shard in zip(participants, shards, strict=True):
                put_corpus(participant.home, shard)
            async with trio.open_nursery() as nursery:
                session_id = await coordinator.coordinator.start(request_of(plan, participants), nursery)
                while len(coordinator.coordinator.report(session_id).rounds) < 2:
                    await trio.sleep(0.005)
                nursery.cancel_scope.cancel()
            files = SessionFiles(coordinator.home.rounds)
            num_rounds = len(files.read(session_id).rounds)
            state = files.checkpoint(session_id, num_rounds).state
            if damage == "changed":
                state.write_bytes(state.read_bytes()[:-4] + b"\0\0\0\0")
            elif damage == "gone":
                state.unlink()
            async with trio.open_nursery() as nursery:
                after = next_coordinator(coordinator)
                await after.resume(nursery)
                reports.append(await ended(after, session_id))
            [resumption] = reports[0].resumptions
            expected = (num_rounds, None) if damage == "none" else (num_rounds - 1, "p2p.checkpoint.damaged")
            assert (resumption.from_round, resumption.code) == expected

    run(main, timeout_s=60)
    [report] = reports
    assert (report.status, report.participation) == ("completed", ((0, 1),) * 6)
    assert report.weights_sha256 == weights_sha256(simulate(plan, shards).weights_P)
    assert len({entry.state_sha256 for entry in report.rounds}) == 6


def test_a_session_that_cannot_be_read_is_listed_with_its_code_and_keeps_no_other_back(run, agents_here, make_plan, ended) -> None:
    async def main() -> None:
        async with agents_here(1) as (coordinator, participants), trio.open_nursery() as nursery:
            files = SessionFiles(coordinator.home.rounds)
            request = request_of(make_plan(num_clients=1), participants)
            whole = new_session_id()
            for name in ("damaged", "newer", whole):
                files.create(report_of(request, session_id=name), None)
            (files.folder("damaged") / "report.json").write_text('{"version": 2')
            (files.folder("newer") / "report.json").write_text('{"version": 99}')
            await coordinator.coordinator.resume(nursery)
            assert set(coordinator.coordinator.session_ids()) == {"damaged", "newer", whole}
            for name, code in (("damaged", "p2p.store.unreadable"), ("newer", "p2p.store.newer")):
                with pytest.raises(CodedError) as refusal:
                    coordinator.coordinator.report(name)
                assert refusal.value.code == code
            assert (await ended(coordinator.coordinator, whole)).error.code == "p2p.session.too_few"
            assert (files.folder("newer") / "report.json").read_text() == '{"version": 99}'

    run(main)


def test_a_session_that_is_cancelled_ends_also_where_its_folder_is_gone(
    run, agents_here, make_plan, put_corpus, make_shards, ended
) -> None:
    async def main() -> None:
        plan = make_plan(num_clients=1, local={"epochs": 100, "batch_size": 1, "learning_rate": 0.001})
        async with agents_here(1) as (coordinator, participants), trio.open_nursery() as nursery:
            put_corpus(participants[0].home, make_shards(1)[0])
            session_id = await coordinator.coordinator.start(request_of(plan, participants), nursery)
            SessionFiles(coordinator.home.rounds).remove(session_id)
            coordinator.coordinator.cancel(session_id)
            report = await ended(coordinator.coordinator, session_id)
            assert (report.status, report.error.code) == ("cancelled", "p2p.session.cancelled")

    run(main)
