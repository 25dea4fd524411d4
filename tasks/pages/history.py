"""The history of a profile: one line for each run of a gate that proved what it says, kept beside the reports."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, ValidationError

from gates.artifacts.fields import Text
from gates.status import GateState
from gates.verdicts.lookup import finite_number
from tasks.gate.verdict_text import tightest
from tasks.project.files import read_regular

HISTORY = "history.jsonl"
MAX_RUNS = 500
"""As many lines are kept; the oldest go first."""
MAX_HISTORY_BYTES = 16 * 1024 * 1024


class PastRun(BaseModel):
    """One run: when, whether its gate passed under our limits, and the figures that its verdict was about."""

    model_config = ConfigDict(frozen=True)
    gate: Text
    run_id: Text
    run_utc: Text
    ok: bool
    values: Annotated[dict[str, FiniteFloat], Field(max_length=1000)]


def read_history(reports: Path) -> tuple[PastRun, ...]:
    """The runs that the folder's history tells of, oldest first, each once; a line that is broken tells nothing."""
    raw = read_regular(reports / HISTORY, MAX_HISTORY_BYTES) or b""
    once = {(run.gate, run.run_id): run for run in _parsed(raw.splitlines())}
    return tuple(sorted(once.values(), key=lambda run: run.run_utc))


def keep_history(reports: Path, states: Mapping[str, GateState]) -> tuple[PastRun, ...]:
    """Add the runs of `states` that are not told of yet and whose evidence is in order; the history with them.

    Lines are appended, each by one write; where they become too many, the latest are written anew as a whole.
    """
    known = read_history(reports)
    ids = {(run.gate, run.run_id) for run in known}
    new = [run for run in map(past_run, states.values()) if run is not None and (run.gate, run.run_id) not in ids]
    runs = (*known, *sorted(new, key=lambda run: run.run_utc))[-MAX_RUNS:]
    if len(known) + len(new) > MAX_RUNS:
        temporary = reports / f".{HISTORY}"
        temporary.write_bytes(_lines(runs))
        os.replace(temporary, reports / HISTORY)
    elif new:
        with (reports / HISTORY).open("ab") as file:
            file.write((b"\n" if _ends_in_mid_line(reports / HISTORY) else b"") + _lines(new))
    return runs


def past_run(state: GateState) -> PastRun | None:
    """What history keeps of a gate's run; None where its evidence does not stand, or nothing could be judged."""
    if state.findings or state.run is None or state.ours is None:
        return None
    numbers = {row.metric: finite_number(row.value) for row in tightest(state.ours.rows)}
    values = {metric: value for metric, value in numbers.items() if value is not None}
    return PastRun(gate=state.gate, run_id=state.run.run_id, run_utc=state.run.generated_utc, ok=state.ours.ok, values=values)


def _parsed(lines: Iterable[bytes]) -> Iterable[PastRun]:
    for line in lines:
        try:
            yield PastRun.model_validate_json(line)
        except ValidationError:
            continue


def _lines(runs: Iterable[PastRun]) -> bytes:
    return "".join(f"{run.model_dump_json()}\n" for run in runs).encode()


def _ends_in_mid_line(path: Path) -> bool:
    """Whether a process was killed while it appended to the file."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - 1))
        return file.read(1) not in (b"", b"\n")
