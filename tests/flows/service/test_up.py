"""The service comes up once however often it is asked for, in the project's own home, and goes without leaving anything."""

import json
import shutil
import urllib.request
from pathlib import Path

import pytest

from tasks.project.files import PROJECT_ROOT
from tests.system.copied_project import Project

pytestmark = pytest.mark.slow
THEIRS = {"PREFECT_API_URL": "http://127.0.0.1:9/api", "PREFECT_PROFILE": "someone-elses"}


def up(project: Project) -> str:
    status, said = project.run("-m", "flows.service.up", "--port", "0", timeout_s=280, **THEIRS)
    assert status == 0, said
    return said


def pids(project: Project) -> dict[str, int]:
    return {name: json.loads((project.root / ".prefect" / f"{name}.json").read_text())["pid"] for name in ("server", "worker")}


def test_it_comes_up_deploys_stays_one_and_leaves_nothing(project: Project) -> None:
    shutil.copy(PROJECT_ROOT / "prefect.yaml", project.root)
    said = up(project)
    address = said.split("Prefect UI: ")[1].split()[0]
    before = pids(project)
    request = urllib.request.Request(f"{address}/api/deployments/filter", data=b"{}", headers={"content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        deployments = {one["name"]: one for one in json.load(answer)}
    assert {"nightly", "weekly", "smoke", "baseline"} <= set(deployments)
    assert Path(deployments["nightly"]["pull_steps"][0]["prefect.deployments.steps.set_working_directory"]["directory"]) == project.root
    with urllib.request.urlopen(address, timeout=60) as answer:
        assert b"<html" in answer.read()
    listed = project.root / "prefect.yaml"
    listed.write_text("".join(listed.read_text().partition("\n  - name: weekly\n")[:1]))
    assert address in up(project), "a second time with the first of the deployments alone, each of which takes seconds"
    assert pids(project) == before
    assert project.run("-m", "flows.service.down", timeout_s=120)[1] == "ended: worker, server\n"
    assert project.run("-m", "flows.service.down")[1] == "nothing was running\n"
    assert project.processes() == []
