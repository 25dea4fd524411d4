"""How a gate runs from a shell: its parameters, its Prefect API, what it says at the end, and its exit status."""

import argparse
import gc
import os
import signal
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import NoReturn

from core.errors import CodedError
from flows.local_api.start import LocalApiError, local_api
from gates.catalogue import PROFILES, Gate, Profile
from gates.params.project import ProjectParameters
from gates.verdicts.verdict import Verdict
from tasks.errors import GateFailedError
from tasks.handed_down import HandedDown, end_with
from tasks.parameters import load_project
from tasks.project_files import PROJECT_ROOT

PASSED, FAILED, INTERRUPTED = 0, 1, 130
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


GateFlow = Callable[[str, Profile, ProjectParameters], Verdict]
"""Run id, profile and parameters in, verdict out."""


def run_gate(flow: GateFlow, gate: Gate) -> int:
    """Run the flow of `gate` under the project's own Prefect API: 0 on pass, 1 on fail, 130 when interrupted."""
    parser = argparse.ArgumentParser(prog=f"python -m flows.{gate.name}", description=f"Run the {gate.name} gate.")
    parser.add_argument("--profile", choices=PROFILES, help="reduced or full; the one that params.yaml names by default")
    chosen: Profile | None = parser.parse_args().profile
    return run_flow(flow, gate.name, chosen)


def run_flow(flow: Callable[[str, Profile, ProjectParameters], object], name: str, chosen: Profile | None) -> int:
    """Run a flow under the project's own Prefect API, in the profile that was chosen or the one that params.yaml names: 0, 1 or 130."""
    gc.freeze()  # what is imported stays
    gc.enable()
    with signals_interrupt():
        try:
            params, given = load_project(PROJECT_ROOT), HandedDown.read(os.environ)
            if given.sweep_pid is not None:
                end_with(given.sweep_pid)
            with local_api():
                flow(given.run_id or uuid.uuid4().hex[:12], chosen or params.profile, params)
        except GateFailedError:
            return FAILED
        except (CodedError, LocalApiError) as error:
            print(f"{name} could not run: {error}", file=sys.stderr)
            return FAILED
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return INTERRUPTED
        except KeyboardInterrupt:
            print(f"{name}: interrupted; nothing is left running", file=sys.stderr)
            return INTERRUPTED
    return PASSED


def leave(status: int) -> NoReturn:
    """End this process, in which all is closed: to take Prefect's modules apart one by one would keep the caller waiting half a second."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):
            stream.flush()
    os._exit(status)


@contextmanager
def signals_interrupt() -> Iterator[None]:
    """Turn the first SIGINT, SIGTERM or SIGHUP into KeyboardInterrupt and ignore further ones, so that the tidying up is not cut short."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        for number in _SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = {number: signal.signal(number, interrupt) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
