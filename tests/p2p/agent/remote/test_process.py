"""The remote's process: it ends when it is told to, and says why it does not start."""

import json
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tasks.project.files import PROJECT_ROOT
from tests.system.served_remote import object_path, served, start_remote

CONTENT = b"some content"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_quietly_also_in_the_middle_of_an_upload(tmp_path: Path, number: int) -> None:
    remote = start_remote(tmp_path)
    assert httpx.put(remote.url + object_path(CONTENT), content=CONTENT, headers=remote.headers, timeout=60).status_code == 201
    head = f"PUT {object_path(b'other')} HTTP/1.1\r\nHost: x\r\nX-P2P-Agent-Token: {remote.token}\r\nContent-Length: 1000\r\n\r\nso much"
    host, port = remote.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        connection.sendall(head.encode())
        while not any(name.startswith("/incoming/") for name in remote.names()):
            pass
        remote.process.send_signal(number)
        remote.process.communicate(timeout=60)
    assert remote.process.returncode == 0
    assert remote.objects() == {object_path(CONTENT): CONTENT}
    assert "Traceback" not in remote.log.read_text()


def test_a_killed_one_is_followed_by_one_that_has_all_and_tidies_up(tmp_path: Path) -> None:
    remote = start_remote(tmp_path)
    assert httpx.put(remote.url + object_path(CONTENT), content=CONTENT, headers=remote.headers, timeout=60).status_code == 201
    (remote.store / "incoming" / "half").write_bytes(b"half")
    remote.process.kill()
    remote.process.communicate(timeout=60)
    with served(tmp_path) as again:
        assert again.token == remote.token
        assert httpx.get(again.url + object_path(CONTENT), headers=again.headers, timeout=60).content == CONTENT
        assert again.objects() == {object_path(CONTENT): CONTENT}


def test_a_second_process_on_a_folder_says_why_it_does_not_start(tmp_path: Path) -> None:
    with served(tmp_path) as remote, socket.create_server(("127.0.0.1", 0)) as listener:
        assert httpx.get(remote.url, timeout=60).status_code == 401
        listener.set_inheritable(True)
        words = [
            "--descriptor",
            str(listener.fileno()),
            "--folder",
            str(remote.store),
            "--quota-bytes",
            "9",
            "--token-file",
            str(tmp_path / "token"),
        ]
        command = [sys.executable, "-m", "p2p.agent.remote.process", *words]
        second = subprocess.run(command, cwd=PROJECT_ROOT, capture_output=True, text=True, timeout=60, pass_fds=[listener.fileno()])
    assert second.returncode == 1
    assert json.loads(second.stderr)["error"]["code"] == "p2p.remote.in_use"
