"""The command `dvc` as a fork of one process that has loaded DVC, which takes longer than most commands do.

A fork has the streams, folder and environment of its caller and runs the same `main`. The command itself is what test_smoke.py runs.
"""

import atexit
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

_COMMAND = """\
#!{python} -ISB
import json, os, socket, sys
server = socket.socket(socket.AF_UNIX)
server.connect({path!r})
socket.send_fds(server, [b"!"], [0, 1, 2])
server.sendall(json.dumps({{"words": sys.argv[1:], "folder": os.getcwd(), "environment": dict(os.environ)}}).encode())
server.shutdown(socket.SHUT_WR)
answer = server.recv(1)
os._exit(answer[0] if answer else 1)
"""


@cache
def dvc_command() -> Path:
    """An executable that says and does what `dvc` does; it lives as long as this process."""
    folder = Path(tempfile.mkdtemp(prefix="dvc-"))
    path = folder / "socket"
    leash, held = os.pipe()
    with socket.socket(socket.AF_UNIX) as asked:
        asked.bind(str(path))
        asked.listen()
        server = subprocess.Popen(
            [sys.executable, "-P", str(Path(__file__).with_name("dvc_server.py")), str(asked.fileno()), str(leash)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=(asked.fileno(), leash),
            start_new_session=True,
        )
    os.close(leash)
    command = folder / "dvc"
    command.write_text(_COMMAND.format(python=sys.executable, path=str(path)))
    command.chmod(0o700)

    def end() -> None:
        os.close(held)
        server.wait()
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(end)
    return command
