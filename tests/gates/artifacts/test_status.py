from gates.artifacts.status import MainTrackStatus
from gates.verdicts.schema import schema_failures
from tests.gates.mutations import put, sample


def test_a_status_is_pending_done_or_blocked():
    for status in ("pending", "done", "blocked"):
        assert schema_failures(MainTrackStatus, put(sample("status"), "goals[0].sub_goals[0].status", status)) == {}
    for path in ("goals[0].status", "goals[0].sub_goals[0].status"):
        assert list(schema_failures(MainTrackStatus, put(sample("status"), path, "open"))) == [path]
