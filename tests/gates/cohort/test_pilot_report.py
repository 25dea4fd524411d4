"""The report counts days, not bundles; an incident is open until a bundle no longer tells of it."""

from datetime import datetime, timedelta

import pytest

from gates.cohort.pilot_report import CHECKPOINTS, day_of, due, pilot_report
from gates.cohort.pilot_status import PilotClock
from tests.gates.cohort.receipts import BEGIN, receipt

END = BEGIN + timedelta(days=13, hours=1)


def report(*receipts, now=END, revoked=()):
    taken: dict[str, list] = {}
    for one in receipts:
        taken.setdefault(one.node_id, []).append(one)
    return pilot_report(taken, PilotClock(now, revoked=revoked))


def whole(**changes):
    return [receipt("node-1", day, **changes) for day in range(1, 15)]


def test_fourteen_good_days_are_green_and_thirteen_are_yellow():
    assert (report(*whole()).colour, report(*whole()[:-1]).colour) == ("green", "yellow")
    assert report(*whole(), *(receipt("node-2", day) for day in range(1, 15))).num_days == 14


def test_little_uptime_is_red():
    assert report(*whole(uptime=0.89)).colour == "red"
    assert report(now=BEGIN).colour == "red"


def test_an_incident_lasts_until_a_bundle_no_longer_tells_of_it():
    found = report(
        receipt(day=1),
        receipt(day=2, failure="baseline: x"),
        receipt(day=3, failure="baseline: x"),
        receipt(day=4),
        now=BEGIN + timedelta(days=4),
    )
    (incident,) = found.incidents
    assert (incident.severity, incident.opened_utc[:10], str(incident.closed_utc)[:10]) == ("SEV-2", "2026-01-02", "2026-01-04")
    assert (incident.acknowledge_by_utc, incident.mitigate_by_utc) == ("2026-01-02T16:00:00Z", "2026-01-03T12:00:00Z")
    assert found.open_incidents == 0


def test_an_open_incident_keeps_a_whole_pilot_yellow():
    found = report(*whole()[:-1], receipt(day=14, ok=False, failure="smoke: not ok"))
    assert (found.colour, found.open_incidents, found.incidents[0].severity) == ("yellow", 1, "SEV-1")


def test_a_node_that_falls_silent_is_an_incident_until_it_is_heard_again():
    found = report(receipt(day=1), receipt(day=4), now=BEGIN + timedelta(days=6))
    assert [(one.severity, one.opened_utc, one.closed_utc) for one in found.incidents] == [
        ("SEV-2", "2026-01-03T00:00:00Z", "2026-01-04T12:00:00Z"),
        ("SEV-2", "2026-01-06T00:00:00Z", None),
    ]
    assert len({one.id for one in found.incidents}) == 2


def test_a_node_that_is_silent_counts_as_down_on_each_day_from_then_to_its_return():
    found = report(*whole(), *(receipt("node-2", day) for day in (1, 2, 13, 14)))
    assert [day.silent_nodes for day in found.days] == [()] * 2 + [("node-2",)] * 10 + [()] * 2
    assert [day.health.uptime_ratio_mean for day in found.days] == [1.0] * 2 + [0.5] * 10 + [1.0] * 2
    assert (found.colour, found.open_incidents) == ("red", 0)
    assert report(*whole(), receipt("node-2", 1), revoked={"node-2"}).uptime_ratio_mean == 1.0
    assert report(*whole(), receipt("node-2", 14)).uptime_ratio_mean == 1.0


def test_nobody_is_silent_after_the_pilots_days_and_a_revoked_node_has_nothing_open():
    assert report(*whole(), now=END + timedelta(days=30)).incidents == ()
    assert report(receipt(day=1, ok=False), revoked={"node-1"}).incidents == ()


def unfound():
    failed = receipt(day=1, rerun="differs")
    failures = [{"code": "rerun_differs", "gate": "baseline", "detail": "x"}]
    return failed.model_validate({**failed.model_dump(), "status": "failed", "failure_reason": "x", "failures": failures})


def test_a_figure_that_was_not_found_again_is_of_the_first_severity():
    (incident,) = report(unfound(), now=BEGIN).incidents
    assert (incident.severity, incident.what) == ("SEV-1", "a figure was not found again")


def test_it_stays_open_until_a_rerun_finds_the_nodes_figures_and_not_when_the_draw_passes_over_it():
    passed_over = report(unfound(), receipt(day=2), receipt(day=3), now=BEGIN + timedelta(days=2))
    assert [(one.severity, one.closed_utc) for one in passed_over.incidents] == [("SEV-1", None)]
    found_again = report(unfound(), receipt(day=2), receipt(day=3, rerun="same"), now=BEGIN + timedelta(days=2))
    assert [(one.severity, str(one.closed_utc)[:10]) for one in found_again.incidents] == [("SEV-1", "2026-01-03")]


@pytest.mark.parametrize(
    ("severity", "opened", "acknowledge", "mitigate"),
    [
        ("SEV-1", "2026-01-02T12:00:00", "2026-01-02T12:15:00", "2026-01-02T13:00:00"),
        ("SEV-2", "2026-01-02T12:00:00", "2026-01-02T16:00:00", "2026-01-03T12:00:00"),
        ("SEV-3", "2026-01-01T12:00:00", "2026-01-05T12:00:00", "2026-01-05T12:00:00"),
        ("SEV-3", "2026-01-03T12:00:00", "2026-01-06T12:00:00", "2026-01-06T12:00:00"),
    ],
)
def test_deadlines_are_the_contracts_and_business_days_leave_out_the_weekend(severity, opened, acknowledge, mitigate):
    assert [moment.isoformat() for moment in due(severity, datetime.fromisoformat(opened))] == [acknowledge, mitigate]


def test_a_checkpoint_tells_of_the_days_up_to_it():
    found = report(*whole()[:7], now=BEGIN + timedelta(days=7))
    assert [(one.day, one.is_reached) for one in found.checkpoints] == [(day, day <= 7) for day in CHECKPOINTS]
    assert [one.num_days_with_bundles for one in found.checkpoints] == [1, 3, 7, 7, 7]
    assert {one.worst for one in found.checkpoints} == {"green"}


def test_of_a_day_the_last_bundle_of_a_node_counts():
    later = receipt(day=1, failure="x").model_copy(update={"created_utc": "2026-01-01T20:00:00Z", "sequence": 2})
    (day,) = report(receipt(day=1), later).days
    assert (day.num_bundles, day.passed_nodes, day.failed_nodes) == (2, (), ("node-1",))
    assert day_of(later, BEGIN) == 1


def test_what_comes_after_the_last_day_is_no_day_of_the_report():
    assert report(*whole(), receipt(day=15)).num_days == 14
