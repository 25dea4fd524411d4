"""The server process lives exactly as long as its standard input."""

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from flows.local_api.environment import project_environment


@pytest.fixture
def server(tmp_path: Path) -> "subprocess.Popen[bytes]":
    for database in Path(os.environ["PREFECT_HOME"]).glob("prefect.db"):
        shutil.copy(database, tmp_path)
    command = [sys.executable, "-m", "flows.local_api.server"]
    environment = project_environment({"PATH": "/bin:/usr/bin"}, tmp_path)
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment)


def test_it_serves_through_ctrl_c_and_ends_with_its_input(server: "subprocess.Popen[bytes]") -> None:
    assert server.stdout is not None and server.stdin is not None
    port = int(server.stdout.readline())
    server.send_signal(signal.SIGINT)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/health", timeout=120) as answer:
        assert answer.status == 200
    server.stdin.close()
    assert server.wait(30) == 0


def test_it_ends_when_its_starter_is_gone_before_it_is_ready(server: "subprocess.Popen[bytes]") -> None:
    assert server.stdout is not None and server.stdin is not None
    server.stdout.readline()
    time.sleep(0.2)
    server.stdin.close()
    assert server.wait(30) == 0
