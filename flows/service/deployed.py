"""`python -m flows.service.deployed DEPLOYMENT [OPTION …]`: run a deployment of the service and watch it."""

import os
import sys

from flows.local_api.environment import PREFECT_HOME, PROJECT_ROOT
from flows.service.processes import running
from flows.service.up import environment


def main() -> int:
    """Become `prefect deployment run DEPLOYMENT --watch` in the service's environment; 1 where the service does not run."""
    found = running(PREFECT_HOME, "server")
    if found is None or len(sys.argv) < 2:
        print("usage: python -m flows.service.deployed sweep/nightly, after `make prefect-up`", file=sys.stderr)
        return 1
    os.chdir(PROJECT_ROOT)
    command = [sys.executable, "-m", "prefect", "deployment", "run", sys.argv[1], "--watch", *sys.argv[2:]]
    os.execve(sys.executable, command, environment(found[0].port))  # noqa: S606 - our own interpreter
    return None


if __name__ == "__main__":
    sys.exit(main())
