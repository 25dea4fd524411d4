"""The reproducibility artifact follows from the seeds' runs, and a rerun in other bits fails."""

import pytest

from gates.artifacts.reproducibility import METRICS, ReproducibilityMetrics
from gates.judges import JUDGEMENTS
from tasks.project.all_parameters import load_project
from tasks.project.files import PROJECT_ROOT
from tasks.runs.generality.sections import read_sections
from tasks.runs.reproducibility import RERUN, TRAINED, ReproducibilityRun, flat
from tests.tasks.runs.generality.nine_tasks import INTRODUCED, seed_run, session

PROJECT = load_project(PROJECT_ROOT)


def begun() -> ReproducibilityRun:
    return ReproducibilityRun(params=PROJECT.reproducibility, sections=read_sections(PROJECT_ROOT, "reduced", PROJECT.generality))


def finished(rerun: int = 0) -> ReproducibilityRun:
    run = begun()
    run.introduced, run.sessions = INTRODUCED, {TRAINED: session(run.reference)}
    for seed in (3, 0, 4, 1, 2):
        run.take(str(seed), seed_run(seed))
    run.take(RERUN, seed_run(rerun).model_copy(update={"seed": 0}))
    return run


def failures(run: ReproducibilityRun) -> tuple[str, ...]:
    return JUDGEMENTS["reproducibility"].judge(run.artifact(), PROJECT.limits.reproducibility).failures


def test_a_whole_run_passes_ours_and_follows_the_schema() -> None:
    artifact = finished().outcome().artifact
    metrics = ReproducibilityMetrics.model_validate(artifact)
    assert failures(finished()) == ()
    assert [run.seed for run in metrics.runs] == list(PROJECT.reproducibility.seeds)
    assert set(metrics.summary) == set(METRICS) == set(flat(seed_run()))


def test_a_rerun_that_ends_in_other_bits_fails() -> None:
    assert any("rerun.weights_sha256" in failure for failure in failures(finished(rerun=1)))
    assert "OTHER BITS" in finished(rerun=1).detail()


def test_every_seed_is_asked_for_and_the_first_one_twice_alike() -> None:
    jobs = begun().jobs()
    assert list(jobs) == [*map(str, PROJECT.reproducibility.seeds), RERUN]
    assert begun().sections.asked(0, {}) != begun().sections.asked(1, {})


def test_a_run_that_failed_at_once_fails_by_name() -> None:
    found = failures(begun())
    assert any(failure.startswith("summary.overall_score.mean") for failure in found)
    assert any(failure.startswith("rerun.seed") for failure in found)


@pytest.mark.parametrize("method", ["fedavg_int8", "centralized"])
def test_only_the_training_over_agents_replays_who_took_part(method: str) -> None:
    run = finished()
    asked = run.sections.asked(0, run.sessions).references[TRAINED][method]
    assert asked.participation == (((0, 1),) if method == "fedavg_int8" else None)
