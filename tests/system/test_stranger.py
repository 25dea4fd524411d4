"""A checker that was written from the contract alone accepts what our gates write, and refuses what our checkers refuse."""

import ast
import json
import re
import sys
from pathlib import Path

import pytest

from gates.artifacts.schemas import MODELS
from gates.catalogue import Profile
from gates.goals import sub_goals
from gates.judges import JUDGEMENTS, floors_of, judge_artifact
from gates.release import RELEASED
from tasks.project.files import PROJECT_ROOT
from tasks.sweep.record import SWEEP_RECORD
from tests.gates.contract import FIELDS
from tests.gates.mutations import WRONG, fields, is_there, put, sample, without
from tests.gates.past_limits import just_past
from tests.system.stranger.checking import FIELDS as STRANGERS
from tests.system.stranger.checking import check, faults, missing
from tests.system.stranger.rules import STEPS, TREE, TWELVE
from tests.system.stranger.undefined import UNDEFINED

NAMES = {part.gate: part.artifact for part in sub_goals()} | {
    "status": "main_track_status.json",
    "readiness": "mvp_readiness.json",
    "provenance": "weekly_provenance.json",
    "retrieval": "retrieval_metrics.json",
    "utility_fedavg": "utility_fedavg_metrics.json",
    "pilot_metrics": "pilot_metrics.json",
    "node_health": "node_health",
    "node_profile": "node_profile",
    "onboarding": "onboarding",
    "cohort_manifest": "cohort_manifest.json",
    "pilot_cohort": "pilot_cohort_metrics.json",
}
"""Of the contract's artifacts."""
OWN_NAMES = {
    "calibration": "calibration.json",
    "sweep": SWEEP_RECORD,
    "definition_of_done": "definition_of_done.json",
    "machine_comparison": "machine_comparison.json",
    "pilot_status": "pilot_status.json",
    "pilot_report": "pilot_14_day_report.json",
}
"""Of those whose fields the contract does not name."""
OURS = re.compile(r"(peers|agents|seeds|trial|fairness)\b.*|fair_worst_decile_accuracy_gain|summary\.total_runtime_sec")
"""Figures that our judges ask for and the contract does not."""
FOLDERS: dict[Profile, Path] = {"reduced": PROJECT_ROOT / "reports", "full": PROJECT_ROOT / "reports" / "full"}
MADE = [
    pytest.param(profile, path, id=f"{profile}-{path.name}")
    for profile, folder in FOLDERS.items()
    for path in sorted(folder.glob("*.json"))
    if not path.name.endswith(".dsse.json")
]


def complete(name: str) -> dict:
    """A sample that the contract has nothing against: that of the status has a goal only, that of smoke only some of its steps."""
    artifact = sample(name)
    if name == "status":
        goal, part = artifact["goals"][0], artifact["goals"][0]["sub_goals"][0]
        artifact["goals"] = [
            {**goal, "id": goal_id, "sub_goals": [{**part, "id": part_id, "artifact": file} for part_id, file in parts.items()]}
            for goal_id, parts in TREE.items()
        ]
    if name == "smoke":
        artifact["steps"] = [{**artifact["steps"][0], "name": step} for step in STEPS]
    return artifact


def asked(gate: str) -> set[str]:
    """The paths of the fields that the stranger asks for."""
    return {path for path in _paths(STRANGERS[NAMES[gate]], "") if "?" not in path}


def known(gate: str) -> set[str]:
    """Those that he asks for, and those whose kind he knows where they are there."""
    return {path.replace("?", "") for path in _paths(STRANGERS[NAMES[gate]], "")}


def required(gate: str) -> set[str]:
    """The paths of the fields that our transcription of the contract asks for, those of what may be lacking left out."""
    found = list(fields(gate))
    optional = [path for path, _, is_required in found if not is_required]
    return {path for path, _, _ in found if not any(path == one or path.startswith((f"{one}.", f"{one}[")) for one in optional)}


def test_the_stranger_reads_nothing_of_ours():
    for file in (PROJECT_ROOT / "tests" / "system" / "stranger").glob("*.py"):
        tree = ast.parse(file.read_text())
        imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
        imported |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        foreign = {name for name in imported if name.partition(".")[0] not in sys.stdlib_module_names}
        assert {name for name in foreign if not name.startswith("tests.system.stranger.")} == set(), file.name


