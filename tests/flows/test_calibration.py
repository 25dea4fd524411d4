"""The flow as a module explains itself, and loads no engine. Whole runs are in tests/system."""

import subprocess
import sys

from tasks.project.files import PROJECT_ROOT


def test_the_command_explains_itself():
    command = [sys.executable, "-m", "flows.calibration", "--help"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=PROJECT_ROOT, timeout=120)
    assert "Run the calibration gate" in done.stdout


def test_the_flow_process_loads_no_engine():
    code = "import sys, flows.calibration; print({'torch', 'scipy', 'sklearn', 'matplotlib'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PROJECT_ROOT, timeout=120)
    assert done.stdout == "set()\n"
