"""The computing process of one agent: reads calls from stdin, answers on stdout, ends when stdin does.

`python -m p2p.agent.computing.worker --home HOME`
"""

import argparse
import os
import queue
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from pydantic import ValidationError

from core.errors import CodedError
from p2p.agent.computing.operations import MAX_FRAME_BYTES, AnyOperation, Call, Operation, Reply
from p2p.agent.computing.priority import yield_to_others
from p2p.errors import WorkerFailedError
from p2p.wire.framing import FrameDecoder, encode_frame
from p2p.wire.messages import ErrorReport

Run = Callable[[AnyOperation], Operation]

_READ_BYTES = 65_536


def main() -> None:
    """Serve calls until stdin ends."""
    parser = argparse.ArgumentParser(prog="python -m p2p.agent.computing.worker")
    parser.add_argument("--home", type=Path, required=True)
    home: Path = parser.parse_args().home
    # A terminal's Ctrl-C and a service's stop reach the whole process group; the host decides when its worker ends.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    yield_to_others()
    answers = _claim_stdout()
    frames: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_read_stdin, args=(frames,), daemon=True).start()
    # NumPy and SciPy are imported here, after the process's environment and priority are settled.
    from p2p.agent.computing.computations import Computations

    computations = Computations(home.resolve())
    while True:
        answers.write(encode_frame(_answer(computations.run, frames.get()).model_dump_json().encode()))
        answers.flush()


def _answer(run: Run, frame: bytes) -> Reply:
    """The reply to one frame; whatever happens there is one."""
    number = -1
    try:
        call = Call.model_validate_json(frame)
        number = call.number
        return Reply(number=number, result=run(call.operation).model_dump(mode="json"))
    except CodedError as error:
        return Reply(number=number, error=ErrorReport(code=error.code, message=_one_line(str(error))))
    except (ValidationError, OSError, MemoryError, ArithmeticError, ValueError) as error:
        reason = _one_line(f"{type(error).__name__}: {error}")
        return Reply(number=number, error=ErrorReport(code=WorkerFailedError.code, message=reason))


def _one_line(text: str) -> str:
    """`text` as a report may carry it: on one line, printable, of bounded length."""
    return "".join(char if char.isprintable() else " " for char in text)[:1024]


def _claim_stdout() -> BinaryIO:
    """The answers' channel; what anything prints goes to stderr from now on."""
    channel = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return channel


def _read_stdin(frames: "queue.SimpleQueue[bytes]") -> None:
    """Queue the frames of stdin; at its end leave at once, in the middle of a computation too: nobody waits for it."""
    decoder = FrameDecoder(MAX_FRAME_BYTES)
    exit_code = 1
    try:
        while data := os.read(0, _READ_BYTES):
            for frame in decoder.receive(data):
                frames.put(frame)
        exit_code = 0
    finally:
        if exit_code:
            # The host can no longer be heard or understood: it starts another process.
            traceback.print_exc()
        os._exit(exit_code)


if __name__ == "__main__":
    main()