def test_the_stranger_knows_every_artifact_of_ours_and_says_which_the_contract_does_not_define():
    assert set(STRANGERS) == {*NAMES.values(), "pilot_provenance.json"}
    assert set(UNDEFINED) == {*OWN_NAMES.values(), "machine_rehearsal.json"}
    ours = {f"{name}.json" for name in MODELS if name != "provenance_manifest"} | {SWEEP_RECORD}
    assert ours <= STRANGERS.keys() | UNDEFINED.keys()
    assert set(FIELDS) - set(NAMES) == {"machine_comparison"}
    assert set(TWELVE) == set(RELEASED)


@pytest.mark.parametrize("name", ["another.json", "baseline_metrics", "pilot_metrics_2.json", ""])
def test_the_stranger_refuses_what_the_contract_does_not_know(name: str):
    assert faults(name, sample("baseline")) == ["the contract knows no artifact of that name"]


@pytest.mark.parametrize("gate", NAMES | OWN_NAMES)
def test_the_stranger_accepts_a_good_artifact(gate: str):
    assert faults((NAMES | OWN_NAMES)[gate], complete(gate)) == []


@pytest.mark.parametrize("gate", NAMES | OWN_NAMES)
def test_the_stranger_refuses_another_version_and_what_is_not_finite(gate: str):
    name, good = (NAMES | OWN_NAMES)[gate], complete(gate)
    assert "schema_version" not in good or faults(name, good | {"schema_version": 7})
    assert faults(name, good | {"more": [float("nan")]})


@pytest.mark.parametrize("gate", NAMES)
def test_the_stranger_asks_for_each_field_that_our_contract_asks_for_and_no_other(gate: str):
    assert asked(gate) == required(gate) - {"schema_version"}
    unknown = {path for path, _, _ in fields(gate)} - known(gate) - {"schema_version"}
    assert {path.partition(".")[0] for path in unknown} <= {"public"}  # fields of their own, which the contract does not name


@pytest.mark.parametrize("gate", NAMES)
def test_the_stranger_misses_each_field_where_it_lacks(gate: str):
    good = complete(gate)
    assert [path for path in sorted(asked(gate)) if is_there(good, path) and not faults(NAMES[gate], without(good, path))] == []


@pytest.mark.parametrize("gate", NAMES)
def test_the_stranger_refuses_each_field_of_another_type(gate: str):
    good, must = complete(gate), asked(gate)
    wrong = [
        (path, value) for path, kind, _ in fields(gate) if path in known(gate) for value in WRONG[kind] if value is not None or path in must
    ]
    assert [(path, value) for path, value in wrong if not faults(NAMES[gate], put(good, path, value))] == []


@pytest.mark.parametrize("gate", [gate for gate in NAMES if gate in JUDGEMENTS])
def test_the_stranger_refuses_what_is_just_past_a_floor(gate: str):
    good, floors = complete(gate), JUDGEMENTS[gate].floors
    limited = [row for row in judge_artifact(gate, good, floors).rows if row.margin is not None]
    taken = {row.metric for row in limited if not faults(NAMES[gate], just_past(good, row))}
    assert [metric for metric in taken if not OURS.fullmatch(metric)] == []


@pytest.mark.parametrize("profile", FOLDERS)
def test_the_stranger_misses_what_was_never_made(profile: Profile, tmp_path: Path):
    assert (check(tmp_path), set(missing(tmp_path))) == ({}, set(TWELVE))


@pytest.mark.skipif(not MADE, reason="no gate has run in this checkout")
@pytest.mark.parametrize(("profile", "path"), MADE)
def test_the_stranger_accepts_what_the_gates_have_written_where_it_is_good_and_no_other(profile: Profile, path: Path):
    found = check(path.parent)[path.name]
    assert (found == []) == is_good(path.name, json.loads(path.read_text()), profile), found


def is_good(name: str, artifact: dict, profile: Profile) -> bool:
    """Whether an artifact says, or our judges say under the contract's floors, that all is well."""
    if name == NAMES["status"]:
        return artifact["summary"]["all_done"]
    if name == NAMES["readiness"]:
        return artifact["ready"]
    gates = [gate for gate, file in (NAMES | OWN_NAMES).items() if file == name and gate in JUDGEMENTS]
    return all(judge_artifact(gate, artifact, floors_of(gate, profile)).ok for gate in gates)


def _paths(shape: dict, within: str) -> list[str]:
    found: list[str] = []
    for name, inner in shape.items():
        path, kind = f"{within}.{name}".removeprefix("."), inner[0] if isinstance(inner, list) else inner
        found.append(path)
        if isinstance(kind, dict):
            found += _paths(kind, f"{path}[0]" if isinstance(inner, list) else path)
    return found
