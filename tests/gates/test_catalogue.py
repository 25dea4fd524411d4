from pathlib import Path

import pytest
import yaml

from gates.catalogue import GATES, PROFILES, SMOKE, evidence_name
from gates.params.project import ProjectParameters
from tasks.parameters import part_of, read_parameters

ROOT = Path(__file__).parents[2]
STAGES = {
    profile: yaml.safe_load((ROOT / file).read_text())["stages"] for profile, file in (("reduced", "dvc.yaml"), ("full", "full/dvc.yaml"))
}
FOLDERS = {"reduced": "reports", "full": "reports/full"}
EVERY_GATE = [pytest.param(gate, profile, id=f"{gate.name}-{profile}") for gate in GATES.values() for profile in PROFILES]


def names(entries: list) -> set[str]:
    return {entry if isinstance(entry, str) else next(iter(entry)) for entry in entries}


@pytest.mark.parametrize(("gate", "profile"), EVERY_GATE)
def test_the_stage_of_a_gate_depends_on_what_its_evidence_names(gate, profile):
    stage = STAGES[profile][gate.name]
    made = set().union(*(names(other["outs"]) for stages in STAGES.values() for other in stages.values()))
    inputs = {str(Path(name).parent) if str(Path(name).parent) in made else name for name in gate.inputs[profile]}
    assert names(stage["deps"]) == inputs | set(gate.code)
    assert set(stage["params"]) == set(gate.params_of(profile))
    assert stage["cmd"] == f".venv/bin/python -m flows.{gate.name} --profile {profile}"
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


def test_evidence_lies_beside_its_artifact():
    assert evidence_name(SMOKE.artifact) == "smoke_summary.dsse.json"
    assert evidence_name("main_track_status.md") == "main_track_status.dsse.json"
