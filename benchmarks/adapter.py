"""How the learning rates of the adapter gate were chosen: `python -m benchmarks.adapter [--profile full] [--json] [--write]`.

Every trial of `adapter.<profile>.tried` in params.yaml, with an adapter and with the head alone, by one client that has all texts and by
many; judged on a quarter of the training texts, which then are not trained on, after each of the last three rounds, means over
three seeds that the gate does not have. The test texts are not looked at.
"""

import argparse
import json
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import numpy as np

from benchmarks.digits import settle_environment
from benchmarks.tables import Column, Figure, as_markdown, as_text, write_between_marks
from gates.catalogue import PROFILES
from gates.params.adapter import AdapterParameters, Kind, Training, centralized_plan, federated_plan
from gates.params.data import TextsParameters
from learning.arrays import Float32Array
from learning.evaluation import evaluate
from learning.partitions.dirichlet import partition_dirichlet
from learning.plan import TrainingPlan
from learning.randomness import generator
from learning.simulation import SimulatedRound, simulate
from tasks.data.encoded_sides import load_encoded_sides
from tasks.project.all_parameters import load_project
from tasks.project.files import PROJECT_ROOT

MODULE = "benchmarks.adapter"
PAGE = Path(__file__).parents[1] / "docs" / "text.md"
SEEDS = (100, 101, 102)
NUM_JUDGED = 3
KINDS: tuple[Kind, ...] = ("adapter", "head_only")
COLUMNS = (Column("accuracy", "accuracy", ".4f"), Column("std", "±", ".4f"), Column("chosen", "chosen", ""))


def trials(kind: Kind, params: AdapterParameters) -> Iterator[dict[str, float]]:
    """The learning rates of each trial, by the name of the parameter."""
    tried = params.tried
    if kind == "head_only":
        yield from ({"head_only_rate": rate} for rate in tried.head_only_rates)
    else:
        yield from ({"adapter_rate": rate, "head_rate": head} for rate, head in product(tried.adapter_rates, tried.head_rates))


def held_back_accuracy(plan: TrainingPlan, params: AdapterParameters, texts: TextsParameters) -> float:
    """The mean accuracy on the texts held back, after each of the last rounds."""
    form = "features" if plan.model.adapter is None else "tokens"
    train, _ = load_encoded_sides(PROJECT_ROOT, params.dataset, form, texts.test_fraction, texts.split_seed)
    order_N = generator(plan.seed, 0, 0, "split").permutation(train.num_examples)
    cut = train.num_examples // 4
    trained, judged = train.take(np.sort(order_N[cut:])), train.take(np.sort(order_N[:cut]))
    random = generator(plan.seed, 0, 0, "partition")
    parts = partition_dirichlet(trained.labels_N, plan.num_clients, params.dirichlet_alpha, params.min_shard_size, random)
    accuracies: list[float] = []

    def judge(entry: SimulatedRound, weights_P: Float32Array) -> None:
        if entry.round_index >= plan.num_rounds - NUM_JUDGED:
            accuracies.append(evaluate(plan.model, weights_P, judged).accuracy)

    simulate(plan, [trained.take(part) for part in parts], on_round=judge)
    return float(np.mean(accuracies))


def measure(params: AdapterParameters, texts: TextsParameters) -> Iterator[tuple[str, dict[str, Figure]]]:
    """The figures of each trial."""
    ways: dict[str, Training] = {"centralized": params.centralized, "federated": params.federated}
    for (way, training), kind in product(ways.items(), KINDS):
        for rates in trials(kind, params):
            tried = training.model_copy(update=rates)
            changed = params.model_copy(update={way: tried})
            plans = [
                centralized_plan(kind, changed, seed) if way == "centralized" else federated_plan(kind, changed, "fp32", seed)
                for seed in SEEDS
            ]
            found = [held_back_accuracy(plan, params, texts) for plan in plans]
            label = f"{way}, {kind.replace('_', ' ')}, " + ", ".join(
                f"{name.removesuffix('_rate')} {rate:g}" for name, rate in rates.items()
            )
            yield label, {"accuracy": float(np.mean(found)), "std": float(np.std(found)), "chosen": "yes" if tried == training else ""}


def main() -> None:
    """Set the compute environment by starting over, then measure and report."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--profile", choices=PROFILES, default="reduced")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument("--write", action="store_true", help="keep the table in docs/text.md")
    options = parser.parse_args()
    settle_environment(MODULE)
    project = load_project(PROJECT_ROOT)
    report: dict[str, dict[str, Figure]] = {}
    for label, figures in measure(project.adapter.of(options.profile), project.data.texts):
        report[label] = figures
        print(label, f"{figures['accuracy']:.4f}", flush=True)
    print(json.dumps(report, indent=2) if options.json else as_text("trial", report, COLUMNS))
    if options.write:
        write_between_marks(PAGE, f"{MODULE} --profile {options.profile}", as_markdown("trial", report, COLUMNS))


if __name__ == "__main__":
    main()
