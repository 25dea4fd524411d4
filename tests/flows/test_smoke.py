"""The flow as a module: imported it changes nothing, run as a command it explains itself. Whole runs are in tests/system."""

import os
import subprocess
import sys

from tasks.project.files import PROJECT_ROOT


def run(code: str, **changes: str) -> str:
    environment = {**os.environ, **changes}
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PROJECT_ROOT, env=environment, timeout=120
    ).stdout


def test_an_imported_flow_leaves_the_environment_to_its_importer() -> None:
    code = "import os; before = dict(os.environ); import flows.smoke; print({k for k in os.environ if before.get(k) != os.environ[k]})"
    assert "PREFECT_API_URL" not in run(code, PREFECT_API_URL="http://127.0.0.1:9/api")


def test_the_flow_process_loads_no_engine_until_it_draws_the_figure(flows) -> None:
    assert flows["smoke"].engines == []


def test_the_command_explains_itself(flows) -> None:
    assert "Run the smoke gate" in flows["smoke"].help
