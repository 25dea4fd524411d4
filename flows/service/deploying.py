"""`python -m flows.service.deploying POOL`: the work pool, every deployment of prefect.yaml, and what a killed worker left.

Prefect's own commands, in one process: to load Prefect takes longer than all of them.
"""

import sys
from contextlib import redirect_stdout

from prefect.cli import app
from prefect.settings import PREFECT_HOME

from flows.service.resume import resume

if __name__ == "__main__":
    pool = sys.argv[1]
    for words in (
        ("work-pool", "create", pool, "--type", "process", "--overwrite"),
        ("work-pool", "set-concurrency-limit", pool, "1"),
        ("deploy", "--all"),
    ):
        sys.argv = ["prefect", "--no-prompt", *words]
        try:
            with redirect_stdout(sys.stderr):
                app()
        except SystemExit as end:
            if end.code:
                sys.exit(f"`prefect {' '.join(words)}` failed")
    for name in resume(PREFECT_HOME.value()):
        print(f"resumed: {name}")
