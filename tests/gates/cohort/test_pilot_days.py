"""A pilot's days one by one say what its report says of them, and no more days than that."""

from datetime import timedelta

from gates.cohort.pilot_days import day_path, pilot_days
from gates.cohort.pilot_report import CHECKPOINTS, NUM_DAYS, pilot_report
from gates.cohort.pilot_status import PilotClock
from tests.gates.cohort.receipts import BEGIN, receipt


def days(*receipts, now=BEGIN + timedelta(days=20)):
    taken: dict[str, list] = {}
    for one in receipts:
        taken.setdefault(one.node_id, []).append(one)
    report = pilot_report(taken, PilotClock(now))
    return report, pilot_days("pilot-1", taken, report)


def test_each_day_of_the_report_has_a_record_with_its_checkpoint_and_no_other_day_has():
    report, found = days(*(receipt("node-1", day) for day in range(1, 17) if day != 5), receipt("node-2", 3))
    assert tuple(one.day for one in found) == report.days and len(found) == NUM_DAYS - 1
    assert tuple(one.checkpoint for one in found if one.checkpoint) == report.checkpoints
    assert tuple(one.day.day for one in found if one.checkpoint) == CHECKPOINTS


def test_a_day_has_the_figures_of_each_nodes_last_bundle_of_it():
    later = receipt("node-2", 1, uptime=0.5)
    later = later.model_copy(update={"sequence": 2, "created_utc": later.created_utc.replace("T12", "T13")})
    _, found = days(receipt("node-2", 1), later, receipt("node-1", 1), receipt("node-1", 2, failure="baseline: x"))
    assert [[(one.node.node_id, one.health.uptime_ratio_24h) for one in day.nodes] for day in found] == [
        [("node-1", 1.0), ("node-2", 0.5)],
        [("node-1", 1.0)],
    ]


def test_a_day_on_which_somebody_rehearsed_says_so():
    _, found = days(receipt("node-1", 1), receipt("node-1", 2, rehearsal=True))
    assert [one.rehearsal for one in found] == [False, True]
    _, found = days(receipt("node-1", 1, rehearsal=True), receipt("node-1", 1))
    assert [one.rehearsal for one in found] == [True]


def test_before_the_first_bundle_there_is_no_day():
    assert days()[1] == ()


def test_the_folders_sort_as_the_days_do():
    assert [day_path(day) for day in (1, 10, 14)] == [f"pilot_days/day{day}/pilot_day.json" for day in ("01", "10", "14")]
