import os
import signal

import pytest
import trio
import trio.testing

from core.errors import CodedError
from p2p.agent.computing.child import WorkerChild
from p2p.agent.computing.operations import CorpusFacts, Initialise, Inspect, ModelFile, Select, Selection, Train, UpdateFile
from p2p.agent.telemetry.error_file import MAX_ERROR_FILE_BYTES


def test_it_is_started_by_the_first_call_and_ended_with_the_agent(run, home, make_plan) -> None:
    async def main() -> None:
        async with WorkerChild(home) as worker:
            assert worker.pid is None
            assert (await worker.call(Select(plan=make_plan(), round_index=0), Selection, 20)).clients == (0, 1)
            pid = worker.pid
            await worker.call(Select(plan=make_plan(), round_index=1), Selection, 20)
            assert worker.pid == pid
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)

    run(main)


def test_an_operations_error_keeps_its_code(run, home, make_plan) -> None:
    async def main() -> None:
        async with WorkerChild(home) as worker:
            with pytest.raises(CodedError) as refusal:
                await worker.call(Inspect(plan=make_plan(), corpus_path=str(home.corpus_path("none"))), CorpusFacts, 20)
            assert refusal.value.code == "p2p.corpus.unknown"

    run(main)


def test_a_cancelled_training_occupies_no_process(run, home, make_plan, make_shards, put_corpus) -> None:
    plan = make_plan(local={"epochs": 50, "batch_size": 1, "learning_rate": 0.001})
    put_corpus(home, make_shards(1, 20_000)[0])
    model = str(home.rounds / "m")

    async def main() -> None:
        async with WorkerChild(home) as worker:
            await worker.call(Initialise(plan=plan, out_path=model), ModelFile, 20)
            paths = {"model_path": model, "corpus_path": str(home.corpus_path("blobs")), "out_path": str(home.blobs / "u")}
            pid = worker.pid
            with trio.move_on_after(0.3) as scope:
                await worker.call(Train(plan=plan, round_index=0, client=0, **paths), UpdateFile, 20)
            assert scope.cancelled_caught
            with pytest.raises(ProcessLookupError):
                os.kill(pid, 0)
            assert (await worker.call(Select(plan=plan, round_index=0), Selection, 20)).clients == (0, 1)
            assert not (home.blobs / "u").exists()

    run(main)


def test_a_call_that_waits_for_another_ends_without_it(run, home, make_plan) -> None:
    async def main() -> None:
        async with WorkerChild(home) as worker, trio.open_nursery() as nursery:
            select = Select(plan=make_plan(), round_index=0)
            await worker.call(select, Selection, 20)
            os.kill(worker.pid, signal.SIGSTOP)
            nursery.start_soon(worker.call, select, Selection, 20)
            await trio.testing.wait_all_tasks_blocked(0.05)
            with pytest.raises(CodedError) as failure:
                await worker.call(select, Selection, 0.2)
            assert failure.value.code == "p2p.worker.lost"
            os.kill(worker.pid, signal.SIGCONT)

    run(main)


def test_a_call_that_a_stuck_worker_does_not_read_ends_at_the_timeout(run, home, make_plan) -> None:
    large = Select(plan=make_plan(num_clients=100_000, clients_per_round=2, client_seeds=[2**31] * 100_000), round_index=0)

    async def main() -> None:
        async with WorkerChild(home) as worker:
            await worker.call(Select(plan=make_plan(), round_index=0), Selection, 20)
            os.kill(worker.pid, signal.SIGSTOP)
            with pytest.raises(CodedError) as failure:
                await worker.call(large, Selection, 0.3)
            assert failure.value.code == "p2p.worker.lost"

    run(main)


@pytest.mark.parametrize("is_idle", [True, False])
def test_a_killed_worker_is_started_again_by_the_next_call(run, home, make_plan, is_idle: bool) -> None:
    async def main() -> None:
        async with WorkerChild(home) as worker:
            select = Select(plan=make_plan(), round_index=0)
            await worker.call(select, Selection, 20)
            pid = worker.pid
            os.kill(pid, signal.SIGSTOP)
            async with trio.open_nursery() as nursery:
                if not is_idle:
                    nursery.start_soon(expect_loss, worker, select)
                    await trio.testing.wait_all_tasks_blocked(0.05)
                os.kill(pid, signal.SIGKILL)
                os.kill(pid, signal.SIGCONT)
            if is_idle:
                await trio.to_thread.run_sync(os.waitid, os.P_PID, pid, os.WEXITED | os.WNOWAIT)
            await worker.call(select, Selection, 20)
            assert worker.pid != pid

    run(main)


def test_a_restart_keeps_what_a_crash_printed(run, home, make_plan) -> None:
    errors = home.logs / "worker.err"
    errors.write_text("Traceback")

    async def main() -> None:
        async with WorkerChild(home) as worker:
            await worker.call(Select(plan=make_plan(), round_index=0), Selection, 20)

    run(main)
    assert errors.read_text() == "Traceback"
    errors.write_bytes(bytes(MAX_ERROR_FILE_BYTES + 1))
    run(main)
    assert errors.read_bytes() == b""


def test_a_stuck_worker_is_ended_at_the_timeout(run, home, make_plan) -> None:
    async def main() -> None:
        async with WorkerChild(home) as worker:
            select = Select(plan=make_plan(), round_index=0)
            await worker.call(select, Selection, 20)
            os.kill(worker.pid, signal.SIGSTOP)
            with pytest.raises(CodedError) as failure:
                await worker.call(select, Selection, 0.2)
            assert failure.value.code == "p2p.worker.lost"
            await worker.call(select, Selection, 20)

    run(main)


async def expect_loss(worker: WorkerChild, select: Select) -> None:
    with pytest.raises(CodedError) as failure:
        await worker.call(select, Selection, 20)
    assert failure.value.code == "p2p.worker.lost"
