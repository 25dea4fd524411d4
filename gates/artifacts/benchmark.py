"""`benchmark_metrics.json`: seconds and memory of each workload, measured in a process of its own."""

from pydantic import JsonValue

from gates.artifacts.fields import Artifact, Count, Positive, PositiveCount, Text, Version1
from gates.catalogue import Profile

SCHEMA_VERSION = 1
ENTRIES = ("fedavg_baseline", "retrieval_baseline", "classification_baseline")
"""The workloads that are measured at least."""
REPEATS = {"reduced": 1, "full": 3, "rehearsal": 1}


class BenchmarkConfig(Artifact):
    """What was run, and where."""

    mode: Profile
    repeats: PositiveCount
    python_version: Text
    platform: Text
    cwd: Text


class BenchmarkEntry(Artifact):
    """One workload; `payload` is what it computed."""

    name: Text
    repeats: PositiveCount
    runtime_mean_sec: Positive
    runtime_p95_sec: Positive
    peak_heap_mean_bytes: Positive
    peak_heap_max_bytes: PositiveCount
    peak_rss_mean_bytes: Positive
    peak_rss_max_bytes: PositiveCount
    payload: JsonValue


class BenchmarkSummary(Artifact):
    """The whole run."""

    total_runtime_sec: Positive
    max_peak_rss_bytes: Count
    max_peak_heap_bytes: Count


class BenchmarkMetrics(Artifact):
    """The benchmark gate's artifact."""

    schema_version: Version1
    config: BenchmarkConfig
    benchmarks: tuple[BenchmarkEntry, ...]
    summary: BenchmarkSummary
