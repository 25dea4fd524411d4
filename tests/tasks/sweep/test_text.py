"""In a sweep's table every step is told, and what is wide hides nothing."""

from gates.verdicts.verdict import MetricRow
from tasks.gate.steps import Step
from tasks.sweep.stage_runs import StageRun
from tasks.sweep.text import MAX_CELL, sweep_markdown

ROOM = MetricRow("accuracy", 0.97, ">=", 0.95, 0.02, ok=True)
RUNS = {name: StageRun(f"id-of-{name}", f"{name}-r1", "", 1.0) for name in ("baseline", "status")}


def rows(*steps: Step) -> dict[str, str]:
    text = sweep_markdown(steps, {"baseline": ROOM}, RUNS)
    return {line.split("|")[1].strip(): line for line in text.splitlines() if line.startswith("| ")}


def test_a_gate_has_its_figure_its_verdict_its_evidence_and_its_run():
    row = rows(Step("baseline", ok=True, detail="baseline-r1"))["baseline"]
    assert "| ok | +0.02 |" in row and "accuracy 0.97 >= 0.95 (margin +0.02)" in row
    assert (
        "[verdict](/artifacts/key/baseline-verdict) [evidence](/artifacts/key/baseline-evidence) [run](/runs/flow-run/id-of-baseline)"
        in row
    )


def test_a_long_reason_is_cut_in_the_table_and_stands_in_full_below_it():
    reason = "a|b " * 60
    text = sweep_markdown((Step("baseline", detail=reason),), {"baseline": ROOM}, {})
    table, below = text.split("\n\n")
    assert "| FAILED |" in table and len(table.splitlines()[-1]) < MAX_CELL + 120 and "accuracy" not in table
    assert below == f"**baseline**: {reason}"


def test_the_status_leads_to_what_it_shows_and_a_step_without_a_gate_to_nothing():
    found = rows(Step("unit_tests", ok=True, detail="3 passed"), Step("main_track_status", ok=True, detail="goals 1/4"))
    assert "/artifacts/key/status-verdict" in found["main_track_status"] and "id-of-status" in found["main_track_status"]
    assert found["unit_tests"] == "| unit_tests | ok |  |  | 3 passed |"
