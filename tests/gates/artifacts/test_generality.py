from gates.artifacts.generality import GeneralityMetrics, Tasks
from gates.verdicts.schema import schema_failures
from tests.gates.contract import TASK_METRICS
from tests.gates.mutations import put, sample


def test_the_nine_tasks_are_the_contracts():
    assert list(Tasks.model_fields) == list(TASK_METRICS)


def test_a_task_may_have_further_metrics():
    assert schema_failures(GeneralityMetrics, put(sample("generality"), "tasks.retrieval.metrics.latency_mean_ms", 0.2)) == {}
