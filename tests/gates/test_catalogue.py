import re
from pathlib import Path

import pytest
import yaml

from gates.catalogue import GATES, PROFILES, SMOKE, evidence_name
from gates.params.project import ProjectParameters
from tasks.evidence.imported_code import ProjectCode
from tasks.project.parameters import part_of, read_parameters

ROOT = Path(__file__).parents[2]
STAGES = {
    profile: yaml.safe_load((ROOT / file).read_text())["stages"] for profile, file in (("reduced", "dvc.yaml"), ("full", "full/dvc.yaml"))
}
OWN = {"data/own/generality/held_out"}
"""Folders in git of which a gate reads every file."""
FOLDERS = {"reduced": "reports", "full": "reports/full"}
EVERY_GATE = [pytest.param(gate, profile, id=f"{gate.name}-{profile}") for gate in GATES.values() for profile in PROFILES]


def names(entries: list) -> set[str]:
    return {entry if isinstance(entry, str) else next(iter(entry)) for entry in entries}


def listing(module: str) -> str:
    return f"data/code/{module}.json"


def test_every_stage_depends_on_the_listing_of_the_module_that_it_runs():
    code = STAGES["reduced"]["code"]
    modules = set()
    for stage in (stage for stages in STAGES.values() for stage in stages.values() if stage is not code):
        module = re.search(r"-m (\S+)", stage["cmd"])[1]
        modules.add(module)
        assert {name for name in stage["deps"] if name.startswith("data/code/") or name.endswith(".py")} == {listing(module)}
    assert code["cmd"].split()[2:] == ["tasks.evidence.imported_code", *sorted(modules)]
    assert code["outs"] == [listing(module) for module in sorted(modules)]


def test_the_listings_are_made_again_when_a_file_that_they_name_changes():
    code, found = STAGES["reduced"]["code"], ProjectCode(ROOT)
    listed = {name for out in code["outs"] for name in found.files_of(Path(out).name.removesuffix(".json"))}
    assert {Path(name).parts[0] for name in listed} == set(code["deps"])


def test_the_packages_hold_code_and_what_gates_name_so_that_digests_say_everything():
    others = [
        path for name in STAGES["reduced"]["code"]["deps"] for path in (ROOT / name).rglob("*") if path.is_file() and path.suffix != ".py"
    ]
    named = {ROOT / name for gate in GATES.values() for names in gate.inputs.values() for name in names}
    assert [path for path in others if path.parent.name != "__pycache__" and path not in named] == []


@pytest.mark.parametrize(("gate", "profile"), EVERY_GATE)
def test_the_stage_of_a_gate_depends_on_what_its_evidence_names(gate, profile):
    stage = STAGES[profile][gate.name]
    made = set().union(*(names(other["outs"]) for stages in STAGES.values() for other in stages.values()))
    inputs = {next((str(folder) for folder in Path(name).parents if str(folder) in made | OWN), name) for name in gate.inputs[profile]}
    assert names(stage["deps"]) == inputs | {listing(gate.module)}
    assert set(stage["params"]) == set(gate.params_of(profile))
    assert stage["cmd"] == " ".join([f".venv/bin/python -m {gate.module} --profile {profile}", *gate.options])
    assert stage.get("wdir") == (None if profile == "reduced" else "..")


@pytest.mark.parametrize(("gate", "profile"), EVERY_GATE)
def test_the_stage_of_a_gate_writes_its_artifact_evidence_figures_and_frame(gate, profile):
    stage = STAGES[profile][gate.name]
    written = names(stage["outs"]) | names(stage["metrics"])
    assert written == {f"{FOLDERS[profile]}/{name}" for name in (gate.artifact, evidence_name(gate.artifact), *gate.companions)}


@pytest.mark.parametrize(("gate", "profile"), EVERY_GATE)
def test_the_parts_of_the_parameters_that_a_gate_names_exist(gate, profile):
    raw = read_parameters(ROOT)
    assert all(part_of(raw, dotted) is not None for dotted in gate.params_of(profile))
    assert {dotted.partition(".")[0] for dotted in gate.params_of(profile)} <= set(ProjectParameters.model_fields)


@pytest.mark.parametrize("folder", sorted(OWN))
def test_a_gate_that_reads_a_folder_names_each_of_its_files(folder):
    files = {str(path.relative_to(ROOT)) for path in (ROOT / folder).rglob("*") if path.is_file()}
    named = [{name for name in names if name.startswith(f"{folder}/")} for gate in GATES.values() for names in gate.inputs.values()]
    assert files and [one for one in named if one] == [files] * sum(map(bool, named))


def test_evidence_lies_beside_its_artifact():
    assert evidence_name(SMOKE.artifact) == "smoke_summary.dsse.json"
    assert evidence_name("main_track_status.md") == "main_track_status.dsse.json"
