"""`python -m flows.service.down`: end the worker, what it runs, and the server."""

import sys

from flows.local_api.environment import PREFECT_HOME
from flows.service.processes import end


def main() -> int:
    """The worker first, so that the run that it is at can still say how it ended."""
    ended = [name for name in ("worker", "server") if end(PREFECT_HOME, name)]
    print(f"ended: {', '.join(ended)}" if ended else "nothing was running")
    return 0


if __name__ == "__main__":
    sys.exit(main())
