"""`python -P tests/p2p/agent/fork_server.py FD`: a process that has loaded an agent's modules and forks what it is asked for over the socket FD.

Each request comes as five descriptors: standard input, output and errors, a pipe for how the fork ended, and a file that says what it
is to run. It ends with the socket.
"""

import ctypes
import gc
import importlib
import json
import os
import runpy
import select
import signal
import socket
import sys

AGENT = "p2p.agent.process"


def serve(asked: socket.socket) -> dict[str, object]:
    """Fork for each request and tell the fork's process id; returns in the forks alone, with what they are to run."""
    woken, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    ends: dict[int, int] = {}
    while True:
        ready, _, _ = select.select([asked, woken], [], [])
        if woken in ready:
            os.read(woken, 4096)
            tell_ends(ends)
        if asked not in ready:
            continue
        fds = receive(asked)
        if not fds:
            os._exit(0)
        pid = os.fork()
        if pid == 0:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.setsid()
            for place in range(3):
                os.dup2(fds[place], place)
            with open(fds.pop()) as file:
                wanted = json.load(file)
            for fd in (asked.detach(), woken, wake, *fds, *ends.values()):
                os.close(fd)
            return wanted
        ends[pid] = fds.pop(3)
        for fd in fds:
            os.close(fd)
        asked.sendall(pid.to_bytes(4, "big"))


def receive(asked: socket.socket) -> list[int]:
    """The descriptors of a request; none where there will be no more."""
    return socket.recv_fds(asked, 1, 5)[1]


def tell_ends(ends: dict[int, int]) -> None:
    """Tell how each fork has ended that has."""
    for pid in [*ends]:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            fd = ends.pop(pid)
            os.write(fd, str(os.waitstatus_to_exitcode(status)).encode())
            os.close(fd)


def enter(pid: int) -> None:
    """Move into the network namespace of the process `pid`."""
    libc = ctypes.CDLL(None, use_errno=True)
    with open(f"/proc/{pid}/ns/net") as namespace:
        if libc.setns(namespace.fileno(), 0) != 0:
            raise OSError(ctypes.get_errno(), "setns")


def main() -> None:
    """Load, serve, and be what a request says."""
    gc.disable()
    sys.path[:] = [place for place in sys.path if place != os.path.dirname(__file__)]
    agent = importlib.import_module(AGENT)
    gc.freeze()
    wanted = serve(socket.socket(fileno=int(sys.argv[1])))
    os.environ.clear()
    os.environ.update(wanted["environment"])  # pyright: ignore[reportArgumentType, reportCallIssue]
    os.chdir(str(wanted["cwd"]))
    if wanted["network_of"]:
        enter(int(str(wanted["network_of"])))
    program, *words = wanted["words"]  # pyright: ignore[reportGeneralTypeIssues]
    sys.argv = [program, *words]
    if program == AGENT:
        agent.main()
    else:
        gc.enable()
        runpy.run_path(program, run_name="__main__")


if __name__ == "__main__":
    main()
