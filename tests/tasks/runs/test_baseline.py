"""The baseline's artifact follows from what the steps found, and from nothing else."""

import pytest

from gates.artifacts.baseline import BaselineMetrics
from gates.judges import JUDGEMENTS
from p2p.agent.training.sessions import RoundReport, SessionReport
from tasks.agents.run import Introduced
from tasks.computing.computations import Figures, SharedOut, Simulated
from tasks.errors import TwinDiffersError
from tasks.project.all_parameters import load_project
from tasks.project.files import PROJECT_ROOT
from tasks.runs.baseline import CODECS, METHODS, OVER_AGENTS, BaselineRun

PARAMS = load_project(PROJECT_ROOT)
HASHES = {"fedavg_fp32": "a" * 64, "fedavg_int8": "b" * 64}
ACCURACY = {"centralized": 0.98, "fedavg_fp32": 0.978, "fedavg_int8": 0.976, "fedavg_sparse": 0.97}
BYTES = {"centralized": 7, "fedavg_fp32": 1000, "fedavg_int8": 250, "fedavg_sparse": 15}


def session(run: BaselineRun, method: str, stream_bytes: int = 2000) -> SessionReport:
    one = RoundReport(
        round_index=0, included=tuple(range(8)), out=(), uplink_bytes=BYTES[method], stream_bytes=stream_bytes,
        weights_sha256=HASHES[method], duration_s=0.1, mean_loss=1.0,
    )  # fmt: skip
    return SessionReport(
        session_id=method, status="completed", plan=run.plan(method, 0), participants=("p",), corpus="digits",
        rounds=(one,), weights_sha256=HASHES[method], model_path="m",
    )  # fmt: skip


def simulated(method: str, accuracy_change: float = 0.0) -> Simulated:
    figures = Figures(accuracy=ACCURACY[method] + accuracy_change, macro_f1=0.9, per_client_accuracy=(0.9, 1.0))
    return Simulated(
        weights_sha256=HASHES.get(method, "c" * 64), label_total_variation=0.3, uplink_bytes=BYTES[method], duration_s=2.0,
        losses=(2.0, 1.0), figures=figures,
    )  # fmt: skip


def finished_run() -> BaselineRun:
    run = BaselineRun(PARAMS.baseline.reduced)
    run.introduced = Introduced(("c", "p0", "p1"), SharedOut(sizes=(100, 220), label_total_variation=0.3))  # pyright: ignore[reportArgumentType]
    run.sessions = {method: session(run, method) for method in OVER_AGENTS}
    run.take_twins(simulated(method) for method in OVER_AGENTS)
    run.simulated = {(seed, method): simulated(method, 0.001 * (seed - 2)) for seed in run.params.seeds for method in METHODS}
    return run


def failures(run: BaselineRun) -> tuple[str, ...]:
    return JUDGEMENTS["baseline"].judge(run.outcome().artifact, PARAMS.limits.baseline).failures


def test_a_whole_run_is_a_whole_artifact_that_passes() -> None:
    artifact = finished_run().outcome().artifact
    metrics = BaselineMetrics.model_validate(artifact)
    assert failures(finished_run()) == ()
    assert metrics.methods.fedavg_int8.accuracy_mean == pytest.approx(0.976)
    assert metrics.methods.fedavg_int8.accuracy_std == pytest.approx(0.001 * 2**0.5)
    assert metrics.methods.centralized.uplink_mean_bytes == 0
    assert metrics.communication_reduction_percent == pytest.approx(75.0)
    assert artifact["communication"] == {"sparse_vs_fp32_percent": pytest.approx(98.5)}
    assert metrics.config.local_steps == 2 * 10
    assert (artifact["transport"], artifact["peers"]) == ("libp2p", ["c", "p0", "p1"])


def test_the_centralised_training_is_one_client_and_each_codec_every_client() -> None:
    run = BaselineRun(PARAMS.baseline.reduced)
    assert (run.plan("centralized", 1).num_clients, run.plan("centralized", 1).codec) == (1, "fp32")
    assert {method: run.plan(method, 1).codec for method in CODECS} == CODECS
    assert {run.plan(method, 1).num_clients for method in CODECS} == {8}


def test_weights_that_differ_from_the_twins_are_an_error_and_fail_the_verdict() -> None:
    run = finished_run()
    other = simulated("fedavg_int8").model_copy(update={"weights_sha256": "d" * 64})
    with pytest.raises(TwinDiffersError):
        run.take_twins((simulated("fedavg_fp32"), other))
    assert any("agents.fedavg_int8.weights_sha256" in one for one in failures(run))


def test_rounds_that_did_not_go_over_streams_are_not_called_libp2p() -> None:
    run = finished_run()
    run.sessions["fedavg_int8"] = session(run, "fedavg_int8", stream_bytes=0)
    assert "transport" not in run.outcome().artifact
    assert any("transport" in one for one in failures(run))


def test_a_seed_or_a_method_that_is_missing_fails_by_name() -> None:
    run = finished_run()
    for method in METHODS:
        del run.simulated[4, method]
    assert run.outcome().artifact["runs"] == 4
    assert any(one.startswith("runs") for one in failures(run))
    for seed in run.params.seeds[:4]:
        del run.simulated[seed, "fedavg_int8"]
    assert any("methods.fedavg_int8" in one for one in failures(run))


def test_the_order_in_which_the_seeds_ended_changes_nothing() -> None:
    first, second = finished_run(), finished_run()
    second.simulated = dict(reversed(second.simulated.items()))
    assert first.outcome().artifact == second.outcome().artifact
    assert first.outcome().frame.equals(second.outcome().frame)


def test_a_run_that_failed_at_once_reports_what_it_knows() -> None:
    outcome = BaselineRun(PARAMS.baseline.reduced).outcome()
    assert (outcome.artifact["runs"], outcome.artifact["methods"]) == (0, {})
    assert "agents" not in outcome.artifact
    assert len(outcome.frame) == 0
    assert outcome.figures["baseline_accuracy.png"].startswith(b"\x89PNG")


def test_the_frame_holds_every_value_by_seed_round_and_client() -> None:
    frame = finished_run().outcome().frame
    assert set(frame["metric"]) == {
        "accuracy", "macro_f1", "duration_s", "uplink_bytes", "label_total_variation", "loss", "client_accuracy", "stream_bytes",
    }  # fmt: skip
    losses = frame[(frame["metric"] == "loss") & (frame["method"] == "fedavg_sparse") & (frame["seed"] == 3)]
    assert list(zip(losses["round"], losses["value"], strict=True)) == [(0, 2.0), (1, 1.0)]
    assert set(frame.loc[frame["metric"] == "stream_bytes", "method"]) == {"fedavg_fp32_agents", "fedavg_int8_agents"}
