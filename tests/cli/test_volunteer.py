"""From an invitation to a bundle that the maintainer takes, by the commands that both type."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.cohort import cohort
from cli.volunteer import volunteer
from core.units import format_utc
from gates.cohort.pilot_derivation import NEEDED_GATES
from tasks.evidence.local_identity import local_key
from tests.tasks.signed_project import SignedProject, make_project

ANSWERS = ("--node-id", "Node-1", "--region", "eu", "--hardware-tier", "laptop", "--network-tier", "fibre")


@pytest.fixture
def project(tmp_path) -> SignedProject:
    return make_project(tmp_path / "project")


def run(app, project: SignedProject, *arguments: str, **options: object):
    return CliRunner().invoke(app, [*arguments, "--project", str(project.root)], **options)


def invitation(project: SignedProject) -> str:
    return json.loads(run(cohort, project, "invite", "--json").stdout)["path"]


def set_up(project: SignedProject, *answers: str, **options: object):
    return run(volunteer, project, "setup", "--invitation", invitation(project), *answers, **options)


def test_a_bundle_goes_from_the_volunteers_hand_to_the_maintainers_reports(project: SignedProject, tmp_path: Path):
    assert set_up(project, *ANSWERS).exit_code == 0
    for gate in sorted(NEEDED_GATES):
        project.publish(gate, key=local_key(), git_commit="a1b2c3d", generated_utc=format_utc(datetime.now(UTC)))
    packed = json.loads(run(volunteer, project, "pack", "--json").stdout)["path"]
    quarantine = project.root / "data/cohort/quarantine"
    (quarantine / Path(packed).name).write_bytes(Path(packed).read_bytes())
    assert json.loads(run(cohort, project, "inbox", "--json").stdout)[0]["state"] == "passed"
    assert run(cohort, project, "accept").exit_code == 0
    assert "node-1" in run(cohort, project, "status").output
    written = json.loads(run(cohort, project, "report", "--json").stdout)["written"]
    assert [json.loads(Path(path).read_bytes())["schema_version"] for path in written] == [1] * 5


def test_a_status_tells_of_the_node_without_writing(project: SignedProject):
    set_up(project, *ANSWERS)
    said = json.loads(run(volunteer, project, "status", "--json").stdout)
    assert (said["profile"]["node_id"], said["uptime_ratio_24h"], said["packed"]) == ("node-1", 0.0, [])
    assert "node-1 of the cohort pilot" in run(volunteer, project, "status").output


def test_what_is_not_given_is_asked_for(project: SignedProject):
    said = set_up(project, input="node-1\neu\nlaptop\nfibre\n")
    assert said.exit_code == 0 and "node-1: " in said.output


@pytest.mark.parametrize("answers", [("--node-id", "../x"), ("--region", "EU | US"), ("--network-tier", "<b>")])
def test_an_answer_that_cannot_be_is_wrong_usage(project: SignedProject, answers: tuple[str, str]):
    assert set_up(project, *ANSWERS, *answers).exit_code == 2


def test_nothing_is_packed_before_the_set_up_or_the_gates(project: SignedProject):
    assert "tasks.volunteer.unready" in run(volunteer, project, "status", "--json").stdout
    set_up(project, *ANSWERS)
    said = run(volunteer, project, "pack", "--json")
    assert (said.exit_code, json.loads(said.stdout)["error"]["code"]) == (1, "gates.artifact.missing")


def test_a_file_that_is_no_invitation_is_refused(project: SignedProject, tmp_path: Path):
    (tmp_path / "x.json").write_text("{}")
    said = run(volunteer, project, "setup", "--invitation", str(tmp_path / "x.json"), *ANSWERS, "--json")
    assert (said.exit_code, json.loads(said.stdout)["error"]["code"]) == (1, "gates.cohort_invitation.malformed")
