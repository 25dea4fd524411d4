"""`python -m tasks.computing.worker`: computations as JSON on standard input, their results as JSON on standard output."""

import os
import sys
import time
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from core.errors import CodedError
from learning.arrays import Float32Array
from learning.evaluation import evaluate, expected_accuracy, per_client_accuracy
from learning.examples import Examples, pack_examples
from learning.fairness.contribution import count_contributions
from learning.partitions.dirichlet import partition_dirichlet
from learning.partitions.skew import label_total_variation
from learning.plan import TrainingPlan
from learning.randomness import generator
from learning.simulation import SimulationResult, simulate
from learning.weights import unpack_weights, weights_sha256
from p2p.agent.corpora.store import FOR_GATES, CorpusStore
from p2p.agent.storage.home import AgentHome
from p2p.atomic_file import write_private_file
from p2p.clock import now_ms
from tasks.computing.computations import (
    COMPUTATIONS,
    ClientPart,
    Contested,
    Evaluate,
    Evaluated,
    Figures,
    Result,
    SharedOut,
    ShareOut,
    Simulate,
    SimulateContest,
    Simulated,
    Skew,
)
from tasks.computing.contest import contest_of, train_included
from tasks.data.example_files import SPLITS, Split, load_split
from tasks.project.files import PROJECT_ROOT
from tasks.sweep.handed_down import end_with


def load_side(root: Path, skew: Skew, split: Split) -> Examples:
    """One side of the data set; the errors of its loader."""
    if skew.encoded is None:
        return load_split(root, skew.dataset, split)
    from tasks.data.encoded_sides import load_encoded_sides

    dealt = skew.encoded
    sides = load_encoded_sides(root, skew.dataset, dealt.form, dealt.test_fraction, dealt.split_seed)
    return sides[SPLITS.index(split)]


def share_examples(root: Path, skew: Skew, seed: int, num_clients: int) -> tuple[list[Examples], float]:
    """Each client's share of the training examples, and the shares' mean label total-variation distance."""
    train = load_side(root, skew, "train")
    parts = partition_dirichlet(train.labels_N, num_clients, skew.alpha, skew.min_size, generator(seed, 0, 0, "partition"))
    return [train.take(part) for part in parts], label_total_variation(train.labels_N, parts)


def run_share_out(root: Path, asked: ShareOut) -> SharedOut:
    """Write the shares to their targets, each in an agent's home, with the consent of who shares them out."""
    shards, distance = share_examples(root, asked.skew, asked.seed, len(asked.targets))
    for shard, target in zip(shards, asked.targets, strict=True):
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        data = pack_examples(shard.features_NF, shard.labels_N, shard.prefix)
        write_private_file(target, data)
        CorpusStore(AgentHome.at(target.parents[1])).note_import(target.stem, sha256(data).hexdigest(), now_ms(), grant=FOR_GATES)
    return SharedOut(sizes=tuple(shard.num_examples for shard in shards), label_total_variation=distance)


def run_simulate(root: Path, asked: Simulate) -> Simulated:
    """Train the twin and judge it."""
    shards, distance = share_examples(root, asked.skew, asked.plan.seed, asked.plan.num_clients)
    started = time.perf_counter()
    result = simulate(asked.plan, shards, asked.participation)
    duration_s = time.perf_counter() - started
    return _simulated(result, asked.plan, shards, load_side(root, asked.skew, "test"), (distance, duration_s))


def run_contest(root: Path, asked: SimulateContest) -> Contested:
    """Play the plan's rounds on the virtual clock, train those that came in time, and judge the model."""
    plan = asked.plan
    shards, distance = share_examples(root, asked.skew, plan.seed, plan.num_clients)
    contest = contest_of(plan, shards, asked.deadline)
    started = time.perf_counter()
    rounds = contest.rounds(plan, asked.variation, asked.churn)
    result, crew = train_included(plan, shards, rounds)
    duration_s = time.perf_counter() - started
    held_out = load_side(root, asked.skew, "test")
    counts = count_contributions(plan.num_clients, [one.asked for one in rounds], [one.included for one in rounds])
    expected = expected_accuracy(plan.model, result.weights_P, shards, held_out)
    return Contested(
        simulated=_simulated(result, plan, shards, held_out, (distance, duration_s)),
        deadline_s=contest.deadline_s,
        zero_client_rounds=sum(not one.included for one in rounds),
        clients=tuple(
            ClientPart(
                capacity=contest.fleet[client].capacity,
                num_steps=contest.num_steps[client],
                asked_rounds=int(counts.asked_C[client]),
                contributed_rounds=int(counts.contributed_C[client]),
                uplink_bytes=crew.uplink_bytes[client],
                update_l2=crew.mean_length(client),
                expected_accuracy=expected[client],
            )
            for client in range(plan.num_clients)
        ),
    )


def run_evaluate(root: Path, asked: Evaluate) -> Evaluated:
    """Judge the models of a run over agents."""
    shards, _ = share_examples(root, asked.skew, asked.plan.seed, asked.plan.num_clients)
    test = load_side(root, asked.skew, "test")
    models = [unpack_weights(path.read_bytes(), asked.plan.model) for path in asked.models]
    return Evaluated(
        weights_sha256=weights_sha256(models[-1]),
        num_parameters=models[-1].size,
        figures=_figures(test, asked.plan, models[-1], shards),
        curve=tuple(evaluate(asked.plan.model, weights_P, test).accuracy for weights_P in models),
    )


def _simulated(
    result: SimulationResult, plan: TrainingPlan, shards: Sequence[Examples], test: Examples, facts: tuple[float, float]
) -> Simulated:
    distance, duration_s = facts
    return Simulated(
        weights_sha256=weights_sha256(result.weights_P),
        label_total_variation=distance,
        uplink_bytes=result.uplink_bytes,
        duration_s=duration_s,
        losses=tuple(one.loss for one in result.rounds),
        figures=_figures(test, plan, result.weights_P, shards),
    )


def _figures(test: Examples, plan: TrainingPlan, weights_P: Float32Array, shards: Sequence[Examples]) -> Figures:
    found = evaluate(plan.model, weights_P, test)
    return Figures(accuracy=found.accuracy, macro_f1=found.macro_f1, per_client_accuracy=per_client_accuracy(plan.model, weights_P, shards))


def run(root: Path, asked: ShareOut | Simulate | SimulateContest | Evaluate) -> Result:
    """The result of one computation."""
    match asked:
        case ShareOut():
            return run_share_out(root, asked)
        case Simulate():
            return run_simulate(root, asked)
        case SimulateContest():
            return run_contest(root, asked)
        case Evaluate():
            return run_evaluate(root, asked)


def main() -> int:
    """Compute what standard input asks for; 1 with the reason on standard error where that cannot be done."""
    try:
        results = [run(PROJECT_ROOT, asked) for asked in COMPUTATIONS.validate_json(sys.stdin.buffer.read())]
    except CodedError as error:
        print(f"{error.code}: {error}", file=sys.stderr)
        return 1
    print("[" + ",".join(result.model_dump_json() for result in results) + "]")
    return 0


if __name__ == "__main__":
    end_with(os.getppid())
    sys.exit(main())
