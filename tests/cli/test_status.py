import json
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from cli.status import status
from core.signing.keys import SigningKey
from gates.artifacts.status import MainTrackStatus
from tests.tasks.signed_project import ARTIFACTS, SignedProject, make_project

APP = typer.Typer()
APP.command()(status)


@pytest.fixture
def project(tmp_path) -> SignedProject:
    project = make_project(tmp_path / "project")
    project.publish("baseline")
    return project


def run(project: SignedProject, *arguments: str):
    return CliRunner().invoke(APP, ["--project", str(project.root), *arguments])


def test_strict_fails_while_incomplete_and_says_so_last(project):
    result = run(project, "--strict")
    assert result.exit_code == 1
    assert result.output.splitlines()[-2:] == ["Main track goals: 0/4 complete, required sub-goals 1/9", "Main track incomplete."]


def test_without_strict_an_incomplete_track_is_told_and_no_failure(project):
    result = run(project)
    assert result.exit_code == 0
    assert result.output.splitlines()[-1] == "Main track goals: 1/4 complete, required sub-goals 1/6"
    assert "nothing of it is required" in result.output


def test_the_table_names_each_part_its_signer_and_why_it_is_not_done(project):
    output = " ".join(run(project, "--strict").output.split())
    assert "Federated adapters" in output
    assert "release key" in output
    assert "adapter_intent_metrics.json is" in output


def test_json_is_the_status_as_an_artifact_has_it(project):
    result = run(project, "--strict", "--json")
    assert result.exit_code == 1
    found = MainTrackStatus.model_validate_json(result.stdout)
    assert (found.profile, found.require_fairness, found.require_smoke_summary) == ("reduced", True, True)
    assert found.goals[0].sub_goals[0].signer == "release key"


def test_a_strangers_signature_blocks_and_a_screen_cannot_be_moved_by_it(project):
    content = {"schema_version": "\x1b[2J"}
    project.publish("baseline", content, key=SigningKey.generate())
    result = run(project, "--strict")
    assert result.exit_code == 1
    assert "\x1b[2J" not in result.output
    assert "blocked" in result.output


def test_asking_writes_nothing(project):
    before = {path: path.read_bytes() for path in project.reports().iterdir()}
    run(project, "--strict")
    assert {path: path.read_bytes() for path in project.reports().iterdir()} == before


def test_another_profile_has_artifacts_of_its_own(project):
    found = json.loads(run(project, "--profile", "full", "--json").stdout)
    assert found["profile"] == "full"
    assert found["summary"]["completed_required_sub_goals"] == 0


def test_an_unknown_profile_is_wrong_usage(project):
    assert run(project, "--profile", "huge").exit_code == 2


def test_a_broken_list_of_keys_fails_with_its_code(project):
    (project.root / "trust/keys.json").write_text("{}")
    result = run(project, "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["error"]["code"] == "gates.trust.malformed"


@pytest.mark.parametrize("module", ["cli.status", "cli.gates"])
def test_the_command_is_light_to_import(module):
    heavy = ("pydantic", "cryptography", "rich.table", "numpy", "prefect", "yaml", "httpx")
    code = f"import sys, {module}; sys.exit(any(name in sys.modules for name in {heavy!r}))"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])


def test_no_prefect_is_loaded_to_answer():
    code = "import sys, tasks.status.assessment, tasks.status.explanation; sys.exit('prefect' in sys.modules or 'pandas' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])


def test_nine_good_artifacts_are_a_green_strict_status(tmp_path):
    project = make_project(tmp_path / "green")
    for gate in ARTIFACTS:
        project.publish(gate)
    result = run(project, "--strict")
    assert result.exit_code == 0, result.output
    assert result.output.splitlines()[-1] == "Main track goals: 4/4 complete, required sub-goals 9/9"


def test_where_the_pages_are_is_said_before_the_headline(project):
    (project.reports() / "index.html").write_text("pages")
    assert run(project).output.splitlines()[-2] == "Pages: reports/index.html"
