"""The computing process, as a process."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from p2p.agent.computing.environment import compute_process_environment
from p2p.agent.computing.operations import MAX_FRAME_BYTES, Call, Initialise, Reply, Select, Train
from p2p.wire.framing import FrameDecoder, encode_frame

ROOT = Path(__file__).resolve().parents[4]


class Worker:
    """A worker spoken to by hand."""

    def __init__(self, home: Path) -> None:
        environment = {**compute_process_environment(), "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "p2p.agent.computing.worker", "--home", str(home)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)
        self.decoder = FrameDecoder(MAX_FRAME_BYTES)

    def send(self, raw: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(encode_frame(raw))
        self.process.stdin.flush()

    def reply(self) -> Reply:
        assert self.process.stdout is not None
        while (frame := self.decoder.next_frame()) is None:
            data = os.read(self.process.stdout.fileno(), 65_536)
            assert data, "the worker has ended"
            self.decoder.feed(data)
        return Reply.model_validate_json(frame)

    def call(self, operation, number: int = 1) -> Reply:
        self.send(Call(number=number, operation=operation).model_dump_json().encode())
        return self.reply()


@pytest.fixture
def worker(home):
    made = Worker(home.path)
    yield made
    made.process.kill()
    made.process.wait()


def test_calls_are_answered_in_order_and_by_number(worker, make_plan) -> None:
    for number in (5, 6):
        worker.send(Call(number=number, operation=Select(plan=make_plan(), round_index=0)).model_dump_json().encode())
    assert [worker.reply().number, worker.reply().number] == [5, 6]


def test_a_failure_is_an_answer_with_a_code(worker, home, make_plan) -> None:
    outside = worker.call(Initialise(plan=make_plan(), out_path="/outside"))
    nowhere = worker.call(Initialise(plan=make_plan(), out_path=str(home.path / "no" / "folder")))
    worker.send(b"no call")
    codes = [reply.error.code for reply in (outside, nowhere, worker.reply())]
    assert codes == ["p2p.file.refused", "p2p.worker.failed", "p2p.worker.failed"]


def test_it_ends_with_its_stdin_in_the_middle_of_a_training(worker, home, make_plan, make_shards, put_corpus) -> None:
    plan = make_plan(local={"epochs": 1000, "batch_size": 1, "learning_rate": 0.001})
    put_corpus(home, make_shards(1, 4000)[0])
    model, corpus = str(home.rounds / "m"), str(home.corpus_path("blobs"))
    assert worker.call(Initialise(plan=plan, out_path=model)).error is None
    train = Train(plan=plan, model_path=model, corpus_path=corpus, round_index=0, client=0, out_path=str(home.blobs / "u"))
    worker.send(Call(number=2, operation=train).model_dump_json().encode())
    worker.process.stdin.close()
    assert worker.process.wait(10) == 0
    assert not (home.blobs / "u").exists()


def test_a_frame_beyond_the_cap_ends_it(worker) -> None:
    with suppress(BrokenPipeError):
        worker.send(bytes(MAX_FRAME_BYTES + 1))
    assert worker.process.wait(10) == 1


def test_it_ends_when_its_stdin_cannot_be_read(home) -> None:
    environment = {**compute_process_environment(), "PYTHONPATH": str(ROOT)}
    unreadable = os.open(os.devnull, os.O_WRONLY)
    command = [sys.executable, "-m", "p2p.agent.computing.worker", "--home", str(home.path)]
    with subprocess.Popen(command, stdin=unreadable, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment) as process:
        os.close(unreadable)
        try:
            assert "Bad file descriptor" in process.communicate(timeout=20)[1]
        finally:
            process.kill()
    assert process.returncode == 1


def test_it_lets_its_host_decide_about_interrupts_and_never_loads_torch(worker, home, make_plan, make_shards, put_corpus) -> None:
    put_corpus(home, make_shards(1)[0])
    model, corpus = str(home.rounds / "m"), str(home.corpus_path("blobs"))
    assert worker.call(Initialise(plan=make_plan(), out_path=model)).error is None
    worker.process.send_signal(signal.SIGINT)
    train = Train(plan=make_plan(), model_path=model, corpus_path=corpus, round_index=0, client=0, out_path=str(home.blobs / "u"))
    assert worker.call(train).error is None
    maps = Path(f"/proc/{worker.process.pid}/maps")
    if maps.exists():
        assert "torch" not in maps.read_text()
