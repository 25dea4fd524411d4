"""`python -m flows.ui [--port N]`: the Prefect UI over every run of this project, and the pages of its gates."""

import argparse
import os
import socket
import sys

from flows.local_api.environment import PREFECT_HOME, PROJECT_ROOT, project_environment

DEFAULT_PORT = 4200


def listen(wanted: int) -> socket.socket:
    """A socket on loopback that listens on `wanted` where nothing does, else on a port that the system picks."""
    for port in (wanted, 0):
        try:
            return socket.create_server(("127.0.0.1", port))
        except OSError:
            continue
    raise SystemExit("no free port on 127.0.0.1")


def main() -> None:
    """Become a Prefect server with its UI, in the foreground; Ctrl-C ends it."""
    parser = argparse.ArgumentParser(prog="python -m flows.ui", description=__doc__)
    parser.add_argument("--port", type=int, default=DEFAULT_PORT)
    listener = listen(parser.parse_args().port)
    listener.set_inheritable(True)
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    PREFECT_HOME.mkdir(mode=0o700, exist_ok=True)
    print(f"Prefect UI: {address}  pages of the gates: {address}/reports/  (Ctrl-C ends it)", flush=True)
    os.chdir(PROJECT_ROOT)
    command = [sys.executable, "-m", "flows.service.server", str(listener.fileno())]
    os.execve(sys.executable, command, project_environment(os.environ))  # noqa: S606 - our own interpreter


if __name__ == "__main__":
    main()
