import pytest

from gates.params.limits.generality import GENERALITY_FLOORS
from gates.verdicts.generality import judge_generality
from tests.gates.mutations import put, sample, without


def failed(artifact: dict) -> set[str]:
    return {row.metric for row in judge_generality(artifact, GENERALITY_FLOORS).rows if not row.ok}


@pytest.mark.parametrize(
    ("path", "value", "metric"),
    [
        ("aggregate.overall_score", 0.99, "aggregate.overall_score"),
        ("aggregate.runtime_total_sec", 1.0, "aggregate.runtime_total_sec"),
        ("aggregate.task_count", 8, "aggregate.task_count"),
        ("aggregate.task_scores.tool_use", 0.99, "aggregate.task_scores.tool_use"),
        ("tasks.tool_use.score", 0.1, "aggregate.overall_score"),
        ("aggregate.task_scores.banking", 0.9, "tasks.banking"),
        ("tasks.banking", {"score": 1.0}, "tasks.banking"),
    ],
)
def test_the_aggregate_follows_from_the_nine_tasks_and_no_other(path, value, metric):
    assert metric in failed(put(sample("generality"), path, value))


def test_a_task_that_was_left_out_fails_whatever_the_configuration_says():
    lacking = without(put(sample("generality"), "config.include_adapter_reference", False), "tasks.adapter_reference")
    assert {"tasks.adapter_reference", "aggregate.overall_score"} <= failed(lacking)
