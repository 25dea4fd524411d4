import pytest

from gates.artifacts.baseline import BaselineMetrics, FairnessMetrics
from gates.verdicts.schema import schema_failures
from tests.gates.mutations import put, sample, without


def test_another_method_may_stand_beside_and_is_typed():
    extra = sample("baseline")["methods"]["fedavg_int8"]
    assert schema_failures(BaselineMetrics, put(sample("baseline"), "methods.fedprox", extra)) == {}
    found = schema_failures(BaselineMetrics, put(sample("baseline"), "methods.fedprox", {**extra, "accuracy_mean": "0.9"}))
    assert list(found) == ["methods.fedprox.accuracy_mean"]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("methods.fedavg_int8.accuracy_mean", 1.5),
        ("methods.fedavg_int8.accuracy_std", -0.1),
        ("config.dropout_rate", -0.1),
        ("config.n_clients", 0),
        ("communication_reduction_percent", 101.0),
        ("agents.fedavg_int8.weights_sha256", "abc"),
        ("transport", "memory"),
    ],
)
def test_a_value_out_of_its_bounds_is_named(path, value):
    assert list(schema_failures(BaselineMetrics, put(sample("baseline"), path, value))) == [path]


def test_the_fairness_blocks_may_be_lacking_in_the_baseline_and_not_in_fairness():
    assert schema_failures(BaselineMetrics, sample("fairness")) == {}
    lacking = without(sample("fairness"), "methods.fedavg_int8.fairness")
    assert schema_failures(BaselineMetrics, lacking) == {}
    assert list(schema_failures(FairnessMetrics, lacking)) == ["methods.fedavg_int8.fairness"]
