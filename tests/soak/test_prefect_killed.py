"""`make soak-prefect-killed`: the worker is killed in mid-run, alone and together with the run; the run completes, and nothing runs twice."""

import json
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from tasks.project.files import PROJECT_ROOT
from tests.system.copied_project import Project

TIMEOUT_S = 300.0
pytestmark = [pytest.mark.soak, pytest.mark.timeout(1800)]


def up(project: Project) -> str:
    """The address of the service, which is up afterwards."""
    status, said = project.run("-m", "flows.service.up", "--port", "0", timeout_s=TIMEOUT_S)
    assert status == 0, said
    return said.split("Prefect UI: ")[1].split()[0]


def begin(project: Project, *targets: str) -> tuple[str, "subprocess.Popen[str]"]:
    """The id of a run of a deployment for `targets`, and the process that watches it."""
    watch = project.start("-m", "flows.service.deployed", "sweep/smoke", "--param", f"targets={json.dumps(targets)}")
    assert watch.stdout
    for line in watch.stdout:
        if found := re.search(r"UUID: (\S+)", line):
            return found[1], watch
    raise AssertionError("no run was made")


def wait_for(what: str, is_so: Callable[[], bool]) -> None:
    give_up = time.monotonic() + TIMEOUT_S
    while not is_so():
        assert time.monotonic() < give_up, what
        time.sleep(0.2)


def kill(project: Project, *words: str) -> None:
    """Kill the processes whose command has one of `words` at once."""
    found = [one for one in project.processes() if set(words) & set(one.cmdline())]
    assert len(found) == len(words)
    for one in found:
        one.kill()
    psutil.wait_procs(found, timeout=10)


def is_completed(address: str, run_id: str) -> bool:
    with urllib.request.urlopen(f"{address}/api/flow_runs/{run_id}", timeout=60) as answer:
        return json.load(answer)["state"]["type"] == "COMPLETED"


def commands(project: Project, run_id: str) -> list[str]:
    """The stages that a run has begun, in order, each as often as it was."""
    log = (project.root / ".prefect" / "logs" / f"{run_id}.log").read_text()
    return re.findall(r"Running stage '(\w+)'", log)


def test_a_run_whose_worker_is_killed_completes_without_running_a_gate_twice(
    project: Project, write_result: Callable[[str, str], None]
) -> None:
    shutil.copy(PROJECT_ROOT / "prefect.yaml", project.root)
    (project.root / ".venv").symlink_to(Path(sys.prefix))
    address = up(project)

    run_id, watch = begin(project, "calibration", "smoke")
    wait_for("smoke begins", lambda: any(one.cmdline()[1:3] == ["-m", "flows.smoke"] for one in project.processes()))
    kill(project, "worker", "prefect.engine")
    watch.kill()
    watch.wait()
    assert up(project) == address
    wait_for("the killed run completes", lambda: is_completed(address, run_id))
    assert commands(project, run_id) == ["code", "calibration", "data_digits", "smoke", "smoke"]

    run_id, watch = begin(project, "calibration", "benchmark")
    wait_for("benchmark begins", lambda: any(one.cmdline()[1:3] == ["-m", "flows.benchmark"] for one in project.processes()))
    kill(project, "worker")
    assert up(project) == address
    said, _ = watch.communicate(timeout=TIMEOUT_S)
    assert watch.returncode == 0 and is_completed(address, run_id), said
    assert commands(project, run_id) == ["benchmark"]

    assert project.run("-m", "flows.service.down", timeout_s=120)[1] == "ended: worker, server\n"
    wait_for("nothing runs", lambda: project.processes() == [])
    write_result(
        "soak-prefect-killed",
        "the worker and its run killed: `prefect-up` completes the run, what had finished does not run again;"
        " the worker alone killed: the run goes on; `prefect-down` leaves no process",
    )
