"""The adapter's artifact follows from what the steps found, and from nothing else."""

import pytest

from gates.artifacts.utility import UtilityMetrics
from gates.judges import JUDGEMENTS
from learning.adapter import INNER_WIDTH, NUM_ENCODER_PARAMETERS, WIDTH
from p2p.agent.training.sessions import RoundReport, SessionReport
from tasks.agents.run import Introduced
from tasks.computing.computations import Figures, SharedOut, Simulated
from tasks.errors import TwinDiffersError
from tasks.project.all_parameters import load_project
from tasks.project.files import PROJECT_ROOT
from tasks.reports.frames import means_and_stds
from tasks.runs.adapter.methods import ALL_METHODS, METHODS, OVER_AGENTS, head_only
from tasks.runs.adapter.run import FIGURE, AdapterRun

PROJECT = load_project(PROJECT_ROOT)
PARAMS = PROJECT.adapter.reduced
NUM_UPDATES = PARAMS.federated.num_rounds * PARAMS.clients_per_round
ACCURACY = {"centralized": 0.96, "fedavg_fp32": 0.955, "fedavg_int8": 0.95, "fedavg_sparse": 0.94}
UPDATE_BYTES = {"centralized": 70_000, "fedavg_fp32": 70_000, "fedavg_int8": 17_500, "fedavg_sparse": 700}
HASH = "a" * 64


def simulated(name: str, change: float = 0.0) -> Simulated:
    method = name.removesuffix(head_only(""))
    accuracy = ACCURACY[method] - (0.01 if name != method else 0.0) + change
    return Simulated(
        weights_sha256=HASH, label_total_variation=0.3, uplink_bytes=UPDATE_BYTES[method] * NUM_UPDATES, duration_s=2.0,
        losses=(2.0, 1.0), figures=Figures(accuracy=accuracy, macro_f1=accuracy - 0.001, per_client_accuracy=(0.9, 1.0)),
    )  # fmt: skip


def begun() -> AdapterRun:
    return AdapterRun(PARAMS, PROJECT.data.texts)


def session(run: AdapterRun, method: str) -> SessionReport:
    one = RoundReport(
        round_index=0,
        included=tuple(range(8)),
        out=(),
        uplink_bytes=10,
        stream_bytes=20,
        weights_sha256=HASH,
        duration_s=0.1,
        mean_loss=1.0,
    )
    return SessionReport(
        session_id=method, status="completed", plan=run.plan_over_agents(method), participants=("p",), corpus="utterances",
        rounds=(one,), weights_sha256=HASH, model_path="m",
    )  # fmt: skip


def finished() -> AdapterRun:
    run = begun()
    run.introduced = Introduced(("c", "p0", "p1"), SharedOut(sizes=(100, 220), label_total_variation=0.3))  # pyright: ignore[reportArgumentType]
    run.sessions = {method: session(run, method) for method in OVER_AGENTS}
    run.take_twins(simulated(method) for method in OVER_AGENTS)
    run.simulated = {(seed, method): simulated(method, 0.001 * (seed - 1)) for seed in PARAMS.seeds for method in ALL_METHODS}
    return run


def failures(run: AdapterRun) -> tuple[str, ...]:
    return JUDGEMENTS["adapter"].judge(run.outcome().artifact, PROJECT.limits.adapter).failures


def test_a_whole_run_passes_ours_and_follows_the_schema() -> None:
    artifact = finished().outcome().artifact
    metrics = UtilityMetrics.model_validate(artifact)
    assert failures(finished()) == ()
    assert metrics.quality_drop_vs_centralized.int8_accuracy_drop == pytest.approx(0.01)
    assert metrics.communication_savings_percent.int8_vs_fp32_percent == pytest.approx(75.0)
    assert metrics.methods.centralized.uplink_mean_bytes == 0
    assert (artifact["transport"], artifact["peers"]) == ("libp2p", ["c", "p0", "p1"])


