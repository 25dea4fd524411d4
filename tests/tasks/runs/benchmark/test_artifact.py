"""The artifact says of each workload what its repeats say together."""

from pathlib import Path

import pytest

from gates.judges import JUDGEMENTS
from gates.params.limits.benchmark import BENCHMARK_FLOORS, BenchmarkLimits
from tasks.computing.measuring import Measurement
from tasks.runs.benchmark.artifact import benchmark_artifact, benchmark_frame, benchmark_outcome, shown_path
from tasks.runs.benchmark.measuring import MeasuredWorkload

OURS = BenchmarkLimits(expected_mode="reduced", max_entry_runtime_sec=60.0, max_entry_rss_bytes=2**31)
NAMES = ("fedavg_baseline", "retrieval_baseline", "classification_baseline")


def workload(name: str, *runs: tuple[float, int, int]) -> MeasuredWorkload:
    timed = tuple(Measurement(runtime_sec=s, peak_rss_bytes=rss, peak_heap_bytes=None, payload={"of": name}) for s, rss, _ in runs)
    traced = tuple(Measurement(runtime_sec=1, peak_rss_bytes=1, peak_heap_bytes=heap, payload={"of": name}) for *_, heap in runs)
    return MeasuredWorkload(name, timed, traced, {"of": name})


def artifact(*measured: MeasuredWorkload, repeats: int = 1, mode: str = "reduced") -> dict:
    return benchmark_artifact(measured, benchmark_frame(measured), repeats, mode)


def test_means_and_maxima_are_those_of_the_repeats():
    found = artifact(workload("w", (1.0, 100, 10), (2.0, 300, 30), (6.0, 200, 20)), repeats=3, mode="full")
    assert found["benchmarks"] == [
        {
            "name": "w",
            "repeats": 3,
            "runtime_mean_sec": 3.0,
            "runtime_p95_sec": pytest.approx(5.6),
            "peak_heap_mean_bytes": 20.0,
            "peak_heap_max_bytes": 30,
            "peak_rss_mean_bytes": 200.0,
            "peak_rss_max_bytes": 300,
            "payload": {"of": "w"},
        }
    ]
    assert found["summary"] == {"total_runtime_sec": 9.0, "max_peak_rss_bytes": 300, "max_peak_heap_bytes": 30}


def test_three_workloads_within_their_ceilings_pass_the_floors_and_ours():
    outcome = benchmark_outcome([workload(name, (1.0, 10**8, 10**6)) for name in NAMES], 1, "reduced", OURS, (0,))
    for limits in (BENCHMARK_FLOORS, OURS):
        verdict = JUDGEMENTS["benchmark"].judge(outcome.artifact, limits)
        assert verdict.ok, verdict.failures
    assert set(outcome.figures) == {"benchmark_costs.png"}
    assert set(outcome.frame["method"]) == set(NAMES)


@pytest.mark.parametrize(("run", "metric"), [((61.0, 1, 1), "runtime_mean_sec"), ((1.0, 2**31 + 1, 1), "peak_rss_max_bytes")])
def test_a_workload_over_its_ceiling_fails_by_name(run, metric):
    measured = [workload(name, run if name == NAMES[1] else (1.0, 1, 1)) for name in NAMES]
    verdict = JUDGEMENTS["benchmark"].judge(artifact(*measured), OURS)
    assert [failure.partition(":")[0] for failure in verdict.failures] == [f"benchmarks[1].{metric}"]


def test_a_workload_that_was_not_measured_fails_by_name():
    verdict = JUDGEMENTS["benchmark"].judge(artifact(workload(NAMES[0], (1.0, 1, 1)), workload(NAMES[2], (1.0, 1, 1))), OURS)
    assert [failure.partition(":")[0] for failure in verdict.failures] == ["benchmarks.retrieval_baseline"]


def test_a_run_in_which_nothing_was_measured_has_an_artifact_that_fails():
    outcome = benchmark_outcome([], 1, "reduced", OURS, (0,))
    assert outcome.artifact["benchmarks"] == []
    assert not JUDGEMENTS["benchmark"].judge(outcome.artifact, OURS).ok


def test_a_folder_below_the_home_does_not_name_the_user():
    assert shown_path(Path("/home/ann/agents"), Path("/home/ann")) == "~/agents"
    assert shown_path(Path("/srv/agents"), Path("/home/ann")) == "/srv/agents"
