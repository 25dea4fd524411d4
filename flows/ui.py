"""`python -m flows.ui [--port N]`: the Prefect UI over every run of this project."""

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


def free_port(wanted: int) -> int:
    """`wanted` where nothing listens on it, else a port that the system picks."""
    with listen(wanted) as listener:
        return listener.getsockname()[1]


def main() -> None:
    """Become a Prefect server with its UI, in the foreground; Ctrl-C ends it."""
    parser = argparse.ArgumentParser(prog="python -m flows.ui", description=__doc__)
    parser.add_argument("--port", type=int, default=DEFAULT_PORT)
    port = free_port(parser.parse_args().port)
    PREFECT_HOME.mkdir(mode=0o700, exist_ok=True)
    api_url = f"http://127.0.0.1:{port}/api"
    environment = project_environment(os.environ) | {"PREFECT_API_URL": api_url, "PREFECT_SERVER_UI_API_URL": api_url}
    print(f"Prefect UI: http://127.0.0.1:{port}  (Ctrl-C ends it)", flush=True)
    os.chdir(PROJECT_ROOT)
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    os.execve(sys.executable, command, environment)  # noqa: S606 - our own interpreter


if __name__ == "__main__":
    main()
