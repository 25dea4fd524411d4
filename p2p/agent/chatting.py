"""A conversation with the assistant of a home, without a running agent: a computing process of its own answers a person at a terminal."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import IO

from p2p.agent.computing.environment import compute_process_environment
from p2p.agent.computing.operations import MAX_FRAME_BYTES, Call, Converse, Reply, Said
from p2p.agent.errors import WorkerLostError, coded_error
from p2p.agent.storage.home import AgentHome
from p2p.agent.telemetry.error_file import open_error_file
from p2p.errors import WorkerFailedError
from p2p.wire.framing import FrameDecoder, encode_frame

_READ_BYTES = 65_536
_REPOSITORY = Path(__file__).resolve().parents[2]


def chat(home: AgentHome, next_text: Callable[[], str | None], on_reply: Callable[[Said], None], today: Callable[[], date]) -> None:
    """Say each text that `next_text` gives to the assistant and hand on its reply, until there is no more; one memory for all of them.

    Errors: those of `Conversations.reply`, WorkerLostError (p2p.worker.lost).
    """
    environment = compute_process_environment() | {"PYTHONPATH": str(_REPOSITORY)}
    command = [sys.executable, "-P", "-m", "p2p.agent.computing.worker", "--home", str(home.path)]
    with (
        open_error_file(home.logs / "chat.err") as errors,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, env=environment, cwd=home.path) as process,
    ):
        assert process.stdin is not None
        assert process.stdout is not None
        number = 0
        # The process ends with its standard input, which the end of this block closes.
        while (text := next_text()) is not None:
            number += 1
            call = Call(number=number, operation=Converse(conversation="chat", text=text, today=today()))
            on_reply(_exchange(call, process.stdin, process.stdout))


def _exchange(call: Call, asked: IO[bytes], answers: IO[bytes]) -> Said:
    try:
        asked.write(encode_frame(call.model_dump_json().encode()))
        asked.flush()
    except OSError as error:
        raise WorkerLostError("the computing process ended", operation=call.operation.op) from error
    decoder = FrameDecoder(MAX_FRAME_BYTES)
    while (frame := decoder.next_frame()) is None:
        data = os.read(answers.fileno(), _READ_BYTES)
        if not data:
            raise WorkerLostError("the computing process ended in the middle of a call", operation=call.operation.op)
        decoder.feed(data)
    reply = Reply.model_validate_json(frame)
    if reply.error is not None:
        raise coded_error(reply.error.code, reply.error.message, WorkerFailedError)
    return Said.model_validate(reply.result)
