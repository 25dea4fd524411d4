import json

import pytest
from typer.testing import CliRunner

from cli.machines import machines
from tests.tasks.signed_project import KNOWN, SignedProject, make_project


@pytest.fixture
def project(tmp_path) -> SignedProject:
    project = make_project(tmp_path / "project")
    for gate in KNOWN:
        project.publish(gate)
    return project


def run(project: SignedProject, *arguments: str):
    return CliRunner().invoke(machines, [*arguments, "--project", str(project.root)])


def test_a_snapshot_says_where_it_is_and_what_to_do_with_it(project):
    result = run(project, "snapshot", "--label", "laptop")
    assert result.exit_code == 0
    assert "laptop: every gate passed" in result.output and "machines/laptop.json" in result.output
    assert json.loads(run(project, "snapshot", "--json").stdout)["rehearsal"] is False


@pytest.mark.parametrize("label", ["../x", "a.dsse", "A", "", "-a"])
def test_a_label_is_a_plain_word(project, label):
    assert run(project, "snapshot", "--label", label).exit_code == 2


def test_a_comparison_of_one_machine_with_itself_is_refused_by_code(project):
    for label in ("a", "b", "c"):
        run(project, "snapshot", "--label", label)
    result = run(project, "compare", "--json")
    assert (result.exit_code, json.loads(result.stdout)["error"]["code"]) == (1, "gates.snapshot.repeated")


def test_too_few_machines_fail(project):
    run(project, "snapshot")
    result = run(project, "compare")
    assert result.exit_code == 1
    assert "machine comparison: FAIL" in result.output


def test_the_drill_says_that_it_is_a_rehearsal_on_one_machine(project):
    result = run(project, "rehearse")
    assert result.exit_code == 0, result.output
    assert "rehearsal: ok; one machine, no comparison of machines" in result.output
    assert json.loads(run(project, "rehearse", "--json").stdout)["rehearsal"] is True
