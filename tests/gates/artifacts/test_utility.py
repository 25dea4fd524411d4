from gates.artifacts.utility import UtilityFairnessMetrics, UtilityMetrics
from gates.verdicts.schema import schema_failures
from tests.gates.mutations import put, sample, without


def test_another_method_may_stand_beside_and_is_typed():
    head_only = sample("adapter")["methods"]["fedavg_int8"]
    assert schema_failures(UtilityMetrics, put(sample("adapter"), "methods.head_only", head_only)) == {}
    assert list(schema_failures(UtilityMetrics, put(sample("adapter"), "methods.head_only", {}))) != []


def test_every_scenario_is_a_whole_report_with_its_deadline():
    for path in ("config.round_deadline", "methods.fedavg_sparse", "methods.fedavg_fp32.fairness_clients", "quality_drop_vs_centralized"):
        lacking = without(sample("utility_fairness"), f"scenarios[2].{path}")
        assert list(schema_failures(UtilityFairnessMetrics, lacking)) == [f"scenarios[2].{path}"]


def test_a_sweep_over_something_else_is_refused():
    assert list(schema_failures(UtilityFairnessMetrics, put(sample("utility_fairness"), "sweep_type", "dropout"))) == ["sweep_type"]
