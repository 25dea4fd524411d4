import json

import pytest
import typer
from typer.testing import CliRunner

from cli.release import release
from tests.tasks.signed_project import SignedProject, make_project

app = typer.Typer()
app.command()(release)


@pytest.fixture
def project(tmp_path) -> SignedProject:
    return make_project(tmp_path / "project")


def run(project: SignedProject, *arguments: str):
    return CliRunner().invoke(app, ["--project", str(project.root), *arguments])


def test_a_refusal_names_what_stands_in_the_way_and_each_next_step_once(project):
    result = run(project)
    assert result.exit_code == 1
    assert "smoke_summary.json: it is missing" in result.output
    assert result.output.count("  make gates\n") == 1
    assert "tasks.status.definition_of_done" in result.output


def test_a_refusal_as_json_has_its_code_and_the_next_steps(project):
    result = run(project, "--json")
    error = json.loads(result.stdout)["error"]
    assert (result.exit_code, error["code"]) == (1, "gates.release.refused")
    assert {"about", "why", "next"} == set(error["context"]["refusals"][0])
