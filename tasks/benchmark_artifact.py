"""The benchmark's artifact, its frame and its figure: every mean and maximum is a group-by of the frame."""

import platform
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import JsonValue

from gates.artifacts.benchmark import SCHEMA_VERSION
from gates.catalogue import BENCHMARK, Profile
from gates.params.limits.benchmark import BenchmarkLimits
from tasks.benchmark import MeasuredWorkload
from tasks.conclusion import Outcome
from tasks.cost_figure import MIB, Panel, cost_figure
from tasks.frames import tidy_frame
from tasks.project_files import PROJECT_ROOT

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
        values = frame.groupby("metric")["value"]
        total, peak = values.sum(), values.max()
        found["summary"] = {
            "total_runtime_sec": float(total["runtime_sec"]),
            "max_peak_rss_bytes": int(peak["peak_rss_bytes"]),
            "max_peak_heap_bytes": int(peak["peak_heap_bytes"]),
        }
    return found


def shown_path(path: Path, home: Path) -> str:
    """The path as the artifact tells it to others: a folder below the user's home does not name the user."""
    return f"~/{path.relative_to(home)}" if path.is_relative_to(home) else str(path)


def _entry(measured: MeasuredWorkload, frame: "pd.DataFrame") -> JsonValue:
    values = frame[frame["method"] == measured.name].groupby("metric")["value"]
    mean, p95, peak = values.mean(), values.quantile(0.95), values.max()
    return {
        "name": measured.name,
        "repeats": len(measured.timed),
        "runtime_mean_sec": float(mean["runtime_sec"]),
        "runtime_p95_sec": float(p95["runtime_sec"]),
        "peak_heap_mean_bytes": float(mean["peak_heap_bytes"]),
        "peak_heap_max_bytes": int(peak["peak_heap_bytes"]),
        "peak_rss_mean_bytes": float(mean["peak_rss_bytes"]),
        "peak_rss_max_bytes": int(peak["peak_rss_bytes"]),
        "payload": measured.payload,
    }


def benchmark_figure(frame: "pd.DataFrame", title: str, limits: BenchmarkLimits) -> bytes:
    """Run time, resident memory and heap of each workload beside their ceilings, as PNG."""
    peak = frame.groupby(["metric", "method"], sort=False)["value"].max()

    def most(metric: str, unit: float) -> dict[str, float]:
        return {str(method): float(peak[metric, method]) / unit for method in frame["method"].unique()}

    rss = limits.max_entry_rss_bytes
    panels = (
        Panel("run time, s", most("runtime_sec", 1), limits.max_entry_runtime_sec),
        Panel("resident memory, MiB", most("peak_rss_bytes", MIB), None if rss is None else rss / MIB),
        Panel("heap, MiB", most("peak_heap_bytes", MIB), None),
    )
    return cost_figure(title, panels)
