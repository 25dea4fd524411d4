"""The summary follows from what the steps found, and from nothing else."""

import pytest

from core.ids import PeerId
from gates.artifacts.smoke import SmokeSummary
from gates.params.smoke import SmokeParameters
from p2p.agent.training.sessions import Dropout, RoundReport, SessionReport
from tasks.agents.run import Introduced
from tasks.computing.computations import Evaluated, Figures, SharedOut, Simulated
from tasks.errors import TwinDiffersError
from tasks.gate.steps import StepLog
from tasks.project.all_parameters import load_project
from tasks.project.files import PROJECT_ROOT
from tasks.runs.smoke import CODECS, SmokeRun

FIGURES = Figures(accuracy=0.97, macro_f1=0.96, per_client_accuracy=(0.9, 0.95, 1.0, 1.0))
HASHES = {"fp32": "a" * 64, "int8": "b" * 64}
BYTES = {"fp32": 400, "int8": 100}


def parameters() -> SmokeParameters:
    return load_project(PROJECT_ROOT).smoke.model_copy(update={"num_rounds": 2, "evaluation_seeds": (0, 1)})


def session(run: SmokeRun, codec: str) -> SessionReport:
    lost = Dropout(client=2, peer="peer-2", code="p2p.peer.lost", message="gone")
    rounds = tuple(
        RoundReport(
            round_index=index,
            included=(0, 1, 2, 3) if index == 0 else (0, 1, 3),
            out=() if index == 0 else (lost,),
            uplink_bytes=BYTES[codec] * (4 if index == 0 else 3),
            stream_bytes=2000,
            weights_sha256=HASHES[codec],
            duration_s=0.1,
            mean_loss=1.0,
        )
        for index in range(2)
    )
    return SessionReport(
        session_id=codec, status="completed", plan=run.plan(codec), participants=("p",), corpus="digits",
        rounds=rounds, weights_sha256=HASHES[codec], model_path="m",
    )  # fmt: skip


def simulated(weights_sha256: str, accuracy: float = 0.97) -> Simulated:
    figures = FIGURES.model_copy(update={"accuracy": accuracy})
    return Simulated(
        weights_sha256=weights_sha256, label_total_variation=0.5, uplink_bytes=1, duration_s=0.1, losses=(1.0,), figures=figures
    )


def finished_run() -> SmokeRun:
    run = SmokeRun("r1", parameters(), StepLog("smoke", lambda: 0.0, lambda _: None))
    with run.log.step("agents"):
        peers = tuple(PeerId(name) for name in ("c", "p0", "p1", "p2", "p3"))
        run.introduced = Introduced(peers, SharedOut(sizes=(1, 2, 3, 4), label_total_variation=0.5))
    with run.log.step("train"):
        run.sessions = {codec: session(run, codec) for codec in CODECS}
    with run.log.step("twin"):
        run.take_simulated(
            (simulated(HASHES["fp32"]), simulated(HASHES["int8"]), *(simulated("c" * 64, 0.97 - 0.01 * i) for i in range(4)))
        )
    with run.log.step("evaluate"):
        run.evaluated = {
            codec: Evaluated(weights_sha256=HASHES[codec], num_parameters=30, figures=FIGURES, curve=(0.1, 0.97)) for codec in CODECS
        }
    return run


def test_a_whole_run_is_a_whole_summary() -> None:
    summary = SmokeSummary.model_validate(finished_run().metrics(1.5))
    assert summary.ok
    assert (summary.transport, summary.num_parameters) == ("libp2p", 30)
    assert summary.methods["int8"].participation == ((0, 1, 2, 3), (0, 1, 3))
    assert summary.methods["fp32"].uplink_bytes == 2800
    assert summary.uplink_ratio_int8_fp32 == 0.25
    assert [(seed.seed, seed.fp32_accuracy, seed.int8_accuracy) for seed in summary.seeds] == [(0, 0.97, 0.96), (1, 0.95, 0.94)]
    assert summary.int8_accuracy_drop_mean == pytest.approx(0.01)


def test_a_peer_that_was_out_is_named_with_its_reason() -> None:
    summary = SmokeSummary.model_validate(finished_run().metrics(1.5))
    assert {(one.codec, one.round, one.peer, one.code) for one in summary.excluded} == {
        ("fp32", 1, "peer-2", "p2p.peer.lost"),
        ("int8", 1, "peer-2", "p2p.peer.lost"),
    }


def test_the_twin_replays_the_recorded_participation() -> None:
    runs = finished_run().twin_runs()
    assert [run.participation for run in runs[:2]] == [((0, 1, 2, 3), (0, 1, 3))] * 2
    assert [(run.plan.codec, run.plan.seed) for run in runs[2:]] == [("fp32", 0), ("int8", 0), ("fp32", 1), ("int8", 1)]


def test_weights_that_differ_from_the_twins_fail_the_step() -> None:
    run = finished_run()
    with pytest.raises(TwinDiffersError):
        run.take_simulated((simulated(HASHES["fp32"]), simulated("d" * 64), *(simulated("c" * 64) for _ in range(4))))


def test_a_run_that_failed_early_reports_what_it_knows() -> None:
    run = SmokeRun("r1", parameters(), StepLog("smoke", lambda: 0.0, lambda _: None))
    with pytest.raises(ValueError), run.log.step("agents"):
        raise ValueError("no agents")
    metrics = run.metrics(0.5)
    assert metrics["ok"] is False
    assert metrics["methods"] == {}
    assert "uplink_ratio_int8_fp32" not in metrics


def test_the_outcome_has_the_artifact_the_frame_and_the_figure() -> None:
    outcome = finished_run().outcome(0.95)
    assert outcome.artifact["run_id"] == "r1" and outcome.seeds == (0, 0, 1)
    assert outcome.figures["smoke_accuracy.png"].startswith(b"\x89PNG")
    curve = outcome.frame[(outcome.frame["method"] == "int8") & (outcome.frame["metric"] == "accuracy")]
    assert list(curve["value"]) == [0.1, 0.97]
    assert set(outcome.frame["metric"]) == {"accuracy", "client_accuracy", "simulated_accuracy"}


def test_the_deadline_scenario_tells_who_was_in_time_and_takes_no_other_bits() -> None:
    run = finished_run()
    assert run.deadline_plan().local.num_steps == run.params.fairness.num_steps and run.deadline_plan().min_clients == 1
    late = session(run, "int8").model_copy(update={"round_timeout_s": 2.0})
    late = late.model_copy(update={"rounds": tuple(one.model_copy(update={"included": (0, 1, 2)}) for one in late.rounds)})
    assert run.deadline_twin(late).participation == ((0, 1, 2), (0, 1, 2))
    with pytest.raises(TwinDiffersError):
        run.take_deadline(late, simulated("d" * 64))
    assert run.take_deadline(late, simulated(HASHES["int8"])) == "3.0 of 4 agents in time for 2 s, Jain's index 0.750"
    fairness = SmokeSummary.model_validate(run.metrics(1.5)).fairness
    assert fairness is not None and (fairness.slowed, fairness.metrics["slowest_fastest_contribution_ratio"]) == ((3,), 0.0)
