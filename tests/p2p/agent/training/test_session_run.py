"""Sessions that go on from their files, in this process over real sockets; deaths of processes are in tests/system/test_resume.py."""

import pytest
import trio

from learning.kernels.registry import initial_weights
from learning.simulation import simulate
from learning.weights import pack_weights, weights_sha256
from p2p.agent.training.coordinator import Coordinator
from p2p.agent.training.session_files import SessionFiles
from p2p.agent.training.sessions import SessionReport, SessionRequest


@pytest.fixture
def interrupted(agents_here, make_shards, put_corpus, ended):
    """Run a session of four rounds; for each (number of rounds, harm) put its report and files back to that, and resume it."""

    async def go(plan, breaks, initial_model: str | None = None) -> tuple[SessionReport, list[SessionReport]]:
        async with agents_here(2) as (agent, participants), trio.open_nursery() as nursery:
            for participant, shard in zip(participants, make_shards(2), strict=True):
                put_corpus(participant.home, shard)
            peers = tuple(participant.key.peer_id for participant in participants)
            request = SessionRequest(plan=plan, participants=peers, corpus="blobs", round_timeout_s=20.0, initial_model=initial_model)
            session_id = await agent.coordinator.start(request, nursery)
            whole = await ended(agent.coordinator, session_id)
            files = SessionFiles(agent.home.rounds)
            kept = {path: path.read_bytes() for path in files.folder(session_id).iterdir()}
            resumed = []
            for num_rounds, harm in breaks:
                for path, content in kept.items():
                    path.write_bytes(content)
                rounds = whole.rounds[:num_rounds]
                files.save(whole.with_rounds(rounds, files.folder(session_id)).model_copy(update={"status": "running"}))
                harm(files, session_id)
                after = Coordinator(agent.coordinator._desk, agent.coordinator._credentials)
                await after.resume(nursery)
                resumed.append(await ended(after, session_id))
            return whole, resumed

    return go


def nothing(files: SessionFiles, session_id: str) -> None:
    return


@pytest.mark.parametrize("codec", ["fp32", "int8"])
def test_a_resumed_session_ends_in_the_same_bits(run, interrupted, make_plan, make_shards, codec: str) -> None:
    plan = make_plan(codec=codec, num_rounds=4)
    simulated = weights_sha256(simulate(plan, make_shards(2)).weights_P)

    async def main() -> None:
        whole, reports = await interrupted(plan, [(num_rounds, nothing) for num_rounds in (0, 2, 4)])
        for num_rounds, resumed in zip((0, 2, 4), reports, strict=True):
            assert (resumed.status, resumed.participation) == ("completed", ((0, 1),) * 4)
            assert [entry.weights_sha256 for entry in resumed.rounds] == [entry.weights_sha256 for entry in whole.rounds]
            assert resumed.weights_sha256 == simulated
            assert [(entry.from_round, entry.code) for entry in resumed.resumptions] == [(num_rounds, None)]

    run(main)


def cut(files: SessionFiles, session_id: str) -> None:
    latest = files.model(session_id, 3)
    latest.write_bytes(latest.read_bytes()[:-1])


def gone(files: SessionFiles, session_id: str) -> None:
    files.model(session_id, 3).unlink()


def another(files: SessionFiles, session_id: str) -> None:
    files.model(session_id, 3).write_bytes(files.model(session_id, 1).read_bytes())


def garbage(files: SessionFiles, session_id: str) -> None:
    files.model(session_id, 3).write_bytes(b"{")


def all_gone(files: SessionFiles, session_id: str) -> None:
    for number in range(5):
        files.model(session_id, number).unlink()


def test_a_damaged_checkpoint_is_refused_and_the_one_before_is_used(run, interrupted, make_plan) -> None:
    harms = (cut, gone, another, garbage, all_gone)

    async def main() -> None:
        whole, reports = await interrupted(make_plan(num_rounds=4), [(3, harm) for harm in harms])
        for harm, resumed in zip(harms, reports, strict=True):
            assert (resumed.status, resumed.weights_sha256) == ("completed", whole.weights_sha256)
            from_round = 0 if harm is all_gone else 2
            assert [(entry.from_round, entry.code) for entry in resumed.resumptions] == [(from_round, "p2p.checkpoint.damaged")]

    run(main)


def test_a_session_goes_back_to_the_model_that_it_was_given_unless_that_has_changed(run, interrupted, make_plan, tmp_path) -> None:
    plan = make_plan(num_rounds=2)
    (tmp_path / "model").write_bytes(pack_weights(initial_weights(plan.model, 99), plan.model))

    def change(files: SessionFiles, session_id: str) -> None:
        files.initial_model(session_id).write_bytes(pack_weights(initial_weights(plan.model, 98), plan.model))

    async def main() -> None:
        whole, [unchanged, changed] = await interrupted(plan, [(0, nothing), (0, change)], str(tmp_path / "model"))
        assert (unchanged.status, unchanged.weights_sha256) == ("completed", whole.weights_sha256)
        assert (changed.status, changed.error.code) == ("failed", "p2p.checkpoint.damaged")

    run(main)