def test_the_head_alone_stands_beside_each_method_and_what_the_adapter_adds() -> None:
    artifact = finished().outcome().artifact
    assert set(artifact["methods"]) == set(ALL_METHODS)
    assert artifact["methods"]["fedavg_int8_head_only"]["accuracy_mean"] == pytest.approx(0.94)
    assert {method: gain["accuracy"] for method, gain in artifact["adapter_gain"].items()} == pytest.approx(dict.fromkeys(METHODS, 0.01))


def test_an_adapter_that_adds_nothing_is_seen_to_add_nothing() -> None:
    run = finished()
    run.simulated |= {(seed, "fedavg_fp32"): run.simulated[seed, "fedavg_fp32_head_only"] for seed in PARAMS.seeds}
    assert run.outcome().artifact["adapter_gain"]["fedavg_fp32"] == {"accuracy": 0.0, "macro_f1": 0.0}
    assert "fedavg_fp32 +0.0000" in run.detail()


def test_an_update_is_compared_with_the_whole_encoder_and_the_head_in_fp32() -> None:
    communication = finished().outcome().artifact["communication"]
    full = 4 * (NUM_ENCODER_PARAMETERS + (WIDTH + 1) * 16)
    assert (communication["update_bytes"], communication["full_model_bytes"]) == (70_000, full)
    assert communication["adapter_vs_full_fp32_percent"] == pytest.approx(100 * (1 - 70_000 / full))


def test_the_config_says_what_was_tried() -> None:
    config = begun().outcome().artifact["config"]
    assert config["seeds"] == list(PARAMS.seeds)
    assert config["tried"] == PARAMS.tried.model_dump(mode="json")
    assert config["num_parameters"] == {"adapter": 8 * (INNER_WIDTH + WIDTH) + (WIDTH + 1) * 16, "head_only": (WIDTH + 1) * 16}


def test_the_adapter_reads_tokens_and_the_head_features_of_one_split() -> None:
    adapter, head = (begun().skew(name).encoded for name in ("fedavg_int8", "fedavg_int8_head_only"))
    assert adapter is not None and head is not None
    assert (adapter.form, head.form) == ("tokens", "features")
    assert adapter.model_copy(update={"form": "features"}) == head


def test_the_twin_replays_who_took_part() -> None:
    run = finished()
    assert run.twin("fedavg_int8").participation == run.sessions["fedavg_int8"].participation
    assert run.twin("fedavg_int8").plan == run.plan_over_agents("fedavg_int8")


def test_agents_that_end_elsewhere_than_their_twin_are_an_error_and_shown() -> None:
    run = finished()
    other = simulated("fedavg_int8").model_copy(update={"weights_sha256": "d" * 64})
    with pytest.raises(TwinDiffersError):
        run.take_twins(other if method == "fedavg_int8" else simulated(method) for method in OVER_AGENTS)
    assert any("agents.fedavg_int8.weights_sha256" in failure for failure in failures(run))


def test_a_method_that_is_missing_fails_by_name() -> None:
    run = finished()
    for seed in PARAMS.seeds:
        del run.simulated[seed, "fedavg_int8"]
    assert any("methods.fedavg_int8" in failure for failure in failures(run))


def test_the_order_in_which_the_seeds_ended_changes_nothing() -> None:
    first, second = finished(), finished()
    second.simulated = dict(reversed(second.simulated.items()))
    assert first.outcome().artifact == second.outcome().artifact


def test_the_means_are_group_bys_of_the_frame() -> None:
    outcome = finished().outcome()
    for method, (mean, std) in means_and_stds(outcome.frame, "accuracy").items():
        fields = outcome.artifact["methods"][method]
        assert (fields["accuracy_mean"], fields["accuracy_std"]) == (mean, std)
    assert set(outcome.figures) == {FIGURE}


def test_a_run_that_failed_at_once_has_an_outcome_that_fails_by_name() -> None:
    outcome = begun().outcome()
    assert (outcome.artifact["runs"], outcome.artifact["methods"]) == (0, {})
    assert any(failure.startswith("methods.centralized.accuracy_mean") for failure in failures(begun()))
