"""`python -P tests/system/dvc_server.py ASKED LEASH`: a process that has loaded DVC and forks for each command that comes to the socket ASKED.

A request is the descriptors of the caller's standard streams, then its words, folder and environment as JSON; the answer is the exit
status. It ends with whoever holds the other end of LEASH.
"""

import contextlib
import gc
import importlib
import json
import os
import select
import signal
import socket
import sys

LOADED = (
    "dvc.cli.parser",
    "dvc.cachemgr",
    "dvc.commands.status",
    "dvc.repo.commit",
    "dvc.repo.experiments.executor.local",
    "dvc.repo.experiments.queue.celery",
    "dvc.repo.experiments.queue.workspace",
    "dvc.repo.experiments.run",
    "dvc.repo.metrics.diff",
    "dvc.repo.metrics.show",
    "dvc.repo.push",
    "dvc.repo.pull",
    "dvc.repo.reproduce",
    "dvc.stage.cache",
    "dvc.utils.hydra",
    "dvc.utils.serialize",
    "dvc_data.index.checkout",
    "dvc_data.index.push",
    "dvc_http",
    "dulwich.porcelain",
    "networkx",
    "scmrepo.git",
)


def serve(asked: socket.socket, leash: int) -> socket.socket:
    """Fork for each caller; returns in the forks alone, with the caller."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        ready, _, _ = select.select([asked, leash], [], [])
        if leash in ready:
            os._exit(0)
        caller, _ = asked.accept()
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            asked.close()
            os.close(leash)
            return caller
        caller.close()


def become(caller: socket.socket) -> list[str]:
    """Take the caller's streams, folder and environment; the words of its command."""
    _, fds, _, _ = socket.recv_fds(caller, 1, 3)
    for place, fd in enumerate(fds):
        os.dup2(fd, place)
        os.close(fd)
    with caller.makefile("rb") as file:
        asked = json.load(file)
    os.environ.clear()
    os.environ.update(asked["environment"])
    os.chdir(asked["folder"])
    return asked["words"]


def main() -> None:
    """Load, serve, and be what a caller asks for."""
    gc.disable()
    dvc = importlib.import_module("dvc.cli")
    for name in LOADED:
        importlib.import_module(name)
    gc.freeze()
    caller = serve(socket.socket(fileno=int(sys.argv[1])), int(sys.argv[2]))
    words = become(caller)
    gc.enable()
    sys.argv = ["dvc", *words]
    try:
        status = dvc.main(words)
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1
    with contextlib.suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
        caller.send(bytes([status]))
    os._exit(status)


if __name__ == "__main__":
    main()
