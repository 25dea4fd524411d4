"""What a computing process computes is what the parameters and seeds say, and nothing else."""

from pathlib import Path

import numpy as np
import pytest

from gates.params.smoke import smoke_plan
from learning.examples import unpack_examples
from learning.plan import TrainingPlan
from learning.weights import pack_weights
from p2p.agent.corpora.store import CorpusStore
from p2p.agent.storage.home import AgentHome
from tasks.computing.computations import Evaluate, ShareOut, Simulate, Skew
from tasks.computing.worker import run_evaluate, run_share_out, run_simulate, share_examples
from tasks.data.digits import write_digits
from tasks.project.all_parameters import load_project
from tasks.project.files import PROJECT_ROOT

SKEW = Skew(dataset="digits", alpha=0.3, min_size=16)


@pytest.fixture(scope="module", autouse=True)
def digits() -> None:
    write_digits(PROJECT_ROOT, load_project(PROJECT_ROOT).data.digits)


def short_plan(**changes: object) -> TrainingPlan:
    params = load_project(PROJECT_ROOT).smoke.model_copy(update={"num_rounds": 2, "hidden_sizes": (16,)})
    return smoke_plan(params, "int8", 0, num_features=64, num_classes=10).model_copy(update=changes)


def test_every_digit_is_shared_out_once(tmp_path: Path) -> None:
    targets = tuple(tmp_path / f"{client}" / "corpora" / "digits.safetensors" for client in range(4))
    shared = run_share_out(PROJECT_ROOT, ShareOut(skew=SKEW, seed=0, targets=targets))
    shards = [unpack_examples(target.read_bytes()) for target in targets]
    assert shared.sizes == tuple(shard.num_examples for shard in shards)
    everything = np.concatenate([shard.features_NF for shard in shards])
    whole, _ = share_examples(PROJECT_ROOT, SKEW, 0, 1)
    assert sorted(map(bytes, everything)) == sorted(map(bytes, whole[0].features_NF))
    assert shared.label_total_variation >= 0.3
    for client in range(4):
        standing = CorpusStore(AgentHome.at(tmp_path / f"{client}")).record("digits").standing
        assert (standing.peers, standing.purpose) == ("all_trusted", "gate")


def test_the_same_seed_simulates_to_the_same_weights() -> None:
    asked = Simulate(skew=SKEW, plan=short_plan())
    first, second = (run_simulate(PROJECT_ROOT, asked) for _ in range(2))
    assert first.model_copy(update={"duration_s": second.duration_s}) == second
    assert len(first.losses) == 2


def test_swapping_a_clients_seed_changes_the_weights() -> None:
    plain = run_simulate(PROJECT_ROOT, Simulate(skew=SKEW, plan=short_plan()))
    swapped = run_simulate(PROJECT_ROOT, Simulate(skew=SKEW, plan=short_plan(client_seeds=(1, 0, 2, 3))))
    assert plain.weights_sha256 != swapped.weights_sha256


def test_a_replayed_participation_changes_the_weights() -> None:
    whole = run_simulate(PROJECT_ROOT, Simulate(skew=SKEW, plan=short_plan()))
    partial = run_simulate(PROJECT_ROOT, Simulate(skew=SKEW, plan=short_plan(), participation=((0, 1, 2, 3), (0, 1, 3))))
    assert whole.weights_sha256 != partial.weights_sha256
    assert partial.uplink_bytes < whole.uplink_bytes


def test_evaluation_judges_the_file_it_is_given(tmp_path: Path) -> None:
    plan = short_plan()
    zeros_P = np.zeros(plan.model.num_parameters, dtype=np.float32)
    path = tmp_path / "model-0.safetensors"
    path.write_bytes(pack_weights(zeros_P, plan.model))
    found = run_evaluate(PROJECT_ROOT, Evaluate(skew=SKEW, plan=plan, models=(path,)))
    assert found.figures.accuracy == pytest.approx(0.1, abs=0.02)
    assert found.curve[-1] == found.figures.accuracy
    assert len(found.curve) == 1
