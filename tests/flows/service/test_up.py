"""The service comes up once however often it is asked for, in the project's own home, and goes without leaving anything."""

import json
import urllib.request
from pathlib import Path

import pytest
import yaml

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


def list_deployments(project: Project, names: set[str]) -> None:
    """Write a prefect.yaml with those of the project's own alone: each takes seconds."""
    listed = yaml.safe_load((PROJECT_ROOT / "prefect.yaml").read_text())
    listed["deployments"] = [one for one in listed["deployments"] if one["name"] in names]
    (project.root / "prefect.yaml").write_text(yaml.safe_dump(listed, sort_keys=False))


def test_it_comes_up_deploys_stays_one_and_leaves_nothing(project: Project) -> None:
    """The deployments are one of each kind: on a schedule, of another flow, with a trigger, of one gate."""
    kinds = {"nightly", "report", "intake", "smoke"}
    list_deployments(project, kinds)
    said = up(project)
    address = said.split("Prefect UI: ")[1].split()[0]
    before = pids(project)
    request = urllib.request.Request(f"{address}/api/deployments/filter", data=b"{}", headers={"content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        deployments = {one["name"]: one for one in json.load(answer)}
    assert set(deployments) == kinds
    assert Path(deployments["nightly"]["pull_steps"][0]["prefect.deployments.steps.set_working_directory"]["directory"]) == project.root
    with urllib.request.urlopen(address, timeout=60) as answer:
        assert b"<html" in answer.read()
    list_deployments(project, {"nightly"})
    assert address in up(project)
    assert pids(project) == before
    assert project.run("-m", "flows.service.down", timeout_s=120)[1] == "ended: worker, server\n"
    assert project.run("-m", "flows.service.down")[1] == "nothing was running\n"
    assert project.processes() == []
