import pytest

from gates.cohort.pilot_metrics import PilotMetrics
from gates.verdicts.schema import schema_failures
from tests.gates.mutations import put, sample


@pytest.mark.parametrize("path", ["later", "node.later", "health.later", "quality.later", "status.later", "provenance.later"])
def test_no_field_stands_beside_the_contracts(path):
    assert list(schema_failures(PilotMetrics, put(sample("pilot_metrics"), path, 1))) == [path]


@pytest.mark.parametrize(("path", "value"), [("provenance.commit", "a1b2c3"), ("provenance.commit", "main"), ("node.node_id", "../node")])
def test_a_commit_and_a_node_id_have_their_form(path, value):
    assert list(schema_failures(PilotMetrics, put(sample("pilot_metrics"), path, value))) == [path]
