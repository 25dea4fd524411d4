"""The page on releasing shows what the commands print, and names commands and fields that exist."""

import re
import tomllib
from pathlib import Path

import pytest
import typer
import yaml
from typer.testing import CliRunner

from cli.main import app
from cli.release import release
from core.version import VERSION
from gates.catalogue import GATES
from gates.definition import NUM_ROWS
from gates.trust import TrustedKey
from tasks.project.files import PROJECT_ROOT
from tasks.status.definition_of_done import RowResult, publish_results, run_definition
from tests.tasks.releasable_project import ROWS, make_releasable
from tests.tasks.signed_project import SignedProject

PAGE = (PROJECT_ROOT / "docs" / "releasing.md").read_text()
SHOWN = [block.strip().splitlines() for block in re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)]
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) for line in block.strip().splitlines()]


@pytest.fixture
def project(tmp_path: Path) -> SignedProject:
    return make_releasable(tmp_path / "project")


def said(project: SignedProject) -> list[str]:
    own = typer.Typer()
    own.command()(release)
    return CliRunner().invoke(own, ["--project", str(project.root)]).output.splitlines()


def test_what_the_page_shows_is_what_is_printed(project: SignedProject) -> None:
    assert said(project) == SHOWN[2]
    publish_results(
        project.root,
        [RowResult(one.row, "pending", "waits for reproducibility") if one.row.number == "07" else one for one in ROWS],
        strict=True,
    )
    with (project.reports() / "baseline_metrics.json").open("a") as file:
        file.write(" ")
    (project.root / "CHANGELOG.md").write_text(f"## [{VERSION}] - unreleased\n")
    refused = said(project)
    about = ("baseline_metrics.json: ", "row ", "CHANGELOG.md: ", "git: ")
    assert [line for line in refused[1 : refused.index("next:")] if line.strip().startswith(about)] == SHOWN[1][1:5]
    assert (refused[0], refused[-1]) == (SHOWN[1][0], SHOWN[1][-1])
    assert set(SHOWN[1][6:]) <= set(refused[refused.index("next:") :])


def test_the_table_ends_as_the_page_says(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    lines = [f"| {number:02} | what | | `echo done` | `done` |" for number in range(1, NUM_ROWS + 1)]
    (tmp_path / "docs" / "MVP_DEFINITION_OF_DONE.md").write_text("\n".join(lines))
    printed: list[str] = []
    run_definition(tmp_path, [], printed.append)
    assert [printed[-1]] == SHOWN[0]


def test_every_command_of_the_page_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (PROJECT_ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"`?make ([a-z-]+)`", PAGE)) | {line.split()[1] for line in COMMANDS if line.startswith("make ")} <= targets
    typed = {line for line in (*COMMANDS, *re.findall(r"`(p2p-agent [^`]+)`", PAGE)) if line.startswith("p2p-agent")}
    assert len(typed) >= 6
    for line in sorted(typed):
        words = [word for word in line.split()[1:] if word.islower() and word.isalpha()]
        flags = [word for word in line.split() if word.startswith("--")]
        helped = CliRunner().invoke(app, [*words, "--help"], env={"COLUMNS": "200"})
        assert helped.exit_code == 0, line
        assert [flag for flag in flags if flag not in helped.output] == [], line


def test_a_trusted_key_is_listed_as_the_page_says() -> None:
    said = re.search(r"`trust/keys.json` lists your key, with (.*)\. What", PAGE)
    assert said is not None
    assert set(re.findall(r"`(\w+)`", said[1])) == set(TrustedKey.model_fields)


def test_the_version_stands_where_the_page_says() -> None:
    assert tomllib.loads((PROJECT_ROOT / "pyproject.toml").read_text())["project"]["version"] == VERSION


def test_the_data_that_a_download_lacks_is_prepared_by_the_stages_that_the_page_names() -> None:
    stages = yaml.safe_load((PROJECT_ROOT / "dvc.yaml").read_text())["stages"]
    made = {out: name for name, stage in stages.items() for out in stage["outs"] if isinstance(out, str)}
    named = next(line for line in COMMANDS if "dvc repro" in line).split()[2:]
    prepared = {out for out, name in made.items() if name in {*named, *(made.get(dep) for name in named for dep in stages[name]["deps"])}}
    read = {name for gate in GATES.values() for name in gate.inputs["reduced"] if name.startswith("data/")}
    lacking = {name for name in read if not name.startswith("data/own/") and name != "data/registry.json"}
    assert {name for name in lacking if not prepared & {name, *map(str, Path(name).parents)}} == set()
