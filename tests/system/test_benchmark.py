"""`python -m flows.benchmark` and `flows.calibration` as a person runs them: they pass, their evidence holds, what fails is named."""

import json
import time

import pandas as pd

from gates.artifacts.calibration import parse_calibration
from gates.judges import JUDGEMENTS
from tasks.project.all_parameters import load_project
from tests.system.copied_project import Project
from tests.system.marked_processes import command_of


def test_the_benchmark_passes_and_every_figure_is_a_group_by_of_its_frame(project: Project, reporting: dict[str, str]) -> None:
    with project.parameters() as params:
        params["benchmark"]["fedavg"]["num_rounds"] = 2
    status, said = project.run("-m", "flows.benchmark", "--profile", "reduced", **reporting)
    assert status == 0, said
    artifact = json.loads((project.root / "reports/benchmark_metrics.json").read_text())
    frame = pd.read_parquet(project.root / "reports/benchmark_frame.parquet")
    for entry in artifact["benchmarks"]:
        values = frame[frame["method"] == entry["name"]].groupby("metric")["value"]
        assert entry["runtime_mean_sec"] == values.mean()["runtime_sec"]
        assert entry["peak_rss_max_bytes"] == values.max()["peak_rss_bytes"]
        assert entry["peak_heap_max_bytes"] == values.max()["peak_heap_bytes"]
    assert JUDGEMENTS["benchmark"].judge(artifact, JUDGEMENTS["benchmark"].floors).ok
    assert project.run("-m", "cli.main", "verify", "reports/")[0] == 0
    assert not project.processes()


def test_a_workload_that_hangs_is_ended_and_named_and_the_others_are_measured(project: Project, reporting: dict[str, str]) -> None:
    with project.parameters() as params:
        params["benchmark"]["timeout_s"], params["benchmark"]["fedavg"]["num_rounds"] = 12.0, 1000
    process = project.start("-m", "flows.benchmark", "--profile", "reduced", **reporting)
    give_up = time.monotonic() + 120
    while not (measured := [one for one in project.processes() if "tasks.computing.measured" in command_of(one)]):
        assert time.monotonic() < give_up and process.poll() is None
        time.sleep(0.1)
    measured[0].suspend()
    said, _ = process.communicate(timeout=280)
    assert process.returncode == 1
    assert (
        "the step fedavg_baseline failed: MeasurementTimeoutError: tasks.runs.benchmark.workloads:fedavg_baseline was ended after 12 s"
        in said
    )
    artifact = json.loads((project.root / "reports/benchmark_metrics.json").read_text())
    assert [entry["name"] for entry in artifact["benchmarks"]] == ["retrieval_baseline", "classification_baseline"]
    assert not project.processes()


def test_the_calibration_is_one_that_the_virtual_clock_can_read(project: Project, reporting: dict[str, str]) -> None:
    with project.parameters() as params:
        params["calibration"]["num_steps"], params["limits"]["calibration"]["max_spread"] = 20, None
    status, said = project.run("-m", "flows.calibration", "--profile", "full", **reporting)
    assert status == 0, said
    calibration = parse_calibration((project.root / "reports/full/calibration.json").read_bytes())
    for model in load_project(project.root).calibration.of("full").models:
        cost = calibration.cost_of(model.model, model.batch_size)
        assert 0 < cost.step_sec.min <= cost.step_sec.median <= cost.step_sec.max
        assert cost.update_bytes["int8"] < 0.26 * cost.update_bytes["fp32"]
    assert project.run("-m", "cli.main", "verify", "reports/full/")[0] == 0
