"""The artifact follows from what the steps found, and from nothing else."""

import pytest

from gates.artifacts.classification import ClassificationMetrics
from gates.judges import JUDGEMENTS
from p2p.agent.training.sessions import RoundReport, SessionReport
from tasks.agents.run import Introduced
from tasks.computing.computations import Figures, SharedOut, Simulated
from tasks.errors import TwinDiffersError
from tasks.gate.steps import StepLog
from tasks.project.all_parameters import load_project
from tasks.project.files import PROJECT_ROOT
from tasks.reports.frames import means_and_stds
from tasks.runs.classification.computations import Classified, SeedFigures
from tasks.runs.classification.run import FIGURE, ClassificationRun

PROJECT = load_project(PROJECT_ROOT)
LABELS = tuple(f"intent_{index}" for index in range(12))
HASH = "a" * 64


def classified(dataset: str) -> Classified:
    seeds = tuple(
        SeedFigures(
            seed=seed, train_samples=75, test_samples=25, near_duplicates=0, vocabulary_size=300, accuracy=0.93 + seed / 100,
            f1_by_label=tuple(0.9 + (index + seed) / 1000 for index in range(12)), indirect_accuracy=0.7 if dataset == "utterances" else None,
            vectorizer_runtime_s=0.2, train_runtime_s=0.1, latency_mean_ms=0.05, latency_p95_ms=0.08,
            weights_sha256=HASH,
        )
        for seed in range(5)
    )  # fmt: skip
    return Classified(dataset=dataset, labels=LABELS, samples_per_label=60, similarity=0.8, removed=2, seeds=seeds)


def begun() -> ClassificationRun:
    return ClassificationRun(
        "r1", PROJECT.classification.reduced, PROJECT.data.texts, StepLog("classification", lambda: 0.0, lambda _: None)
    )


def twin(weights_sha256: str = HASH) -> Simulated:
    figures = Figures(accuracy=0.9, macro_f1=0.89, per_client_accuracy=(0.9,))
    return Simulated(
        weights_sha256=weights_sha256, label_total_variation=0.3, uplink_bytes=10, duration_s=1.0, losses=(2.0, 1.0), figures=figures
    )


def trained(run: ClassificationRun) -> ClassificationRun:
    one = RoundReport(
        round_index=0, included=(0, 1), out=(), uplink_bytes=10, stream_bytes=20, weights_sha256=HASH, duration_s=0.1, mean_loss=1.0
    )
    run.introduced = Introduced(("coordinator", "peer-1"), SharedOut(sizes=(40, 35), label_total_variation=0.3))
    run.sessions["int8"] = SessionReport(
        session_id="s", status="completed", plan=run.plan(), participants=("p",), corpus=run.skew.dataset,
        rounds=(one,), weights_sha256=HASH, model_path="m",
    )  # fmt: skip
    return run


def finished() -> ClassificationRun:
    run = begun()
    run.take(classified("utterances"))
    trained(run).take_twins((twin(),))
    return run


def test_a_whole_run_passes_ours_and_follows_the_schema() -> None:
    artifact = finished().artifact()
    ClassificationMetrics.model_validate(artifact)
    verdict = JUDGEMENTS["classification"].judge(artifact, PROJECT.limits.classification)
    assert verdict.failures == ()


def test_the_means_are_group_bys_of_the_frame() -> None:
    outcome = finished().outcome(0.9)
    for metric in ("accuracy", "macro_f1", "train_runtime_sec", "latency_mean_ms", "latency_p95_ms", "indirect_accuracy"):
        mean = means_and_stds(outcome.frame, metric)["utterances"][0]
        assert outcome.artifact["metrics"][metric] == pytest.approx(mean)
    f1 = {label: means_and_stds(outcome.frame, f"f1_{label}")["utterances"][0] for label in LABELS}
    assert outcome.artifact["metrics"]["per_label_f1"] == pytest.approx(f1)
    assert set(outcome.figures) == {FIGURE}


def test_a_set_that_is_only_reported_stands_under_its_name() -> None:
    run = begun()
    run.params = run.params.model_copy(update={"also": ("banking77",)})
    run.take(classified("utterances"))
    run.take(classified("banking77"))
    artifact = run.artifact()
    assert artifact["banking77"]["metrics"]["accuracy"] == pytest.approx(0.95)
    assert "indirect_accuracy" not in artifact["banking77"]["metrics"]


def test_agents_that_end_elsewhere_than_their_twin_are_an_error_and_shown() -> None:
    run = begun()
    run.take(classified("utterances"))
    with pytest.raises(TwinDiffersError):
        trained(run).take_twins((twin("b" * 64),))
    verdict = JUDGEMENTS["classification"].judge(run.artifact(), PROJECT.limits.classification)
    assert any("agents.int8.weights_sha256" in failure for failure in verdict.failures)


def test_a_run_that_failed_at_once_has_an_outcome_that_fails_by_name() -> None:
    outcome = begun().outcome(0.9)
    verdict = JUDGEMENTS["classification"].judge(outcome.artifact, PROJECT.limits.classification)
    assert any(failure.startswith("metrics.accuracy") for failure in verdict.failures)
    assert any(failure.startswith("transport") for failure in verdict.failures)
