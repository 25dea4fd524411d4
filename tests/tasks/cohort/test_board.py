"""The board runs nothing, loads nothing, and no word of a stranger marks anything up, whoever looks at it on whatever screen."""

from datetime import timedelta

import pytest

from gates.cohort.ledger import Receipt
from gates.cohort.pilot_report import PilotReport, pilot_report
from gates.cohort.pilot_status import PilotClock, PilotStatus, pilot_status
from tasks.cohort.board import MAX_INCIDENTS, board_page
from tests.gates.cohort.receipts import BEGIN, receipt
from tests.tasks.pages.page_reader import PageReader, assert_harmless

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' style='position:fixed",
    "</title></style><svg onload=alert(1)>",
    "javascript:alert(1)",
    "&lt;b&gt; &amp;",
    "\u202egnp.exe \u2066\u200f",
    "\x00\x1b[31m\r\n",
    "[a](https:x) `b` | c",
    "x" * 5000,
]


def records(*receipts: Receipt, refused: dict | None = None, now=BEGIN, revoked=()) -> tuple[PilotStatus, PilotReport]:
    taken: dict[str, list[Receipt]] = {}
    for one in receipts:
        taken.setdefault(one.node_id, []).append(one)
    clock = PilotClock(now, revoked=revoked)
    return pilot_status(taken, refused or {}, clock), pilot_report(taken, clock)


def page(*receipts: Receipt, **changes) -> str:
    return board_page("pilot-1", *records(*receipts, **changes))


def hostile_page(word: str) -> str:
    """A board all of whose words are hostile, more than a bundle may say: the page rests on no check that came before it."""
    status, report = records(receipt(failure="baseline: x"), refused={"y": 1})
    said = dict.fromkeys(("node_id", "region", "hardware_tier", "network_tier", "failure_reason"), word)
    groups = {name: {word: next(iter(getattr(status, name).values()))} for name in ("regions", "hardware_tiers", "network_tiers")}
    changed = {
        "nodes": (status.nodes[0].model_copy(update=said),),
        "refused": {word: 1},
        "refused_nowhere": {word: 1},
        "failed_because": {word: 1, f"gate_failed.{word}": 2},
    }
    incident = report.incidents[0].model_copy(update={"node_id": word, "what": word, "opened_utc": word})
    days = (report.days[0].model_copy(update={"date_utc": word, "failed_nodes": (word,)}),)
    return board_page(
        word,
        status.model_copy(update=changed | groups),
        report.model_copy(update={"incidents": (incident,), "days": days}),
    )


@pytest.mark.parametrize("word", HOSTILE)
def test_no_word_of_a_stranger_is_anything_but_text(word: str):
    text = hostile_page(word)
    assert assert_harmless(text).tags == PageReader(hostile_page("plain")).tags
    assert not any(char in text for char in "\u202e\u2066\u200f\x00\x1b\r")


def test_it_tells_how_many_passed_and_failed_by_day_region_and_tier_and_why():
    nodes = [receipt("node-1"), receipt("node-2", region="us", failure="baseline: too little"), receipt("node-1", day=2)]
    text = assert_harmless(page(*nodes, refused={"gates.bundle.altered": 3}, now=BEGIN + timedelta(days=1))).text
    for said in ("2, of which 1 passed and 1 failed", "By region", "By hardware tier", "By network tier", "Day 1, 2026-01-01"):
        assert said in text
    assert "baseline: the gate did not pass" in text and "gates.bundle.altered" in text
    assert "Overdue" not in text


@pytest.mark.parametrize(("hours", "state"), [(1, "Open"), (25, "Overdue")])
def test_an_incident_has_its_severity_and_deadlines_and_is_overdue_after_them(hours: int, state: str):
    text = assert_harmless(page(receipt(failure="baseline: x"), now=BEGIN + timedelta(hours=hours))).text
    assert {"SEV-2", state, "2026-01-01 16:00 UTC", "2026-01-02 12:00 UTC"} <= set(text.splitlines())


def test_a_silent_node_a_revoked_one_and_a_rehearsal_say_so():
    text = page(receipt("node-1", rehearsal=True), receipt("node-2"), now=BEGIN + timedelta(days=3), revoked={"node-2"})
    read = assert_harmless(text)
    assert "Silent" in read.texts and "Revoked" in read.texts and "counts for no milestone" in read.text


def test_an_empty_cohort_has_a_board_and_a_long_log_is_cut():
    assert "None failed, and none was refused." in assert_harmless(page()).text
    many = [receipt(f"node-{number}", ok=False) for number in range(MAX_INCIDENTS + 5)]
    assert "And 5 older ones" in assert_harmless(page(*many)).text
