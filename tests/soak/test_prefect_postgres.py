"""`make soak-prefect-postgres`: two workers on one pool, the server on PostgreSQL; one is killed and the other goes on."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from flows.local_api.environment import project_environment
from tasks.project.files import PROJECT_ROOT
from tests.system.copied_project import Project

BINARIES = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), None)
NUM_RUNS = 5
pytestmark = [pytest.mark.soak, pytest.mark.timeout(1800)]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[str]:
    """The address of an empty PostgreSQL database on a free port of loopback; Debian's package postgresql has what is needed."""
    if BINARIES is None:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    # PostgreSQL refuses to run as root, and its user must be able to enter the folder.
    folder = Path("/tmp") / f"p2p-pg-{os.getpid()}"
    folder.mkdir(mode=0o700)
    user = ("runuser", "-u", "postgres", "--") if os.geteuid() == 0 else ()
    if user:
        shutil.chown(folder, "postgres")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    control = [*user, str(BINARIES / "pg_ctl"), "-D", str(folder / "data"), "-w"]
    subprocess.run([*user, str(BINARIES / "initdb"), "-D", str(folder / "data"), "-A", "trust", "-U", "postgres"], check=True, cwd="/")
    options = f"-c listen_addresses=127.0.0.1 -p {port} -k {folder}"
    subprocess.run([*control, "-o", options, "-l", str(folder / "log"), "start"], check=True, cwd="/")
    yield f"postgresql+asyncpg://postgres@127.0.0.1:{port}/postgres"
    subprocess.run([*control, "-m", "fast", "stop"], check=True, cwd="/")
    shutil.rmtree(folder)


def worker(project: Project, address: str, name: str) -> "subprocess.Popen[bytes]":
    environment = project_environment(project.environment(), project.root / ".prefect") | {"PREFECT_API_URL": f"{address}/api"}
    command = [sys.executable, "-m", "prefect", "worker", "start", "--pool", "p2p-agents", "--name", name]
    return subprocess.Popen(command, cwd=project.root, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def test_a_second_worker_goes_on_where_the_first_is_killed(
    project: Project, database: str, write_result: Callable[[str, str], None]
) -> None:
    shutil.copy(PROJECT_ROOT / "prefect.yaml", project.root)
    (project.root / ".venv").symlink_to(Path(sys.prefix))
    status, said = project.run("-m", "flows.service.up", "--port", "0", timeout_s=300, P2P_AGENT_PREFECT_DATABASE_URL=database)
    assert status == 0, said
    second = worker(project, said.split("Prefect UI: ")[1].split()[0], "second")
    times_s: list[float] = []
    try:
        for number in range(NUM_RUNS):
            if number == 1:
                first = next(one for one in project.processes() if "worker" in one.cmdline() and one.pid != second.pid)
                first.kill()
                psutil.wait_procs([first], timeout=10)
            started_s = time.monotonic()
            status, said = project.run("-m", "flows.service.deployed", "sweep/calibration", timeout_s=300)
            times_s.append(time.monotonic() - started_s)
            assert status == 0 and "Completed" in said, said
    finally:
        second.kill()
        second.wait()
        project.run("-m", "flows.service.down", timeout_s=120)
    assert project.processes() == []
    slowest = f"the slowest in {max(times_s):.0f} s"
    write_result(
        "soak-prefect-postgres", f"{NUM_RUNS} sweeps by two workers on PostgreSQL, the first killed after one: all completed, {slowest}"
    )
