"""What each codec costs in accuracy and saves in bytes: `python -m benchmarks.communication [--json] [--codec NAME …]`.

The workload is that of the project's speed figures: MNIST's 10,000 test digits, 8,000 to train on, 100 clients, Dirichlet(0.3),
20 a round, batches of 16, 2 epochs, a perceptron with 128 hidden units. Bytes are those of the encoded updates, headers included.
`per sync` compares them with fp32's in the same rounds, `per step` with fp32 updates after every local step, and `to target` those that
were sent before the held-out accuracy first came within one point of fp32's last. P2P_AGENT_DATA_MIRROR may name a folder that
holds `mnist-t10k/`; without it the digits are those that DVC has fetched.
"""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.engines import cpu_flags
from learning.environment import compute_environment
from learning.plan import LocalTraining, ModelSpec, Strategy, TrainingPlan

if TYPE_CHECKING:
    from learning.examples import Examples

_MARK = "P2P_AGENT_BENCHMARK_CHILD"
CODECS = ("fp32", "fp16", "int8", "int8-p99", "sign", "topk-1pct", "topk2b-3pct", "topk2b-1pct", "topk1b-3pct", "topk1b-1pct")
"""The first is what the others are compared with."""
NUM_TRAINED = 8000
MARGIN = 0.01


@dataclass(frozen=True, slots=True)
class Run:
    """One training: the held-out accuracy and the bytes so far after each round, and how the worst tenth of the clients fares."""

    codec: str
    seed: int
    accuracies: tuple[float, ...]
    bytes_so_far: tuple[int, ...]
    worst_tenth: float
    steps_a_client: float

    def bytes_to(self, accuracy: float) -> int | None:
        """What was sent before the accuracy was first reached; None where it never was."""
        return next((sent for reached, sent in zip(self.accuracies, self.bytes_so_far, strict=True) if reached >= accuracy), None)


