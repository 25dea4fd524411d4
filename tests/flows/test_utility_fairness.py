"""The flow loads no engine before it computes. Its trial and its verdict are tested with its parts."""

import subprocess
import sys

from tasks.project.files import PROJECT_ROOT


def test_the_flow_process_loads_no_engine() -> None:
    code = "import sys, flows.utility_fairness; print({'torch', 'scipy', 'sklearn', 'matplotlib'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PROJECT_ROOT, timeout=120)
    assert done.stdout == "set()\n"
