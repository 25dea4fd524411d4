"""A checker that was written from the contract alone accepts what our gates write, and refuses what our checkers refuse."""

import ast
import json
import re
import sys
from pathlib import Path

import pytest

from gates.goals import sub_goals
from gates.judges import JUDGEMENTS, judge_artifact
from tasks.project.files import PROJECT_ROOT
from tests.gates.contract import FIELDS
from tests.gates.mutations import fields, is_there, sample, without
from tests.gates.past_limits import just_past
from tests.system import stranger

NAMES = {part.gate: part.artifact for part in sub_goals()} | {
    "status": "main_track_status.json",
    "readiness": "mvp_readiness.json",
    "provenance": "weekly_provenance.json",
}
OURS = re.compile(r"(peers|agents|seeds|trial|fairness)\b.*|fair_worst_decile_accuracy_gain|summary\.total_runtime_sec")
"""Figures that our judges ask for and the contract does not."""
MADE = sorted(path for path in (PROJECT_ROOT / "reports").glob("*.json") if not path.name.endswith(".dsse.json"))


def complete(name: str) -> dict:
    """A sample that the contract has nothing against; the one of the status has a goal only."""
    artifact = sample(name)
    if name == "status":
        goal, part = artifact["goals"][0], artifact["goals"][0]["sub_goals"][0]
        tree = stranger.SUB_GOALS.items()
        artifact["goals"] = [
            {**goal, "id": goal_id, "sub_goals": [{**part, "id": part_id} for part_id in parts]} for goal_id, parts in tree
        ]
    return artifact


def test_the_stranger_reads_nothing_of_ours():
    tree = ast.parse(Path(stranger.__file__).read_text())
    imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    imported |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in imported} <= sys.stdlib_module_names


def test_the_stranger_knows_every_artifact_of_the_goal_tree_and_of_a_release():
    assert set(NAMES.values()) == set(stranger.FIELDS) == {*stranger.FLOORS, *stranger.FURTHER}


@pytest.mark.parametrize("gate", NAMES)
def test_the_stranger_accepts_a_good_artifact(gate):
    assert stranger.faults(NAMES[gate], complete(gate)) == []


@pytest.mark.parametrize("gate", NAMES)
def test_the_stranger_misses_each_field_that_the_contract_asks_for_where_it_lacks(gate):
    good = complete(gate)
    asked = {path.replace("[0]", "[]") for path in _paths(stranger.FIELDS[NAMES[gate]], "")}
    ours = {path.replace("[0]", "[]") for path, _, is_required in fields(gate) if (is_required and "." not in path) or path in asked}
    assert {path for path in ours if path != "schema_version"} <= asked
    required = [path.replace("[]", "[0]") for path in asked]
    assert [path for path in required if is_there(good, path) and not stranger.faults(NAMES[gate], without(good, path))] == []


@pytest.mark.parametrize("gate", [gate for gate in NAMES if gate in JUDGEMENTS])
def test_the_stranger_refuses_what_is_just_past_a_floor(gate):
    good, floors = complete(gate), JUDGEMENTS[gate].floors
    limited = [row for row in judge_artifact(gate, good, floors).rows if row.margin is not None]
    taken = {row.metric for row in limited if not stranger.faults(NAMES[gate], just_past(good, row))}
    assert [metric for metric in taken if not OURS.fullmatch(metric)] == []


def test_every_artifact_of_the_contract_is_one_of_the_strangers_or_of_a_cohort():
    assert set(FIELDS) - set(NAMES) == {
        "retrieval",
        "pilot_metrics",
        "cohort_manifest",
        "pilot_cohort",
        "machine_comparison",
        "node_health",
    }


@pytest.mark.skipif(not MADE, reason="no gate has run in this checkout")
@pytest.mark.parametrize("path", MADE, ids=lambda path: path.name)
def test_the_stranger_accepts_what_the_gates_have_written_where_it_is_good_and_no_other(path):
    found = stranger.check(path.parent)[path.name]
    assert (found == []) == is_good(path.name, json.loads(path.read_text())), found


def is_good(name: str, artifact: dict) -> bool:
    """Whether an artifact says, or our judges say under the contract's floors, that all is well."""
    if name == NAMES["status"]:
        return artifact["summary"]["all_done"]
    if name == NAMES["readiness"]:
        return artifact["ready"]
    gate = next((gate for gate in JUDGEMENTS if NAMES.get(gate) == name), None)
    return gate is None or judge_artifact(gate, artifact, JUDGEMENTS[gate].floors).ok


def _paths(shape: dict, within: str) -> list[str]:
    found: list[str] = []
    for name, inner in shape.items():
        path, kind = f"{within}.{name}".removeprefix("."), inner[0] if isinstance(inner, list) else inner
        found.append(path)
        if isinstance(kind, dict):
            found += _paths(kind, f"{path}[0]" if isinstance(inner, list) else path)
    return found
