"""Calibrating: what a local step and an update of each model cost here, and the artifact that follows."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
from prefect import task
from prefect.cache_policies import NO_CACHE
from pydantic import BaseModel, ConfigDict, JsonValue

from gates.artifacts.calibration import SCHEMA_VERSION
from gates.catalogue import CALIBRATION, Profile
from gates.params.calibration import CalibratedModel, CalibrationParameters
from tasks.computing.measuring import Measurement, measure, same_payload
from tasks.evidence.provenance import describe_machine
from tasks.gate.conclusion import Outcome
from tasks.reports.cost_figure import Panel, cost_figure
from tasks.reports.frames import Measured, tidy_frame, values_of

if TYPE_CHECKING:
    import pandas as pd

WORK = "tasks.runs.calibration.costs:calibrate"


class MeasuredCost(BaseModel):
    """One model in one repeat: processor seconds of a step, bytes of an update by codec."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    step_sec: float
    update_bytes: dict[str, int]


Costs = dict[str, MeasuredCost]
"""By the name of the model."""


@task(cache_policy=NO_CACHE, persist_result=False)
def measure_costs(params: CalibrationParameters, models: tuple[CalibratedModel, ...]) -> tuple[Costs, ...]:
    """What each repeat found, each in a process of its own.

    Errors: those of `measure`, MeasurementDiffersError (tasks.measurement.differs) where the bytes of two repeats differ.
    """
    asked: JsonValue = {"models": [model.model_dump(mode="json") for model in models], "num_steps": params.num_steps, "seed": params.seed}
    runs = tuple(measure(WORK, asked, params.timeout_s) for _ in range(params.repeats))
    same_payload(WORK, runs)
    return tuple(_costs(run) for run in runs)


def calibration_frame(runs: Sequence[Costs]) -> "pd.DataFrame":
    """The tidy frame: `method` is the model, `round` the repeat."""
    return tidy_frame("calibration", _rows(runs))


def calibration_artifact(
    params: CalibrationParameters, runs: Sequence[Costs], frame: "pd.DataFrame", mode: Profile
) -> dict[str, JsonValue]:
    """The fields of `calibration.json`; the seconds of a step are a group-by over the repeats."""
    machine = describe_machine()
    return {
        "schema_version": SCHEMA_VERSION,
        "config": {"mode": mode, "repeats": params.repeats, "num_steps": params.num_steps, "seed": params.seed},
        "machine": machine.model_dump(mode="json", exclude={"id"}),
        "models": [_model(model, runs[0][model.name], frame) for model in params.of(mode).models if runs],
    }


def calibration_outcome(params: CalibrationParameters, runs: Sequence[Costs], mode: Profile) -> Outcome:
    """What the run found; of a run that failed, an artifact without models."""
    frame = calibration_frame(runs)
    panels = [Panel("a local step, µs", {name: 1e6 * value for name, value in _medians(frame, "step_sec").items()}, None)]
    for metric in frame["metric"].unique():
        if codec := str(metric).partition("update_bytes.")[2]:
            panels.append(
                Panel(f"an update in {codec}, KiB", {name: size / 1024 for name, size in _medians(frame, str(metric)).items()}, None)
            )
    return Outcome(
        artifact=calibration_artifact(params, runs, frame, mode),
        frame=frame,
        figures={CALIBRATION.figures[0]: cost_figure(f"Cost of each model, median of {params.repeats} repeats", panels)},
        seeds=(params.seed,),
    )


def detail(runs: Sequence[Costs]) -> str:
    """One line on the last repeat."""
    return ", ".join(f"{name} {cost.step_sec * 1e6:.0f} µs a step" for name, cost in runs[-1].items())


def _medians(frame: "pd.DataFrame", metric: str) -> dict[str, float]:
    models = (str(model) for model in frame["method"].unique())
    return {model: float(np.median(values_of(frame, model, metric))) for model in models}


def _costs(run: Measurement) -> Costs:
    return {name: MeasuredCost.model_validate(cost) for name, cost in run.payload.items()}


def _rows(runs: Sequence[Costs]) -> Iterator[Measured]:
    for index, costs in enumerate(runs):
        for name, cost in costs.items():
            yield Measured(method=name, metric="step_sec", value=cost.step_sec, round=index)
            for codec, size in cost.update_bytes.items():
                yield Measured(method=name, metric=f"update_bytes.{codec}", value=size, round=index)


def _model(asked: CalibratedModel, cost: MeasuredCost, frame: "pd.DataFrame") -> JsonValue:
    steps = values_of(frame, asked.name, "step_sec")
    low, median, high = (float(part) for part in np.quantile(steps, (0.25, 0.5, 0.75)))
    return {
        "name": asked.name,
        "model": asked.model.model_dump(mode="json"),
        "batch_size": asked.batch_size,
        "num_parameters": asked.model.num_parameters,
        "step_sec": {
            "median": median,
            "min": float(steps.min()),
            "max": float(steps.max()),
            "spread": (high - low) / median,
        },
        "update_bytes": dict(cost.update_bytes),
    }
