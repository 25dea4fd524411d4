"""The flow as a module explains itself; a workload that cannot be measured fails the gate by name. Whole runs are in tests/system."""

from gates.artifacts.benchmark import ENTRIES
from tasks.project.all_parameters import load_project
from tasks.project.files import PROJECT_ROOT
from tasks.runs.benchmark.measuring import workloads


def test_the_command_explains_itself(flows):
    assert "Run the benchmark gate" in flows["benchmark"].help


def test_the_flow_process_loads_no_engine(flows):
    assert flows["benchmark"].engines == []


def test_the_contracts_workloads_are_measured():
    assert {workload.name for workload in workloads(load_project(PROJECT_ROOT).benchmark)} == set(ENTRIES)