def main() -> None:
    """Set the compute environment by starting over, then measure and report."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument("--rounds", type=int, default=40, help="rounds of a run (default 40)")
    parser.add_argument("--seeds", type=int, default=3, help="seeds, from 0 (default 3)")
    parser.add_argument("--codec", action="append", help="measure these beside fp32 (default: ten of all kinds)")
    options = parser.parse_args()
    if _MARK not in os.environ:
        environment = compute_environment(os.environ, cpu_flags()) | {_MARK: "1"}
        os.execve(sys.executable, [sys.executable, "-m", "benchmarks.communication", *sys.argv[1:]], environment)
    codecs = CODECS[:1] + tuple(options.codec or CODECS[1:])
    runs = [run(codec, seed, options.rounds) for seed in range(options.seeds) for codec in codecs]
    report = {codec: compare([one for one in runs if one.codec == codec], runs[:: len(codecs)]) for codec in codecs}
    print(json.dumps(report, indent=2) if options.json else _as_text(report))


def run(codec: str, seed: int, num_rounds: int) -> Run:
    """One training by the simulation that the agents' runs are held to."""
    import numpy as np

    from learning.evaluation import evaluate, per_client_accuracy
    from learning.partitions.dirichlet import partition_dirichlet
    from learning.randomness import generator
    from learning.schedule import client_batches
    from learning.simulation import simulate

    train, held_out = _digits(seed)
    plan = TrainingPlan(
        model=ModelSpec(kind="mlp", layer_sizes=(784, 128, 10)),
        local=LocalTraining(epochs=2, batch_size=16, learning_rate=0.05),
        codec=codec, strategy=Strategy(name="fedavg"), num_rounds=num_rounds,
        num_clients=100, clients_per_round=20, min_clients=20, seed=seed,
    )  # fmt: skip
    parts = partition_dirichlet(train.labels_N, plan.num_clients, 0.3, 2, generator(seed, 0, 0, "partition"))
    shards = [train.take(part) for part in parts]
    accuracies: list[float] = []
    result = simulate(plan, shards, on_round=lambda _, weights_P: accuracies.append(evaluate(plan.model, weights_P, held_out).accuracy))
    worst = sorted(per_client_accuracy(plan.model, result.weights_P, shards))[: plan.num_clients // 10]
    steps = [
        len(client_batches(shards[client].num_examples, plan, entry.round_index, client))
        for entry in result.rounds
        for client in entry.included
    ]
    sent = np.cumsum([entry.uplink_bytes for entry in result.rounds])
    return Run(codec, seed, tuple(accuracies), tuple(map(int, sent)), float(np.mean(worst)), float(np.mean(steps)))


def compare(runs: Sequence[Run], plain: Sequence[Run]) -> dict[str, float | None]:
    """One codec's runs beside fp32's with the same seeds; accuracies and points are means over the seeds."""
    import numpy as np

    last, plain_last = (np.array([one.accuracies[-1] for one in some]) for some in (runs, plain))
    ratio = plain[0].bytes_so_far[-1] / np.mean([one.bytes_so_far[-1] for one in runs])
    to_target = [
        (one.bytes_to(other.accuracies[-1] - MARGIN), other.bytes_to(other.accuracies[-1] - MARGIN))
        for one, other in zip(runs, plain, strict=True)
    ]
    is_reached = all(own is not None for own, _ in to_target)
    return {
        "accuracy": float(last.mean()),
        "accuracy_std": float(last.std()),
        "points_lost": float(100 * (plain_last - last).mean()),
        "worst_tenth_points_lost": float(
            100 * np.mean([other.worst_tenth - one.worst_tenth for one, other in zip(runs, plain, strict=True)])
        ),
        "bytes_an_update": float(np.mean([one.bytes_so_far[-1] for one in runs]) / len(runs[0].accuracies) / 20),
        "times_fewer_per_sync": float(ratio),
        "times_fewer_per_step": float(ratio * np.mean([one.steps_a_client for one in runs])),
        "bytes_to_target": float(np.mean([own for own, _ in to_target if own is not None])) if is_reached else None,
        "times_fewer_to_target": float(np.mean([other / own for own, other in to_target if own and other])) if is_reached else None,
    }


def _digits(seed: int) -> "tuple[Examples, Examples]":
    """Training and held-out digits of one seed's draw."""
    import numpy as np

    from learning.examples import Examples
    from tasks.data_registry import read_data
    from tasks.mnist import IMAGES, LABELS, read_mnist
    from tasks.project_files import PROJECT_ROOT

    mirror = os.environ.get("P2P_AGENT_DATA_MIRROR")
    images, labels = ((Path(mirror) / name).read_bytes() if mirror else read_data(PROJECT_ROOT, name) for name in (IMAGES, LABELS))
    pixels_NF, labels_N = read_mnist(images, labels)
    examples = Examples((pixels_NF - np.float32(0.1307)) / np.float32(0.3081), labels_N)
    order = np.random.default_rng(seed).permutation(len(labels_N))
    return examples.take(order[:NUM_TRAINED]), examples.take(order[NUM_TRAINED:])


def _as_text(report: dict[str, dict[str, float | None]]) -> str:
    columns = {
        "accuracy": "accuracy", "accuracy_std": "±", "points_lost": "points lost", "worst_tenth_points_lost": "worst tenth",
        "bytes_an_update": "bytes", "times_fewer_per_sync": "per sync", "times_fewer_per_step": "per step",
        "bytes_to_target": "to target", "times_fewer_to_target": "times fewer",
    }  # fmt: skip
    forms = (".4f", ".4f", ".2f", ".2f", ",.0f", ".1f", ",.0f", ",.0f", ".1f")
    rows = [["codec", *columns.values()]]
    for codec, found in report.items():
        cells = (("–" if found[key] is None else format(found[key], form)) for key, form in zip(columns, forms, strict=True))
        rows.append([codec, *cells])
    return "\n".join(f"{row[0]:<13}" + "".join(f"{cell:>13}" for cell in row[1:]) for row in rows)


if __name__ == "__main__":
    main()
