import json
import shutil

import pytest
from typer.testing import CliRunner

from cli.cohort import cohort
from tests.tasks.signed_project import SignedProject, make_project


@pytest.fixture
def project(tmp_path) -> SignedProject:
    return make_project(tmp_path / "project")


def run(project: SignedProject, *arguments: str):
    return CliRunner().invoke(cohort, [*arguments, "--project", str(project.root)])


def test_an_empty_inbox_says_where_bundles_go(project):
    said = run(project, "inbox")
    assert (said.exit_code, "data/cohort/quarantine" in said.output) == (0, True)
    assert json.loads(run(project, "inbox", "--json").stdout) == []


def test_an_invitation_is_a_file_and_is_taken_back_by_its_id(project):
    issued = json.loads(run(project, "invite", "--cohort", "pilot-1", "--uses", "3", "--json").stdout)
    assert issued["path"].endswith(f"{issued['id']}.dsse.json")
    assert run(project, "revoke", issued["id"]).exit_code == 0
    assert "gates.cohort_invitation.revoked" in run(project, "revoke", issued["id"], "--json").stdout
    assert run(project, "invite", "--cohort", "Ä", "--json").exit_code == 1


def test_what_is_no_bundle_is_shown_and_refused_with_its_code(project, tmp_path):
    run(project, "inbox")
    (project.root / "data/cohort/quarantine/broken.tgz").write_bytes(b"\x1f\x8b")
    shown = json.loads(run(project, "show", "broken.tgz", "--json").stdout)
    assert (shown["state"], shown["error"]["code"]) == ("refused", "gates.bundle.truncated")
    said = run(project, "accept")
    assert said.exit_code == 1 and "refused  broken.tgz" in said.output and "[gates.bundle.truncated]" in said.output
    assert run(project, "accept").exit_code == 0
    assert json.loads(run(project, "status", "--json").stdout)["refused"] == {"gates.bundle.truncated": 1}


def test_a_maintainers_no_is_kept_with_its_reason(project):
    run(project, "inbox")
    (project.root / "data/cohort/quarantine/a.tgz").write_bytes(b"x")
    assert "gates.bundle.declined" in run(project, "reject", "a.tgz", "--reason", "not agreed on").output
    assert json.loads(run(project, "reject", "a.tgz", "--reason", "x", "--json").stdout)["error"]["code"] == "tasks.cohort.entry"


def test_a_report_of_nothing_says_what_to_do(project):
    said = run(project, "report", "--json")
    assert (said.exit_code, json.loads(said.stdout)["error"]["code"]) == (1, "tasks.cohort.entry")


def test_the_folder_may_be_gone_at_any_time(project):
    run(project, "inbox")
    shutil.rmtree(project.root / "data/cohort")
    assert "red: " in run(project, "status").output
