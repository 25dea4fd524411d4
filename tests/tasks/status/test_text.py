"""What people read of a status is what the artifact says."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.markdown import Markdown

from gates.goals import STRICT, Requirements
from gates.params.limits.readiness import READINESS_FLOORS
from gates.readiness import Ground, mvp_readiness
from gates.status import headline, main_track_status
from tasks.status.text import cell, readiness_markdown, status_lines, status_markdown, status_rows
from tests.gates.gate_states import all_done, failed, missing

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def both(states, requirements: Requirements = STRICT):
    status = main_track_status(states, requirements, profile="reduced", now=NOW)
    return status, mvp_readiness(Ground(status, {}, frozenset()), READINESS_FLOORS, now=NOW)


def test_the_twin_names_every_part_with_its_state_and_reason():
    status, _ = both(all_done(adapter=failed("adapter"), smoke=missing("smoke")))
    text = status_markdown(status)
    assert headline(status) in text
    assert text.count("| done |") == 7
    assert "| yes | blocked | adapter_intent_metrics.json | a: 0.5 is not &gt;= 0.95 |" in text
    assert "| yes | pending | smoke_summary.json | smoke_summary.json is missing" in text
    assert "fairness, smoke summary" in text


def test_a_bar_in_a_reason_leaves_the_table_whole():
    status, _ = both(all_done())
    part = status.goals[0].sub_goals[0].model_copy(update={"detail": "a|b `c` <d>"})
    goal = status.goals[0].model_copy(update={"sub_goals": (part,)})
    line = next(line for line in status_markdown(status.model_copy(update={"goals": (goal,)})).splitlines() if "a\\|b" in line)
    assert line.endswith("| a\\|b 'c' &lt;d&gt; |")


def read(text: str) -> list[str]:
    """What a reader sees in the row of a table that has `text` between two other cells; a cell that marks anything up is an error."""
    tokens = Markdown(f"| a | b | c |\n|---|---|---|\n| 1 | {cell(text)} | 3 |\n").parsed
    assert [token.type for token in tokens[-2:]] == ["tbody_close", "table_close"]
    cells = [token for token in tokens if token.type == "inline"][3:]
    children = [child for one in cells for child in one.children or []]
    assert {child.type for child in children} <= {"text", "text_special"}, text
    return ["".join(child.content for child in one.children or []) for one in cells]


HOSTILE = [
    r"\|",
    r"a\\|b",
    "*b*",
    "_i_",
    "__b__ a_b",
    "~~s~~",
    "[a](b)",
    "![a][b]",
    "&#124;",
    "&vert;",
    "<b>",
    "`c`",
    "x\n\n# h",
    "\\",
    "$1$",
]


@pytest.mark.parametrize("word", HOSTILE)
def test_no_word_of_a_stranger_leaves_its_cell_or_marks_anything_up(word: str):
    assert read(word) == ["1", " ".join(word.split("\n")).replace("`", "'").strip(), "3"]


@given(st.text(alphabet="ab \\|*_[]()!~<>&#;`\n:/.@$-1"))
def test_any_text_is_one_cell_of_plain_text(text: str):
    assert len(read(text)) == 3


def test_figures_stay_readable_and_plain_text_is_no_link():
    assert cell("nodes.fedavg_int8.accuracy_mean is 0.5") == "nodes.fedavg_int8.accuracy_mean is 0.5"
    assert not any(link in cell("http://x www.x a@b.c") for link in ("://", "www.", "@"))


def test_the_last_line_is_the_headline_and_each_part_that_is_not_done_has_one():
    status, readiness = both(all_done(adapter=failed("adapter"), smoke=missing("smoke")))
    lines = list(status_lines(status, readiness))
    assert lines[-1] == headline(status)
    assert lines[-2] == "MVP readiness: not ready"
    assert [line.split(": ")[0] for line in lines if line.startswith("[status]")] == [
        "[status] g1_cpu_federated_foundation/sg3_adapter_gate",
        "[status] g3_accessibility_ops/sg2_smoke_ok",
    ]
    assert sum(line.startswith("[readiness]") for line in lines) == len(readiness.failures)


def test_readiness_shows_outcomes_milestones_and_failures():
    _, readiness = both(all_done())
    text = readiness_markdown(readiness)
    assert text.startswith("# MVP readiness: not ready")
    assert all(f"| {name} |" in text for name in ("U1", "U6", "M1", "M4"))
    assert all(failure in text for failure in readiness.failures)
    assert "| M4 | no | needs N2, ready; open: N2: no cohort is reported: cohort_manifest.json is missing; ready |" in text


def test_there_is_a_row_for_each_part():
    status, _ = both(all_done(), Requirements())
    rows = list(status_rows(status))
    assert len(rows) == 9
    assert [row["required"] for row in rows].count("no") == 3
