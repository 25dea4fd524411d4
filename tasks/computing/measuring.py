"""What a piece of work takes: run time, resident memory and heap, each run in a process of its own."""

import json
import subprocess
from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError

from tasks.computing.processes import ComputingProcesses, last_words
from tasks.errors import MeasurementDiffersError, MeasurementFailedError, MeasurementTimeoutError

_TIMES = ("_sec", "_s", "_ms")


class Measurement(BaseModel):
    """What one run took, and what it computed; see `tasks.computing.measured.run`."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)
    runtime_sec: Annotated[float, Field(gt=0)]
    peak_rss_bytes: Annotated[int, Field(gt=0)]
    peak_heap_bytes: Annotated[int, Field(gt=0)] | None
    payload: dict[str, JsonValue]


def measure(
    work: str, asked: JsonValue, timeout_s: float, *, trace_heap: bool = False, environment: Mapping[str, str] | None = None
) -> Measurement:
    """Run the function `work` (`module:name`) on what is asked, in a fresh process in the environment of every computing process.

    Errors: MeasurementTimeoutError (tasks.measurement.timeout) after `timeout_s`, when the process is ended;
    MeasurementFailedError (tasks.measurement.failed) with what it said last.
    """
    request = json.dumps({"work": work, "asked": asked, "trace_heap": trace_heap})
    try:
        with ComputingProcesses() as processes:
            done = processes.run("tasks.computing.measured", given=request.encode(), timeout_s=timeout_s, environment=environment)
    except subprocess.TimeoutExpired as error:
        raise MeasurementTimeoutError(f"{work} was ended after {timeout_s:g} s", work=work, timeout_s=timeout_s) from error
    if done.returncode != 0:
        raise MeasurementFailedError(f"{work} ended without a result: {last_words(done)}", work=work, exit_status=done.returncode)
    try:
        return Measurement.model_validate_json(done.stdout)
    except ValidationError as error:
        raise MeasurementFailedError(f"{work} ended without a result: {error.errors()[0]['msg']}", work=work) from error


def same_payload(work: str, measurements: tuple[Measurement, ...]) -> dict[str, JsonValue]:
    """The payload of the first run, when every other run computed the same; times (`…_sec`, `…_s`, `…_ms`) may differ.

    Errors: MeasurementDiffersError (tasks.measurement.differs).
    """
    first, *others = (measurement.payload for measurement in measurements)
    if any(_without_times(other) != _without_times(first) for other in others):
        raise MeasurementDiffersError(f"{work} computed something else in another run", work=work)
    return first


def _without_times(value: JsonValue) -> JsonValue:
    if isinstance(value, dict):
        return {name: _without_times(inner) for name, inner in value.items() if not name.endswith(_TIMES)}
    return [_without_times(inner) for inner in value] if isinstance(value, list) else value
