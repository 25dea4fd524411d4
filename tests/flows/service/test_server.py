"""The server serves on the socket that it is given, and an interrupt ends it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

from flows.local_api.environment import project_environment
from tasks.project.files import PROJECT_ROOT


def test_it_serves_on_the_socket_of_its_starter_until_it_is_interrupted(tmp_path: Path) -> None:
    for migrated in Path(os.environ["PREFECT_HOME"]).glob("prefect.db"):
        shutil.copy(migrated, tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        command = [sys.executable, "-m", "flows.service.server", str(listener.fileno())]
        environment = project_environment(os.environ, tmp_path)
        process = subprocess.Popen(command, env=environment, cwd=PROJECT_ROOT, pass_fds=(listener.fileno(),))
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/health", timeout=120) as answer:
            assert answer.status == 200
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/ui-settings", timeout=30) as answer:
            assert f"http://127.0.0.1:{port}/api".encode() in answer.read()
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
    finally:
        process.kill()
