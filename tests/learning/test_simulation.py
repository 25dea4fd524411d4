"""The simulation: bits, replay, and the digits that the smoke gate trains on."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

from learning.client import client_update
from learning.errors import DataMalformedError, ParticipationInvalidError
from learning.evaluation import evaluate
from learning.examples import Examples, pack_examples, unpack_examples
from learning.kernels.registry import initial_weights
from learning.partitions.dirichlet import partition_dirichlet
from learning.partitions.skew import label_total_variation
from learning.plan import parse_plan
from learning.randomness import generator
from learning.server import RoundAggregator
from learning.simulation import simulate
from learning.strategies.registry import strategy_names
from learning.weights import pack_weights, unpack_weights, weights_sha256

DIGITS_PLAN = {
    "model": {"kind": "mlp", "layer_sizes": [64, 512, 10]},
    "local": {"epochs": 2, "batch_size": 32, "learning_rate": 0.1, "momentum": 0.9},
    "strategy": {"name": "fedavg"},
    "num_rounds": 15,
    "num_clients": 4,
    "clients_per_round": 4,
    "min_clients": 3,
}

TRAIN_ONE = """
import sys
from pathlib import Path
from learning.client import client_update
from learning.examples import unpack_examples
from learning.plan import TrainingPlan
from learning.weights import unpack_weights
folder, client = Path(sys.argv[1]), int(sys.argv[2])
plan = TrainingPlan.model_validate_json((folder / "plan").read_text())
weights_P = unpack_weights((folder / "model").read_bytes(), plan.model)
update = client_update(plan, weights_P, unpack_examples((folder / f"shard-{client}").read_bytes()), 0, client)
(folder / f"update-{client}").write_bytes(update.payload)
"""


@pytest.fixture(scope="module")
def digits() -> tuple[Examples, Examples]:
    """Training and held-out digits, stratified 80/20."""
    features_NF, labels_N = load_digits(return_X_y=True)
    examples = Examples((features_NF / 16).astype(np.float32), labels_N.astype(np.int64))
    train, test = train_test_split(np.arange(len(labels_N)), test_size=0.2, stratify=labels_N, random_state=0)
    return examples.take(train), examples.take(test)


@pytest.mark.parametrize("seed", [0, 4])
def test_digits_reach_95_percent_in_both_codecs_with_skewed_clients(digits, seed):
    train, test = digits
    parts = partition_dirichlet(train.labels_N, 4, 0.3, 20, generator(seed, 0, 0, "partition"))
    assert label_total_variation(train.labels_N, parts) >= 0.3
    shards, accuracies, sizes = [train.take(part) for part in parts], [], []
    for codec in ("fp32", "int8"):
        plan = parse_plan(DIGITS_PLAN | {"codec": codec, "seed": seed})
        result = simulate(plan, shards)
        accuracies.append(evaluate(plan.model, result.weights_P, test).accuracy)
        sizes.append(result.uplink_bytes)
    assert plan.model.num_parameters >= 30_000 and sizes[1] / sizes[0] <= 0.26
    assert min(accuracies) >= 0.95 and accuracies[0] - accuracies[1] <= 0.01


@pytest.mark.parametrize(("model", "codec"), [("small", "fp32"), ("small", "int8"), ("wide", "fp32")])
def test_separate_processes_end_in_the_bits_of_the_simulation(request, model, codec, tmp_path: Path):
    make, shards = map(request.getfixturevalue, ("wide_plan", "wide_shards") if model == "wide" else ("make_plan", "shards"))
    plan = make(codec=codec, num_rounds=1)
    weights_P = initial_weights(plan.model, plan.seed)
    (tmp_path / "plan").write_text(plan.model_dump_json())
    (tmp_path / "model").write_bytes(pack_weights(weights_P, plan.model))
    for client, shard in enumerate(shards):
        (tmp_path / f"shard-{client}").write_bytes(pack_examples(shard.features_NF, shard.labels_N))
    aggregator = RoundAggregator(plan, unpack_weights((tmp_path / "model").read_bytes(), plan.model))
    num_bytes = 0
    for client in (2, 0, 3, 1):
        subprocess.run([sys.executable, "-c", TRAIN_ONE, str(tmp_path), str(client)], check=True)
        payload = (tmp_path / f"update-{client}").read_bytes()
        aggregator.add(client, payload, shards[client].num_examples)
        num_bytes += len(payload)
    simulated = simulate(plan, shards)
    assert weights_sha256(aggregator.finish()) == simulated.rounds[-1].weights_sha256 and num_bytes == simulated.uplink_bytes


@pytest.mark.parametrize("codec", ["fp32", "int8"])
def test_another_seed_of_one_client_changes_the_weights(make_plan, shards, codec):
    seeds = ([0, 1, 2, 3], [0, 1, 2, 4], [1, 0, 2, 3])
    hashes = [simulate(make_plan(codec=codec, client_seeds=chosen), shards).rounds[-1].weights_sha256 for chosen in seeds]
    assert len(set(hashes)) == 3
    assert hashes[0] == simulate(make_plan(codec=codec), shards).rounds[-1].weights_sha256


def test_fedprox_without_a_pull_is_fedavg_to_the_bit_and_with_one_stays_nearer(make_plan, shards):
    local = {"epochs": 5, "batch_size": 8, "learning_rate": 0.1, "momentum": 0.5}
    plain = simulate(make_plan(local=local), shards)
    still = simulate(make_plan(local=local | {"proximal_mu": 0.0}, strategy={"name": "fedprox"}), shards)
    assert still.rounds == plain.rounds
    start_P = initial_weights(make_plan().model, 7)
    moved = [
        np.linalg.norm(simulate(make_plan(local=local | {"proximal_mu": mu}, num_rounds=1), shards).weights_P - start_P) for mu in (0, 1, 5)
    ]
    assert moved[0] > moved[1] > moved[2]


@pytest.mark.parametrize("name", strategy_names())
def test_every_strategy_replays_to_the_same_bits_whatever_the_order(make_plan, shards, name):
    plan = make_plan(strategy={"name": name, "server_learning_rate": 0.1}, num_rounds=3)
    full = simulate(plan, shards)
    assert simulate(plan, shards, participation=[(3, 1, 0, 2), (1, 2, 3, 0), (0, 1, 2, 3)]).rounds == full.rounds
    assert len({entry.weights_sha256 for entry in full.rounds}) == 3


def test_history_tells_each_round(make_plan, shards):
    told = []
    result = simulate(make_plan(num_rounds=3), shards, on_round=lambda entry, weights_P: told.append((entry, weights_sha256(weights_P))))
    assert [entry for entry, _ in told] == list(result.rounds) and [entry.round_index for entry in result.rounds] == [0, 1, 2]
    assert all(entry.weights_sha256 == seen for entry, seen in told)
    assert result.rounds[0].included == (0, 1, 2, 3) and result.rounds[-1].weights_sha256 == weights_sha256(result.weights_P)
    update = client_update(make_plan(num_rounds=3), initial_weights(make_plan().model, 7), shards[0], 0, 0)
    assert result.uplink_bytes == 3 * 4 * len(update.payload)


def test_a_recorded_participation_is_replayed(make_plan, shards):
    full, replay = simulate(make_plan(), shards), simulate(make_plan(), shards, participation=[(3, 1, 0, 2), [0, 1, 2, 3]])
    assert full.rounds == replay.rounds
    partial = simulate(make_plan(), shards, participation=[[0, 1, 2, 3], [0, 3]])
    assert partial.rounds[0] == full.rounds[0] and partial.rounds[1].included == (0, 3)
    assert partial.rounds[1].weights_sha256 != full.rounds[1].weights_sha256


def test_a_lost_round_leaves_the_weights_and_the_rounds_after_it_train_on(make_plan, shards):
    plan = make_plan(num_rounds=3)
    lost = simulate(plan, shards, participation=[[0, 1], [], [2, 3]]).rounds
    assert lost[1].included == () and lost[1].loss is None and lost[1].uplink_bytes == 0
    assert lost[0].weights_sha256 == lost[1].weights_sha256 != lost[2].weights_sha256


@pytest.mark.parametrize("participation", [[[0]], [[0], [0, 0]], [[0], [4]], [[0], [-1]], [[0]] * 3])
def test_a_record_that_the_plan_cannot_have_produced_is_refused(make_plan, shards, participation):
    with pytest.raises(ParticipationInvalidError):
        simulate(make_plan(), shards, participation=participation)


def test_shards_of_another_number_are_refused(make_plan, shards):
    with pytest.raises(DataMalformedError):
        simulate(make_plan(), shards[:3])


def test_examples_read_back_train_to_the_same_bits(make_plan, shards):
    read = [unpack_examples(pack_examples(shard.features_NF, shard.labels_N)) for shard in shards]
    assert simulate(make_plan(), read).rounds == simulate(make_plan(), shards).rounds
