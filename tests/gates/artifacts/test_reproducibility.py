from gates.artifacts.reproducibility import METRICS, ReproducibilityMetrics
from gates.verdicts.schema import schema_failures
from tests.gates.contract import REPRODUCED
from tests.gates.mutations import put, sample


def test_what_is_summarised_is_the_contracts_metrics_and_our_run_time():
    assert (*REPRODUCED, "total_wall_clock_sec") == METRICS


def test_every_run_is_a_flat_row():
    assert list(schema_failures(ReproducibilityMetrics, put(sample("reproducibility"), "runs[4].mrr", {}))) == []
    found = schema_failures(ReproducibilityMetrics, put(sample("reproducibility"), "runs[4].retrieval_mrr", {}))
    assert list(found) == ["runs[4].retrieval_mrr"]
