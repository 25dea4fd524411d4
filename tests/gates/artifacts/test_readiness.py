from gates.artifacts.readiness import Milestones, MvpReadiness, Outcomes
from gates.verdicts.schema import schema_failures
from tests.gates.mutations import put, sample


def test_there_are_six_outcomes_and_four_milestones():
    assert list(Outcomes.model_fields) == ["U1", "U2", "U3", "U4", "U5", "U6"]
    assert list(Milestones.model_fields) == ["M1", "M2", "M3", "M4"]


def test_evidence_may_be_a_text_or_a_list():
    for evidence in ("smoke_summary.json", ["smoke_summary.json"]):
        assert schema_failures(MvpReadiness, put(sample("readiness"), "outcomes.U1.evidence", evidence)) == {}
