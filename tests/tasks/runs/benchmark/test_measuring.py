"""Each workload is run as often as asked, apart, and what its runs computed is one result."""

import pytest

from tasks.computing.measuring import Measurement
from tasks.errors import MeasurementFailedError
from tasks.project.all_parameters import load_project
from tasks.project.files import PROJECT_ROOT
from tasks.runs.benchmark.measuring import MeasuredWorkload, Workload, measure_workload, workloads

RETRIEVAL = {"bm25": {"saturation": 1.2, "length_penalty": 0.75}, "top_k": 5}


def run_of(runtime_sec: float, rss: int, heap: int | None) -> Measurement:
    return Measurement(runtime_sec=runtime_sec, peak_rss_bytes=rss, peak_heap_bytes=heap, payload={"a": 1})


def test_every_workload_is_asked_what_the_parameters_say():
    params = load_project(PROJECT_ROOT).benchmark
    asked = {workload.name: workload.asked for workload in workloads(params)}
    assert asked["fedavg_baseline"]["plan"]["model"]["layer_sizes"] == [64, *params.fedavg.hidden_sizes, 10]
    assert asked["fedavg_baseline"]["skew"] == {
        "dataset": "digits",
        "alpha": params.fedavg.dirichlet_alpha,
        "min_size": params.fedavg.min_shard_size,
    }
    assert asked["retrieval_baseline"] == params.retrieval.model_dump(mode="json")
    assert asked["classification_baseline"] == params.classification.model_dump(mode="json")


def test_each_repeat_is_timed_once_and_traced_once():
    measured = measure_workload.fn(Workload("retrieval_baseline", RETRIEVAL), 2, 60)
    assert [run.peak_heap_bytes is None for run in (*measured.timed, *measured.traced)] == [True, True, False, False]
    assert measured.payload["counts"]["documents"] >= 40


def test_a_workload_that_fails_is_named():
    with pytest.raises(
        MeasurementFailedError, match=r"tasks\.runs\.benchmark\.workloads:retrieval_baseline ended .* core\.parameters\.invalid"
    ):
        measure_workload.fn(Workload("retrieval_baseline", {"top_k": 0}), 1, 60)


def test_heap_comes_from_the_traced_runs_and_all_else_from_the_timed():
    measured = MeasuredWorkload("w", (run_of(1, 10, None), run_of(2, 20, None)), (run_of(9, 99, 5), run_of(9, 99, 6)), {"a": 1})
    values = {(row.metric, row.round): row.value for row in measured.rows()}
    assert values == {
        ("runtime_sec", 0): 1,
        ("runtime_sec", 1): 2,
        ("peak_rss_bytes", 0): 10,
        ("peak_rss_bytes", 1): 20,
        ("peak_heap_bytes", 0): 5,
        ("peak_heap_bytes", 1): 6,
    }
    assert measured.detail() == "1.000 s, 10 B resident, 5 B of heap"
