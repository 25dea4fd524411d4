"""Whether q-FFL and AFL serve the worst clients better than FedAvg at an equal mean: `python -m benchmarks.fairness [--json]`.

MNIST's 10,000 test digits (`benchmarks.digits`), 8,000 to train on, 100 clients, Dirichlet(0.3), 20 a round, batches of 16, 2 epochs, a
perceptron with 128 hidden units. A client's accuracy is that on the 2,000 held-out digits, each label counting as often as the client
has it: what the client may expect of new digits of its own. The twenty digits or so that a client could hold out itself would drown
what is looked for in chance. Beside it stands the accuracy on the client's own training digits, by which the gates judge.
The claim: q-FFL's worst tenth is better off and the variance smaller at a comparable mean (Li et al. 2020, arXiv:1905.10497, tables 1 and 2);
so is the worst client of AFL (Mohri et al. 2019, arXiv:1902.00146).
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from benchmarks.digits import mnist, settle_environment
from learning.plan import LocalTraining, ModelSpec, Strategy, TrainingPlan

if TYPE_CHECKING:
    from learning.arrays import Float32Array
    from learning.examples import Examples

STRATEGIES = (
    Strategy(name="fedavg"),
    *(Strategy(name="qffl", q=q) for q in (0.1, 0.5, 1.0, 2.0, 5.0)),
    *(Strategy(name="afl", mixture_learning_rate=rate) for rate in (1e-5, 3e-5, 1e-4, 3e-4, 1e-3)),
)
"""The first is what the others are compared with."""
MARGIN_POINTS = 1.0


@dataclass(frozen=True, slots=True)
class Run:
    """One training's figures over the clients: percentages, `variance` in squared points; `own_…` on the clients' training digits."""

    mean: float
    worst_tenth: float
    variance: float
    own_mean: float
    own_worst_tenth: float
    own_variance: float


def main() -> None:
    """Set the compute environment by starting over, then measure and report."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument("--rounds", type=int, default=100, help="rounds of a run (default 100)")
    parser.add_argument("--seeds", type=int, default=3, help="seeds, from 0 (default 3)")
    options = parser.parse_args()
    settle_environment("benchmarks.fairness")
    runs = {_label(strategy): [run(strategy, seed, options.rounds) for seed in range(options.seeds)] for strategy in STRATEGIES}
    plain = runs[_label(STRATEGIES[0])]
    report = {label: compare(some, plain) for label, some in runs.items()}
    print(json.dumps(report, indent=2) if options.json else _as_text(report))


def run(strategy: Strategy, seed: int, num_rounds: int) -> Run:
    """One training by the simulation that the agents' runs are held to."""
    from learning.evaluation import per_client_accuracy
    from learning.fairness.accuracy import accuracy_fairness
    from learning.partitions.dirichlet import partition_dirichlet
    from learning.randomness import generator
    from learning.simulation import simulate

    train, held_out = mnist(seed)
    plan = TrainingPlan(
        model=ModelSpec(kind="mlp", layer_sizes=(784, 128, 10)),
        local=LocalTraining(epochs=2, batch_size=16, learning_rate=0.05),
        codec="fp32", strategy=strategy, num_rounds=num_rounds,
        num_clients=100, clients_per_round=20, min_clients=20, seed=seed,
    )  # fmt: skip
    parts = partition_dirichlet(train.labels_N, plan.num_clients, 0.3, 2, generator(seed, 0, 0, "partition"))
    shards = [train.take(part) for part in parts]
    weights_P = simulate(plan, shards).weights_P
    expected = accuracy_fairness(expected_accuracy(plan.model, weights_P, shards, held_out))
    own = accuracy_fairness(per_client_accuracy(plan.model, weights_P, shards))
    points = [100 * figure for fairness in (expected, own) for figure in (fairness.mean, fairness.worst_decile, 100 * fairness.variance)]
    return Run(*points)


def expected_accuracy(spec: ModelSpec, weights_P: "Float32Array", shards: "Sequence[Examples]", held_out: "Examples") -> tuple[float, ...]:
    """The accuracy on the held-out examples for each client, each label counting as often as the client has it."""
    import numpy as np

    from learning.kernels.registry import kernel_for

    is_right_N = kernel_for(spec).predict(weights_P, held_out.features_NF, spec).argmax(axis=1) == held_out.labels_N
    by_label_K = np.bincount(held_out.labels_N[is_right_N], minlength=spec.num_classes) / np.bincount(held_out.labels_N)
    return tuple(float(by_label_K[shard.labels_N].mean()) for shard in shards)


def compare(runs: Sequence[Run], plain: Sequence[Run]) -> dict[str, float | bool]:
    """One strategy's figures, means over the seeds, beside FedAvg's with the same seeds; `is_fairer` is the project's own aim."""
    import numpy as np

    rows = np.array([list(asdict(one).values()) for one in runs])
    gains = rows - np.array([list(asdict(one).values()) for one in plain])
    figures = dict(zip(asdict(runs[0]), map(float, rows.mean(axis=0)), strict=True))
    mean_gain, worst_gain = gains.mean(axis=0)[:2]
    return {
        **figures,
        "mean_gain": float(mean_gain),
        "worst_tenth_gain": float(worst_gain),
        "worst_tenth_gain_least": float(gains[:, 1].min()),
        "own_worst_tenth_gain": float(gains[:, 4].mean()),
        "is_fairer": bool(worst_gain > 0 and abs(mean_gain) <= MARGIN_POINTS),
    }


def _label(strategy: Strategy) -> str:
    parameter = {"qffl": f" q={strategy.q:g}", "afl": f" γ={strategy.mixture_learning_rate:g}"}
    return strategy.name + parameter.get(strategy.name, "")


def _as_text(report: dict[str, dict[str, float | bool]]) -> str:
    columns = {
        "mean": "mean", "worst_tenth": "worst 10%", "variance": "variance", "mean_gain": "± mean", "worst_tenth_gain": "± worst",
        "worst_tenth_gain_least": "least of seeds", "own_worst_tenth": "own worst", "own_worst_tenth_gain": "± own worst", "is_fairer": "fairer",
    }  # fmt: skip
    rows = [["strategy", *columns.values()]]
    for label, found in report.items():
        cells = (("yes" if found[key] else "no") if key == "is_fairer" else f"{found[key]:.2f}" for key in columns)
        rows.append([label, *cells])
    return "\n".join(f"{row[0]:<14}" + "".join(f"{cell:>15}" for cell in row[1:]) for row in rows)


if __name__ == "__main__":
    main()
