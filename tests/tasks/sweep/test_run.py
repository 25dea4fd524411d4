"""A sweep goes on after a failed stage, keeps what is green, and fails with the names and reasons."""

import shutil
from pathlib import Path

import pytest

from tasks.errors import UnitTestsFailedError
from tasks.gate.steps import StepLog
from tasks.project.files import PROJECT_ROOT
from tasks.sweep.pipeline import open_repo, stages_of
from tasks.sweep.run import SweepRun, assess_track, reproduce_stages, run_unit_tests
from tests.tasks.tiny_pipeline import write_pipeline


@pytest.fixture
def sweep(tmp_path: Path, prefect_api: str) -> SweepRun:
    repo = open_repo(write_pipeline(tmp_path))
    (tmp_path / "tasks" / "sweep").mkdir(parents=True)
    (tmp_path / "tasks" / "sweep" / "record.py").write_text("# the code")
    lines: list[str] = []
    log = StepLog("smoke", lambda: 0.0, lines.append)
    return SweepRun("run", tmp_path, "reduced", True, repo, stages_of(repo, "reduced"), log)


def in_a_flow(work) -> None:
    from prefect import flow

    flow(name="tests-sweep")(work)()


def test_a_failed_stage_names_itself_and_what_it_keeps_from_running_and_the_others_run(sweep: SweepRun) -> None:
    in_a_flow(lambda: reproduce_stages(sweep))
    found = {step.name: (step.ok, step.detail) for step in sweep.log.steps}
    assert found["smoke"][0] and found["data_words"][0]
    assert found["baseline"] == (False, "StageFailedError: failed to run: false, exited with 1 (stage=baseline)")
    assert found["fairness"] == (False, "StageFailedError: not run, because of baseline (stage=fairness)")
    assert (sweep.root / "smoke.txt").is_file()
    assert set(sweep.times) == {"data_words", "smoke", "baseline"}
    assert (sweep.root / "reports" / "sweep.json").is_file()


def test_the_next_sweep_does_nothing_for_what_is_green(sweep: SweepRun) -> None:
    in_a_flow(lambda: reproduce_stages(sweep))
    again = SweepRun("again", sweep.root, "reduced", True, sweep.repo, sweep.stages, StepLog("smoke", lambda: 0.0, lambda _: None))
    in_a_flow(lambda: reproduce_stages(again))
    assert [step.detail for step in again.log.steps if step.ok] == ["is up to date", "is up to date"]
    assert set(again.times) == {"baseline"}


def test_a_status_that_cannot_be_made_fails_the_sweep_and_not_the_rest(sweep: SweepRun) -> None:
    def broken():
        raise UnitTestsFailedError("no status")

    assess_track(sweep, broken)
    assert sweep.failures() == ("main_track_status: UnitTestsFailedError: no status",)


def test_failing_unit_tests_are_named(tmp_path: Path) -> None:
    shutil.copy(PROJECT_ROOT / "pyproject.toml", tmp_path)  # with the plugins that are left out
    for name in ("core", "gates", "learning"):
        (tmp_path / "tests" / name).mkdir(parents=True)
        (tmp_path / "tests" / name / f"test_{name}.py").write_text("def test_right(): pass\n")
    assert "3 passed" in run_unit_tests.fn(tmp_path)
    (tmp_path / "tests" / "core" / "test_core.py").write_text("def test_wrong(): raise ValueError('the reason ' * 9)\n")
    with pytest.raises(UnitTestsFailedError, match=r"test_wrong.*(the reason ?){9}"):
        run_unit_tests.fn(tmp_path)
