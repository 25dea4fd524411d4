"""`make soak-cohort-arrivals`: a file that is renamed into quarantine leads to a run of the deployment, which takes it in."""

import json
import os
import shutil
import time
import urllib.request
from collections.abc import Callable

import pytest

from tasks.cohort.store import REFUSAL, CohortFolder
from tasks.project.files import PROJECT_ROOT
from tests.system.copied_project import Project

TIMEOUT_S = 300.0
pytestmark = [pytest.mark.soak, pytest.mark.timeout(1200)]


def wait_for(what: str, is_so: Callable[[], bool]) -> None:
    give_up = time.monotonic() + TIMEOUT_S
    while not is_so():
        assert time.monotonic() < give_up, what
        time.sleep(0.2)


def runs(address: str) -> list[dict]:
    """The runs of the intake that were not made by its schedule."""
    asked = {"flows": {"name": {"any_": ["cohort"]}}, "sort": "START_TIME_ASC"}
    headers = {"content-type": "application/json"}
    request = urllib.request.Request(f"{address}/api/flow_runs/filter", data=json.dumps(asked).encode(), headers=headers)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return [one for one in json.load(answer) if not one["auto_scheduled"]]


def test_bundles_that_arrive_are_taken_in_by_themselves(project: Project, write_result: Callable[[str, str], None]) -> None:
    shutil.copy(PROJECT_ROOT / "prefect.yaml", project.root)
    status, said = project.run("-m", "flows.service.up", "--port", "0", timeout_s=TIMEOUT_S)
    assert status == 0, said
    address = said.split("Prefect UI: ")[1].split()[0]
    folder = CohortFolder.at(project.root / "data" / "cohort")
    for name in ("a", "b"):
        (folder.quarantine / f"{name}.tgz.part").write_bytes(f"no bundle: {name}".encode())
        os.rename(folder.quarantine / f"{name}.tgz.part", folder.quarantine / f"{name}.tgz")
    wait_for("both are settled", lambda: len(list(folder.rejected.glob(f"*/{REFUSAL}"))) == 2)
    wait_for("the run completes", lambda: [one["state"]["type"] for one in runs(address)][:1] == ["COMPLETED"])
    assert folder.waiting() == []
    number = len(runs(address))
    assert project.run("-m", "flows.service.down", timeout_s=120)[1] == "ended: worker, server\n"
    write_result(
        "soak-cohort-arrivals", f"two files renamed into quarantine: taken in by {number} run(s) of cohort/intake, triggered by the event"
    )
