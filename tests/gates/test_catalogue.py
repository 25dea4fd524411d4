from pathlib import Path

import pytest
import yaml

from gates.catalogue import GATES, SMOKE, evidence_name
from gates.params.project import ProjectParameters

ROOT = Path(__file__).parents[2]
STAGES = yaml.safe_load((ROOT / "dvc.yaml").read_text())["stages"]


def names(entries: list) -> set[str]:
    return {entry if isinstance(entry, str) else next(iter(entry)) for entry in entries}


@pytest.mark.parametrize("gate", GATES.values(), ids=lambda gate: gate.name)
def test_the_stage_of_a_gate_depends_on_what_its_evidence_names(gate):
    stage = STAGES[gate.name]
    made = set().union(*(names(other["outs"]) for other in STAGES.values()))
    inputs = {str(Path(name).parent) if str(Path(name).parent) in made else name for name in gate.inputs}
    assert names(stage["deps"]) == inputs | set(gate.code)
    assert set(stage["params"]) == set(gate.params)
    assert stage["cmd"] == f".venv/bin/python -m flows.{gate.name}"


@pytest.mark.parametrize("gate", GATES.values(), ids=lambda gate: gate.name)
def test_the_stage_of_a_gate_writes_its_artifact_evidence_and_figures(gate):
    written = names(STAGES[gate.name]["outs"]) | names(STAGES[gate.name]["metrics"])
    assert written == {f"reports/{name}" for name in (gate.artifact, evidence_name(gate.artifact), *gate.figures)}


def test_the_parts_of_the_parameters_that_a_gate_names_exist():
    for gate in GATES.values():
        for dotted in gate.params:
            fields = ProjectParameters.model_fields
            for name in dotted.split("."):
                annotation = fields[name].annotation
                fields = getattr(annotation, "model_fields", {})


def test_evidence_lies_beside_its_artifact():
    assert evidence_name(SMOKE.artifact) == "smoke_summary.dsse.json"
    assert evidence_name("main_track_status.md") == "main_track_status.dsse.json"
