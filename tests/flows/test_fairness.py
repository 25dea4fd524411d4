"""The flows of the two fairness gates explain themselves and load no engine. Whole runs are in tests/system."""

import subprocess
import sys

import pytest

from tasks.project.files import PROJECT_ROOT


@pytest.mark.parametrize("gate", ["fairness", "utility_fairness"])
def test_the_flow_process_loads_no_engine(gate: str) -> None:
    code = f"import sys, flows.{gate}; print({{'torch', 'scipy', 'sklearn', 'matplotlib'}} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PROJECT_ROOT, timeout=120)
    assert done.stdout == "set()\n"
