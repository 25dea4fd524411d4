"""A run's own Prefect API comes up, serves, and goes."""

import json
import os
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

import psutil
import pytest

SCRIPT = """
import os, sys
from pathlib import Path
from flows.local_api.environment import enter_project_environment, project_environment
os.environ.update(project_environment(os.environ, Path(os.environ["PREFECT_HOME"])))
from prefect import flow
from flows.local_api.start import local_api

@flow(name="said")
def said() -> int:
    return 42

with local_api(Path(os.environ["PREFECT_HOME"])):
    print(said(), flush=True)
    {ending}
"""


def run_script(ending: str, home: Path) -> "subprocess.CompletedProcess[str]":
    for database in Path(os.environ["PREFECT_HOME"]).glob("prefect.db"):
        shutil.copy(database, home)
    environment = os.environ | {"PREFECT_HOME": str(home)}
    command = [sys.executable, "-c", SCRIPT.format(ending=ending)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, env=environment)


def servers_of(home: Path) -> list[psutil.Process]:
    found: list[psutil.Process] = []
    for process in psutil.process_iter():
        try:
            if "flows.local_api.server" in process.cmdline() and process.environ().get("PREFECT_HOME") == str(home):
                found.append(process)
        except psutil.Error:
            continue
    return found


def test_a_flow_reports_to_the_api_of_its_block(prefect_api: str) -> None:
    from prefect import flow

    @flow(name="answering")
    def answering() -> int:
        return 7

    assert answering() == 7
    request = urllib.request.Request(f"{prefect_api}/flows/filter", data=b"{}", headers={"content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        assert "answering" in {row["name"] for row in json.load(answer)}


def test_a_run_says_nothing_that_its_body_did_not_say_and_its_server_is_gone_with_it(tmp_path: Path) -> None:
    done = run_script("pass", tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "42\n", "")
    assert servers_of(tmp_path) == []


@pytest.mark.parametrize("ending", ["os.kill(os.getpid(), 2)", "os.kill(os.getpid(), 9)"])
def test_no_server_outlives_its_starter(ending: str, tmp_path: Path) -> None:
    assert run_script(ending, tmp_path).returncode != 0
    _, alive = psutil.wait_procs(servers_of(tmp_path), timeout=15)
    assert not alive


def test_a_stage_reports_to_the_api_that_its_sweep_hands_down_and_starts_none(prefect_api: str) -> None:
    from flows.local_api.start import local_api
    from tasks.sweep.handed_down import HandedDown, handing_down

    home = Path(os.environ["PREFECT_HOME"])
    before = {process.pid for process in servers_of(home)}
    with handing_down(HandedDown(api_url=prefect_api)), local_api(home) as url:
        assert url == prefect_api
        assert {process.pid for process in servers_of(home)} == before
