import pytest

from gates.judges import limits_of
from gates.verdicts.benchmark import judge_benchmark
from tests.gates.mutations import OURS, put, sample


def failed(artifact: dict) -> set[str]:
    return {row.metric for row in judge_benchmark(artifact, limits_of(OURS, "benchmark", "reduced")).rows if not row.ok}


@pytest.mark.parametrize(
    ("path", "value", "metric"),
    [
        ("config.mode", "full", "config.mode"),
        ("config.repeats", 3, "config.repeats"),
        ("benchmarks[1].repeats", 2, "benchmarks[1].repeats"),
        ("summary.max_peak_rss_bytes", 1, "summary.max_peak_rss_bytes"),
        ("summary.max_peak_heap_bytes", 1, "summary.max_peak_heap_bytes"),
        ("benchmarks[1].name", "another", "benchmarks.retrieval_baseline"),
        ("benchmarks[1].name", "fedavg_baseline", "benchmarks.fedavg_baseline"),
        ("benchmarks", [], "benchmarks"),
        ("benchmarks[2].runtime_mean_sec", 60.1, "benchmarks[2].runtime_mean_sec"),
        ("benchmarks[2].peak_rss_max_bytes", 2**31 + 1, "benchmarks[2].peak_rss_max_bytes"),
    ],
)
def test_an_entry_that_is_not_what_it_should_be_is_named(path, value, metric):
    assert metric in failed(put(sample("benchmark"), path, value))


def test_a_full_run_repeats_three_times():
    full = put(put(sample("benchmark"), "config.mode", "full"), "config.repeats", 3)
    for entry in full["benchmarks"]:
        entry["repeats"] = 3
    assert judge_benchmark(full, OURS.benchmark.model_copy(update={"expected_mode": "full"})).ok
    assert judge_benchmark(full, OURS.benchmark.model_copy(update={"expected_mode": None})).ok
