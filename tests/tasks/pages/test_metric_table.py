import re

import pytest

from gates.verdicts.margins import worst
from tasks.pages.metric_table import metric_section
from tests.tasks.pages.page_facts import PARTS, past_of, state_of_gate
from tests.tasks.pages.page_reader import PageReader


@pytest.mark.parametrize("gate", PARTS)
def test_every_metric_of_the_judgement_is_told(gate: str) -> None:
    state = state_of_gate(gate)
    texts = set(PageReader(metric_section(state, past_of(state, 3))).texts)
    assert {row.metric for row in state.ours.rows} <= texts


@pytest.mark.parametrize("gate", PARTS)
def test_every_metric_of_a_run_that_broke_off_is_told_with_what_is_wrong(gate: str) -> None:
    state = state_of_gate(gate, {"schema_version": 0})
    texts = set(PageReader(metric_section(state, ())).texts)
    assert {row.metric for row in state.ours.rows} | {row.reason for row in state.ours.rows if not row.ok} <= texts


def test_the_first_row_is_the_one_with_the_least_room_and_each_has_both_limits() -> None:
    state = state_of_gate("baseline")
    rows = [PageReader(row) for row in re.findall(r"<tr><td.*?</tr>", metric_section(state, ()))]
    assert worst(state.ours).metric == rows[0].texts[0]
    by_metric = {row.texts[0]: row for row in rows}
    assert rows[0].values("data-label") == ["Value", "Floor", "Ours", "Margin"]
    assert by_metric["communication_reduction_percent"].texts[-4:] == ["75", "≥ 50", "≥ 74", "+1"]


def test_of_a_list_that_passes_the_tightest_row_stands_in_front() -> None:
    state = state_of_gate("smoke")
    front, folded = metric_section(state, ()).split("<details>")
    assert "seeds[*].fp32_accuracy" in front and "seeds[0].fp32_accuracy" not in front
    assert "seeds[0].fp32_accuracy" in folded


def test_lines_are_drawn_where_there_is_a_history() -> None:
    state = state_of_gate("baseline")
    assert "<svg" not in metric_section(state, past_of(state, 1))
    drawn = metric_section(state, past_of(state, 4))
    assert "<svg" in drawn and "2026-01-01 – 2026-01-04" in drawn and "tells of 4 runs" in drawn


def test_what_was_not_judged_has_no_table() -> None:
    assert metric_section(state_of_gate("baseline", ours=None), ()) == ""
