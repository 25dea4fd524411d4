"""`python -m flows.service.up [--port N]`: server, pool and worker in the background, and every deployment of prefect.yaml."""

import argparse
import os
import shlex
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

from flows.local_api.environment import PREFECT_HOME, PROJECT_ROOT, project_environment
from flows.service.processes import end, running, start
from flows.ui import DEFAULT_PORT, listen

POOL = "p2p-agents"
START_TIMEOUT_S = 120.0
_SHOWN = ("NO_PROXY", "PREFECT_HOME", "PREFECT_PROFILES_PATH", "PREFECT_API_URL", "PREFECT_SERVER_ANALYTICS_ENABLED", "DO_NOT_TRACK")


DATABASE_URL = "P2P_AGENT_PREFECT_DATABASE_URL"
"""Names the database of the server where SQLite in the Prefect home will not do."""


class ServiceError(RuntimeError):
    """The service did not come up; the message names the log that says why."""


def environment(port: int) -> dict[str, str]:
    """The project's Prefect environment with the service's API; PWD is where prefect.yaml has a deployment work."""
    url = f"http://127.0.0.1:{port}/api"
    database = os.environ.get(DATABASE_URL)
    own = {"PREFECT_SERVER_DATABASE_CONNECTION_URL": database} if database else {}
    return own | project_environment(os.environ) | {"PREFECT_API_URL": url, "PREFECT_SERVER_UI_API_URL": url, "PWD": str(PROJECT_ROOT)}


def server_up(wanted: int) -> int:
    """The port of the running server, which is started where there is none.

    Errors: ServiceError.
    """
    found = running(PREFECT_HOME, "server")
    if found is None:
        with listen(wanted) as listener:
            port = listener.getsockname()[1]
            command = [sys.executable, "-m", "flows.service.server", str(listener.fileno()), "arrivals"]
            start(PREFECT_HOME, "server", command, environment(port), listener)
    else:
        port = found[0].port
    _wait_until_healthy(port)
    return port


def _wait_until_healthy(port: int) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline and running(PREFECT_HOME, "server"):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/health", timeout=START_TIMEOUT_S) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(0.1)
    raise ServiceError(f"the Prefect server did not become ready; see {PREFECT_HOME / 'logs' / 'server.log'}")


def worker_up(port: int) -> None:
    """Start the worker where none runs."""
    if running(PREFECT_HOME, "worker") is None:
        command = [sys.executable, "-m", "prefect", "worker", "start", "--pool", POOL, "--name", socket.gethostname()]
        start(PREFECT_HOME, "worker", command, environment(port))


def up(wanted: int) -> int:
    """Bring up whatever does not run, deploy, and resume what a killed worker left; returns the port.

    Errors: ServiceError.
    """
    PREFECT_HOME.mkdir(mode=0o700, exist_ok=True)
    had_server = running(PREFECT_HOME, "server") is not None
    port = server_up(wanted)
    if not had_server:
        end(PREFECT_HOME, "worker")
    deploying = [sys.executable, "-m", "flows.service.deploying", POOL]
    done = subprocess.run(deploying, cwd=PROJECT_ROOT, env=environment(port), capture_output=True, text=True, check=False)
    if done.returncode:
        raise ServiceError(f"the deployments were not made: {done.stderr.strip()[-2000:]}")
    print(done.stdout, end="")
    worker_up(port)
    return port


def main() -> int:
    """Print the address of the UI, and the environment in which `prefect` talks to this service; 1 where it does not come up."""
    parser = argparse.ArgumentParser(prog="python -m flows.service.up", description="Start Prefect for this checkout, in the background.")
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help="another is taken where this one is not free")
    try:
        port = up(parser.parse_args().port)
    except ServiceError as error:
        print(f"prefect-up: {error}", file=sys.stderr)
        return 1
    own = environment(port)
    print(f"Prefect UI: http://127.0.0.1:{port}  (`make prefect-down` ends it), pages of the gates: http://127.0.0.1:{port}/reports/")
    print("to use `prefect` itself:")
    print("\n".join(f"  export {name}={shlex.quote(own[name])}" for name in _SHOWN))
    return 0


if __name__ == "__main__":
    sys.exit(main())
