"""Sessions that go on from their files, in this process over real sockets; deaths of processes are in tests/system/test_resume.py."""

import pytest
import trio

from learning.kernels.registry import initial_weights
from learning.simulation import simulate
from learning.weights import pack_weights, weights_sha256
from p2p.agent.coordinator import Coordinator
from p2p.agent.session_files import SessionFiles
from p2p.agent.sessions import SessionReport, SessionRequest


@pytest.fixture
def interrupted(agents_here, make_shards, put_corpus, ended, tmp_path):
    """Run a session of four rounds, put its report back to `num_rounds`, let `harm` act on its files, and resume it."""

    async def go(plan, num_rounds: int, harm, initial_model: str | None = None) -> tuple[SessionReport, SessionReport]:
        async with agents_here(2) as (agent, participants), trio.open_nursery() as nursery:
            for participant, shard in zip(participants, make_shards(2), strict=True):
                put_corpus(participant.home, shard)
            peers = tuple(participant.key.peer_id for participant in participants)
            request = SessionRequest(plan=plan, participants=peers, corpus="blobs", round_timeout_s=20.0, initial_model=initial_model)
            session_id = await agent.coordinator.start(request, nursery)
            whole = await ended(agent.coordinator, session_id)
            files = SessionFiles(agent.home.rounds)
            rounds = whole.rounds[:num_rounds]
            files.save(whole.with_rounds(rounds, files.folder(session_id)).model_copy(update={"status": "running"}))
            harm(files, session_id)
            after = Coordinator(agent.coordinator._desk, agent.coordinator._credentials)
            await after.resume(nursery)
            return whole, await ended(after, session_id)

    return go


def nothing(files: SessionFiles, session_id: str) -> None:
    return


@pytest.mark.parametrize("num_rounds", [0, 2, 4])
@pytest.mark.parametrize("codec", ["fp32", "int8"])
def test_a_resumed_session_ends_in_the_same_bits(run, interrupted, make_plan, make_shards, codec: str, num_rounds: int) -> None:
    plan = make_plan(codec=codec, num_rounds=4)
    reports: list[SessionReport] = []

    async def main() -> None:
        reports.extend(await interrupted(plan, num_rounds, nothing))

    run(main)
    whole, resumed = reports
    assert (resumed.status, resumed.participation) == ("completed", ((0, 1),) * 4)
    assert [entry.weights_sha256 for entry in resumed.rounds] == [entry.weights_sha256 for entry in whole.rounds]
    assert resumed.weights_sha256 == weights_sha256(simulate(plan, make_shards(2)).weights_P)
    assert [(entry.from_round, entry.code) for entry in resumed.resumptions] == [(num_rounds, None)]


@pytest.mark.parametrize("harm", ["cut", "gone", "another", "garbage", "all gone"])
def test_a_damaged_checkpoint_is_refused_and_the_one_before_is_used(run, interrupted, make_plan, harm: str) -> None:
    reports: list[SessionReport] = []

    def do(files: SessionFiles, session_id: str) -> None:
        latest = files.model(session_id, 3)
        match harm:
            case "cut":
                latest.write_bytes(latest.read_bytes()[:-1])
            case "gone":
                latest.unlink()
            case "another":
                latest.write_bytes(files.model(session_id, 1).read_bytes())
            case "garbage":
                latest.write_bytes(b"{")
            case _:
                for number in range(5):
                    files.model(session_id, number).unlink()

    async def main() -> None:
        reports.extend(await interrupted(make_plan(num_rounds=4), 3, do))

    run(main)
    whole, resumed = reports
    assert (resumed.status, resumed.weights_sha256) == ("completed", whole.weights_sha256)
    from_round = 0 if harm == "all gone" else 2
    assert [(entry.from_round, entry.code) for entry in resumed.resumptions] == [(from_round, "p2p.checkpoint.damaged")]


@pytest.mark.parametrize("is_changed", [False, True])
def test_a_session_goes_back_to_the_model_that_it_was_given_unless_that_has_changed(
    run, interrupted, make_plan, tmp_path, is_changed: bool
) -> None:
    plan = make_plan(num_rounds=2)
    (tmp_path / "model").write_bytes(pack_weights(initial_weights(plan.model, 99), plan.model))
    reports: list[SessionReport] = []

    def change(files: SessionFiles, session_id: str) -> None:
        if is_changed:
            files.initial_model(session_id).write_bytes(pack_weights(initial_weights(plan.model, 98), plan.model))

    async def main() -> None:
        reports.extend(await interrupted(plan, 0, change, str(tmp_path / "model")))

    run(main)
    whole, resumed = reports
    if is_changed:
        assert (resumed.status, resumed.error.code) == ("failed", "p2p.checkpoint.damaged")
    else:
        assert (resumed.status, resumed.weights_sha256) == ("completed", whole.weights_sha256)
