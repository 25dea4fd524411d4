"""`p2p-agent data` as a person runs it, in a copy of the checkout with small data sets."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tasks.fetched_sets import CONTENTS, FetchedSets, make_fetched_sets

ROOT = Path(__file__).parents[2]
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def sets(tmp_path: Path) -> FetchedSets:
    made = make_fetched_sets(tmp_path)
    for package in ("cli", "core", "gates", "learning", "p2p", "tasks"):
        shutil.copytree(ROOT / package, made.root / package, ignore=shutil.ignore_patterns("__pycache__"))
    return made


@pytest.fixture
def data(sets: FetchedSets, command) -> Run:
    def run(*words: str, module: str = "cli.main", **changes: str) -> "subprocess.CompletedProcess[str]":
        environment = {**command.environment, "P2P_AGENT_DATA_MIRROR": str(sets.mirror), **changes}
        program = [sys.executable, "-m", module, *(("data", *words) if module == "cli.main" else words)]
        return subprocess.run(program, cwd=sets.root, env=environment, capture_output=True, text=True, timeout=90)

    return run


def test_data_sets_are_fetched_listed_and_verified(data: Run, sets: FetchedSets) -> None:
    listed = json.loads(data("list", "--json").stdout)["datasets"]
    assert [(one["name"], one["is_fetched"], {file["state"] for file in one["files"]}) for one in listed] == [
        ("poems", True, {"missing"}),
        ("songs", True, {"missing"}),
        ("made", False, {"missing"}),
    ]
    fetched = data("fetch", "songs")
    assert (fetched.returncode, fetched.stdout, fetched.stderr) == (0, "data/songs/only.txt  fetched\n", "")
    assert "is here already" in data("fetch", "songs").stdout
    assert [file["before"] for file in json.loads(data("fetch", "--json").stdout)["files"]] == ["missing", "missing", "right"]
    assert sets.found() == CONTENTS
    verified = data("verify", "--json")
    assert verified.returncode == 0
    assert json.loads(verified.stdout)["ok"] is True


def test_an_altered_file_fails_the_check_and_the_way_out_works(data: Run, sets: FetchedSets) -> None:
    assert data("fetch").returncode == 0
    sets.path("songs/only.txt").write_text("my own song")
    verified = data("verify")
    assert verified.returncode == 1
    assert "altered  data/songs/only.txt: p2p-agent data fetch --force songs" in verified.stdout
    refused = data("fetch", "--json")
    assert refused.returncode == 1
    assert json.loads(refused.stdout)["error"]["code"] == "gates.data.altered"
    assert data("fetch", "--force", "songs").returncode == 0
    assert data("verify").returncode == 0


def test_a_missing_file_fails_the_check_of_its_own_set_only(data: Run) -> None:
    assert data("verify").returncode == 0
    named = data("verify", "songs")
    assert (named.returncode, named.stdout) == (1, "missing  data/songs/only.txt: p2p-agent data fetch songs\n")


def test_the_stage_of_a_pipeline_fetches_and_says_why_it_could_not(data: Run, sets: FetchedSets) -> None:
    done = data("songs", module="tasks.data.fetching")
    assert (done.returncode, done.stderr) == (0, "")
    assert set(sets.found()) == {"songs/only.txt"}
    refused = data("poems", module="tasks.data.fetching", P2P_AGENT_DATA_MIRROR=str(sets.root))
    assert refused.returncode == 1
    assert refused.stderr.startswith("gates.data.missing: ")
    assert len(refused.stderr.splitlines()) == 1
