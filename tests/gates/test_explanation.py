"""An explanation names the limit, the distance, the seed, the changed input, and how to run the gate again."""

from dataclasses import replace

import pytest

from gates.explanation import explain, method_and_metric, rerun_command, row_of
from gates.goals import sub_goals
from gates.verdicts.verdict import Verdict
from tests.gates.gate_states import done, failed, missing, row, stale

PARTS = {part.gate: part for part in sub_goals()}


def explained(gate: str, state):
    return explain(PARTS[gate], state, profile="reduced", folder="reports")


def test_a_failed_limit_is_named_with_its_distance():
    (miss,) = explained("baseline", failed("baseline")).misses
    assert (miss.metric, miss.value, miss.limit, miss.of) == ("a", 0.5, 0.95, "ours")
    assert miss.missed_by == pytest.approx(0.45)


def test_a_floor_that_ours_does_not_name_is_named_too_but_not_of_smoke():
    state = failed("baseline", ours=True, floors=False)
    assert [miss.of for miss in explained("baseline", state).misses] == ["floor"]
    assert explained("smoke", replace(state, gate="smoke")).misses == ()


def test_the_seed_of_an_entry_is_the_one_that_the_entry_states():
    verdict = Verdict("smoke", (row("seeds[1].accuracy", 0.5),))
    state = replace(done("smoke"), content={"seeds": [{"seed": 3}, {"seed": 7}]}, ours=verdict)
    (miss,) = explained("smoke", state).misses
    assert miss.seed == 7


def test_a_changed_input_is_named():
    found = explained("baseline", stale("baseline"))
    assert [(change["code"], change["name"]) for change in found.changed] == [("gates.evidence.stale", "core")]


def test_the_evidence_lies_beside_the_artifact():
    found = explained("smoke", done("smoke"))
    assert (found.artifact, found.evidence) == ("reports/smoke_summary.json", "reports/smoke_summary.dsse.json")


def test_a_gate_is_run_again_by_its_stage_in_the_pipeline_of_its_profile():
    assert rerun_command(PARTS["smoke"], "reduced") == ".venv/bin/dvc repro -f --no-run-cache smoke"
    assert rerun_command(PARTS["smoke"], "full") == ".venv/bin/dvc repro -f --no-run-cache full/dvc.yaml:smoke"
    assert rerun_command(replace(PARTS["smoke"], artifact="later_metrics.json"), "reduced") is None


def test_a_mean_names_its_method_and_metric():
    assert method_and_metric("methods.fedavg_int8.accuracy_mean") == ("fedavg_int8", "accuracy")
    assert method_and_metric("communication_reduction_percent") is None


def test_a_line_of_the_list_has_the_worst_figure_and_none_where_nothing_was_measured():
    found = row_of(PARTS["baseline"], failed("baseline"), profile="reduced")
    assert found.worst is not None and (found.state, found.worst.metric) == ("blocked", "a")
    assert row_of(PARTS["baseline"], missing("baseline"), profile="reduced").worst is None


def test_both_are_plain_json():
    assert explained("baseline", failed("baseline")).as_json()["misses"]
    assert row_of(PARTS["baseline"], done("baseline"), profile="full").as_json()["worst"]
