"""How a gate runs from a shell: its parameters, its Prefect API, what it says at the end, and its exit status."""

import argparse
import gc
import os
import sys
import uuid
from collections.abc import Callable
from contextlib import suppress
from typing import NoReturn, TypeVar

from core.errors import CodedError
from core.parameters import Parameters
from flows.local_api.start import LocalApiError, local_api
from gates.catalogue import EVERY_PROFILE, REHEARSAL, Gate, Profile
from gates.verdicts.judgement import Judgement
from gates.verdicts.verdict import Verdict
from tasks.errors import GateFailedError
from tasks.project.files import PROJECT_ROOT
from tasks.project.parameters import read_profile, read_section
from tasks.project.signals import signals_interrupt
from tasks.sweep.handed_down import HandedDown, end_with

PASSED, FAILED, INTERRUPTED = 0, 1, 130

Params = TypeVar("Params", bound=Parameters)
Limits = TypeVar("Limits", bound=Parameters)
GateFlow = Callable[..., Verdict]
"""Run id, profile, the gate's section of params.yaml and its limits in, verdict out; the gate's options are named."""
FlowRun = Callable[[str], object]
"""A flow with everything that it takes, but for the id of its run."""


def run_gate(flow: GateFlow, gate: Gate, section: type[Params], judgement: Judgement[Limits]) -> int:
    """Run the flow of `gate` under the project's own Prefect API: 0 on pass, 1 on fail, 130 when interrupted.

    Of params.yaml it is given the section of its name and its limits: what other gates are asked does not concern it.
    """
    parser = argparse.ArgumentParser(prog=f"python -m flows.{gate.name}", description=f"Run the {gate.name} gate.")
    parser.add_argument(
        "--profile", choices=[one for one in EVERY_PROFILE if one in gate.inputs], help="the one that params.yaml names by default"
    )
    for option in gate.options:
        parser.add_argument(option, action="store_true")
    options = vars(parser.parse_args())
    chosen: Profile | None = options.pop("profile")

    def prepare(profile: Profile) -> FlowRun:
        params = read_section(PROJECT_ROOT, gate.name, section)
        ours = read_section(PROJECT_ROOT, f"limits.{gate.name}", type(judgement.floors))
        limits = judgement.floors if profile == REHEARSAL else ours
        return lambda run_id: flow(run_id, profile, params, limits, **options)

    return run_flow(prepare, gate.name, chosen)


def run_flow(prepare: Callable[[Profile], FlowRun], name: str, chosen: Profile | None) -> int:
    """Run a flow under the project's own Prefect API, in the profile that was chosen or the one that params.yaml names: 0, 1 or 130.

    `prepare` reads what the flow takes; what is wrong with that shows before anything is started.
    """
    gc.freeze()  # what is imported stays
    gc.enable()
    with signals_interrupt():
        try:
            run, given = prepare(chosen or read_profile(PROJECT_ROOT)), HandedDown.read(os.environ)
            if given.sweep_pid is not None:
                end_with(given.sweep_pid)
            with local_api():
                run(given.run_id or uuid.uuid4().hex[:12])
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
