"""The drill is run on one machine, says so in everything that it writes, and shows each way a comparison can end."""

import json

import pytest

from tasks.cohort.machine_rehearsal import rehearse
from tasks.project.all_parameters import load_project
from tests.tasks.signed_project import KNOWN, SignedProject, make_project


@pytest.fixture
def project(tmp_path) -> SignedProject:
    project = make_project(tmp_path / "project")
    for gate in KNOWN:
        project.publish(gate)
    return project


def test_the_drill_passes_drifts_and_is_refused_and_is_marked_a_rehearsal(project):
    path, scenarios = rehearse(project.root, "reduced", load_project(project.root).limits)
    assert {one.name: one.found for one in scenarios} == {
        "equal": "pass",
        "drifted": "fail",
        "altered": "gates.evidence.altered",
        "repeated": "gates.snapshot.repeated",
        "lacking": "gates.snapshot.unlike",
    }
    assert all(one.ok for one in scenarios)
    assert "score_ranges." in next(one.detail for one in scenarios if one.name == "drifted")
    record = json.loads(path.read_text())
    assert (record["rehearsal"], record["ok"]) == (True, True)


def test_it_leaves_no_snapshot_that_could_pass_for_a_machine(project):
    rehearse(project.root, "reduced", load_project(project.root).limits)
    assert not (project.reports() / "machines").exists()
    assert not (project.reports() / "machine_comparison.json").exists()


def test_a_gate_that_did_not_pass_shows_in_the_drill(project):
    project.publish("smoke", b'{"ok": false, "seeds": [{"seed": 0, "int8_accuracy": 0.5}]}')
    _, scenarios = rehearse(project.root, "reduced", load_project(project.root).limits)
    assert [one.name for one in scenarios if not one.ok] == ["equal"]
