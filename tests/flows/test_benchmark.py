"""The flow as a module explains itself; a workload that cannot be measured fails the gate by name. Whole runs are in tests/system."""

import subprocess
import sys

from gates.artifacts.benchmark import ENTRIES
from tasks.project.all_parameters import load_project
from tasks.project.files import PROJECT_ROOT
from tasks.runs.benchmark.measuring import workloads


def test_the_command_explains_itself():
    command = [sys.executable, "-m", "flows.benchmark", "--help"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=PROJECT_ROOT, timeout=120)
    assert "Run the benchmark gate" in done.stdout


def test_the_flow_process_loads_no_engine():
    code = "import sys, flows.benchmark; print({'torch', 'scipy', 'sklearn', 'matplotlib'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PROJECT_ROOT, timeout=120)
    assert done.stdout == "set()\n"


def test_the_contracts_workloads_are_measured():
    assert {workload.name for workload in workloads(load_project(PROJECT_ROOT).benchmark)} == set(ENTRIES)
