"""The flow as a module: light until it computes."""

import subprocess
import sys

import pytest

from tasks.project.files import PROJECT_ROOT


@pytest.mark.parametrize("name", ["reproducibility"])
def test_the_flow_process_loads_no_engine(name: str) -> None:
    code = f"import sys, flows.{name}; print({{'torch', 'scipy', 'sklearn', 'matplotlib', 'tokenizers'}} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PROJECT_ROOT, timeout=120)
    assert done.stdout == "set()\n"
