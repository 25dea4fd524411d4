from datetime import timedelta

from gates.cohort.pilot_report import pilot_report
from gates.cohort.pilot_status import PilotClock, pilot_status
from gates.cohort.refusals import Refusal
from tasks.cohort.report_text import report_markdown, status_markdown
from tests.gates.cohort.receipts import BEGIN, receipt

HOSTILE = "baseline: <script>|`x`](http://x)"


def test_nothing_that_a_volunteer_says_marks_anything_up():
    text = status_markdown(pilot_status({"node-1": [receipt(failure=HOSTILE)]}, {}, PilotClock(BEGIN)))
    assert "<script>" not in text and "](http" not in text
    rows = [line for line in text.splitlines() if "| node-1" in line]
    assert len(rows) == 1


def test_the_status_names_what_was_refused_and_a_rehearsal_what_it_is():
    text = status_markdown(pilot_status({"node-1": [receipt(rehearsal=True)]}, {"gates.bundle.altered": 3}, PilotClock(BEGIN)))
    assert "| `gates.bundle.altered` | 3 |" in text.replace("\\", "") and "counts for no milestone" in text


def test_what_was_refused_is_told_by_cohort_and_by_day():
    elsewhere = status_markdown(pilot_status({}, {}, PilotClock(BEGIN), refused_nowhere={"gates.bundle.truncated": 2}))
    assert "None.\n\nOf no cohort that can be told:" in elsewhere and "truncated` | 2 |" in elsewhere
    refusals = [Refusal("gates.bundle.replayed", "pilot-1", BEGIN + timedelta(days=days)) for days in (2, 2, 20)]
    text = report_markdown(pilot_report({"node-1": [receipt()]}, PilotClock(BEGIN), refusals))
    assert "| 3 | `gates.bundle.replayed` | 2 |" in text and text.count("replayed") == 1


def test_the_report_tells_checkpoints_days_and_incidents():
    text = report_markdown(pilot_report({"node-1": [receipt(), receipt(day=2, failure="baseline: x")]}, PilotClock(BEGIN)))
    assert (
        "yellow: 2 of 14 days" in text
        and "- **SEV-2, open**: node-1, a gate did not pass. Opened" in text
        and "| 14 | yellow | 1.000 | no |" in text
    )
    assert "| 2 | yellow | 0 | 1 | 1.000 | 1.00 | 1 | 1 | 2026-01-02 | node-1 |" in text
    assert "None." in report_markdown(pilot_report({}, PilotClock(BEGIN)))


def test_an_incident_that_is_over_says_when():
    text = report_markdown(pilot_report({"node-1": [receipt(failure="baseline: x"), receipt(day=2)]}, PilotClock(BEGIN)))
    (line,) = [line for line in text.splitlines() if line.startswith("- ")]
    assert line.startswith("- **SEV-2, closed**: node-1") and line.endswith("; closed 2026-01-02T12:00:00Z.")


def test_why_a_node_failed_stands_below_the_table():
    text = status_markdown(pilot_status({"node-1": [receipt(failure="baseline: x")], "node-2": [receipt("node-2")]}, {}, PilotClock(BEGIN)))
    assert "| yellow | node-1 | failed | 1.000 |" in text and "\n\n- **node-1** failed: baseline: x\n\n" in text


def test_a_silent_node_says_so():
    late = PilotClock(BEGIN + timedelta(days=3))
    assert "| red | node-1 | passed, silent |" in status_markdown(pilot_status({"node-1": [receipt()]}, {}, late))
