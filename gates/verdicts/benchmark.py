"""Does every workload fit a small machine, each measured in a process of its own?"""

from collections.abc import Mapping

from pydantic import JsonValue

from gates.artifacts.benchmark import ENTRIES, REPEATS, SCHEMA_VERSION, BenchmarkMetrics
from gates.params.limits.benchmark import BENCHMARK_FLOORS, BenchmarkLimits
from gates.verdicts.judge import Judge
from gates.verdicts.judgement import Judgement
from gates.verdicts.verdict import Comparison, Verdict


def judge_benchmark(artifact: Mapping[str, JsonValue], limits: BenchmarkLimits) -> Verdict:
    """The verdict on `benchmark_metrics.json` as plain JSON."""
    judge = Judge("benchmark", artifact)
    judge.equals("schema_version", SCHEMA_VERSION)
    if limits.expected_mode is not None:
        judge.equals("config.mode", limits.expected_mode)
    judge.consistent("config.repeats", REPEATS.get(str(judge.value("config.mode"))))
    entries = [f"benchmarks[{index}]" for index in range(judge.count("benchmarks"))]
    judge.derived("benchmarks", len(entries), ">=", 1)
    names = [judge.value(f"{entry}.name") for entry in entries]
    for name in ENTRIES:
        if names.count(name) != 1:
            judge.fail(f"benchmarks.{name}", f"there are {names.count(name)} entries of this name", "==", 1)
    for entry in entries:
        judge.consistent(f"{entry}.repeats", judge.number("config.repeats"))
        judge.hold(
            _row(f"{entry}.runtime_mean_sec", limits.max_entry_runtime_sec),
            _row(f"{entry}.peak_rss_max_bytes", limits.max_entry_rss_bytes),
            _row(f"{entry}.peak_heap_max_bytes", None),
        )
    for kind in ("rss", "heap"):
        peaks = judge.numbers(f"{entry}.peak_{kind}_max_bytes" for entry in entries)
        judge.consistent(f"summary.max_peak_{kind}_bytes", max(peaks) if peaks else None)
    judge.hold(("summary.total_runtime_sec", ">", 0.0))
    judge.model(BenchmarkMetrics)
    return judge.verdict()


def _row(path: str, ceiling: float | None) -> tuple[str, Comparison, float]:
    """What is measured is above nothing, which the schema asks as well, and within its ceiling where it has one."""
    return (path, ">", 0.0) if ceiling is None else (path, "<=", ceiling)


BENCHMARK_JUDGEMENT = Judgement("Benchmark metrics summary", SCHEMA_VERSION, BENCHMARK_FLOORS, judge_benchmark)
