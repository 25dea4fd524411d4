"""The benchmark's artifact, its frame and its figure: every mean and maximum is a group-by of the frame."""

import platform
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from pydantic import JsonValue

from gates.artifacts.benchmark import SCHEMA_VERSION
from gates.catalogue import BENCHMARK, Profile
from gates.params.limits.benchmark import BenchmarkLimits
from tasks.gate.conclusion import Outcome
from tasks.project.files import PROJECT_ROOT
from tasks.reports.cost_figure import MIB, Panel, cost_figure
from tasks.reports.frames import tidy_frame, values_of
from tasks.runs.benchmark.measuring import METRICS, MeasuredWorkload

if TYPE_CHECKING:
    import pandas as pd


def benchmark_outcome(
    measured: Sequence[MeasuredWorkload], repeats: int, mode: Profile, limits: BenchmarkLimits, seeds: tuple[int, ...]
) -> Outcome:
    """What the run found, of those workloads that were measured."""
    frame = benchmark_frame(measured)
    figure = benchmark_figure(frame, f"Cost of each workload, most of {repeats} repeats", limits)
    return Outcome(
        artifact=benchmark_artifact(measured, frame, repeats, mode),
        frame=frame,
        figures={BENCHMARK.figures[0]: figure},
        seeds=seeds,
    )


def benchmark_frame(measured: Sequence[MeasuredWorkload]) -> "pd.DataFrame":
    """The gate's tidy frame."""
    return tidy_frame("benchmark", (row for one in measured for row in one.rows()))


def benchmark_artifact(measured: Sequence[MeasuredWorkload], frame: "pd.DataFrame", repeats: int, mode: Profile) -> dict[str, JsonValue]:
    """The fields of `benchmark_metrics.json`; the summary is of what was measured."""
    found: dict[str, JsonValue] = {
        "schema_version": SCHEMA_VERSION,
        "config": {
            "mode": mode,
            "repeats": repeats,
            "python_version": platform.python_version(),
            "platform": platform.platform(),
            "cwd": shown_path(PROJECT_ROOT, Path.home()),
        },
        "benchmarks": [_entry(one, frame) for one in measured],
    }
    if measured:
        found["summary"] = _summary(measured, frame)
    return found


def shown_path(path: Path, home: Path) -> str:
    """The path as the artifact tells it to others: a folder below the user's home does not name the user."""
    return f"~/{path.relative_to(home)}" if path.is_relative_to(home) else str(path)


def _entry(measured: MeasuredWorkload, frame: "pd.DataFrame") -> JsonValue:
    runtimes, rss, heap = (values_of(frame, measured.name, metric) for metric in METRICS)
    return {
        "name": measured.name,
        "repeats": len(measured.timed),
        "runtime_mean_sec": float(runtimes.mean()),
        "runtime_p95_sec": float(np.quantile(runtimes, 0.95)),
        "peak_heap_mean_bytes": float(heap.mean()),
        "peak_heap_max_bytes": int(heap.max()),
        "peak_rss_mean_bytes": float(rss.mean()),
        "peak_rss_max_bytes": int(rss.max()),
        "payload": measured.payload,
    }


def _summary(measured: Sequence[MeasuredWorkload], frame: "pd.DataFrame") -> JsonValue:
    runtimes, rss, heap = ([values_of(frame, one.name, metric) for one in measured] for metric in METRICS)
    return {
        "total_runtime_sec": float(sum(values.sum() for values in runtimes)),
        "max_peak_rss_bytes": int(max(values.max() for values in rss)),
        "max_peak_heap_bytes": int(max(values.max() for values in heap)),
    }


def benchmark_figure(frame: "pd.DataFrame", title: str, limits: BenchmarkLimits) -> bytes:
    """Run time, resident memory and heap of each workload beside their ceilings, as PNG."""
    methods = [str(method) for method in frame["method"].unique()]

    def most(metric: str, unit: float) -> dict[str, float]:
        return {method: float(values_of(frame, method, metric).max()) / unit for method in methods}

    rss = limits.max_entry_rss_bytes
    panels = (
        Panel("run time, s", most("runtime_sec", 1), limits.max_entry_runtime_sec),
        Panel("resident memory, MiB", most("peak_rss_bytes", MIB), None if rss is None else rss / MIB),
        Panel("heap, MiB", most("peak_heap_bytes", MIB), None),
    )
    return cost_figure(title, panels)
