"""The MLP kernel beside a plain torch loop and beside its own matrix products alone: `python -m benchmarks.engines [--json]`.

The workload is that of the project's speed figures: 100 clients, Dirichlet(0.3), 20 a round, batches of 16, 2 epochs, 20 rounds,
a perceptron with 128 hidden units, on one thread. The data are MNIST's 10,000 test digits where P2P_AGENT_DATA_MIRROR names a
folder that holds `mnist-t10k/`, else scikit-learn's digits, whose products are so small that calls, not arithmetic, take the time.
"""

import argparse
import gzip
import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from learning.environment import compute_environment
from learning.plan import LocalTraining, ModelSpec, Strategy, TrainingPlan

if TYPE_CHECKING:
    from learning.arrays import Float32Array, IndexArray
    from learning.examples import Examples
    from learning.tensors import AnyArray

_MARK = "P2P_AGENT_BENCHMARK_CHILD"

Schedule = Sequence[Mapping[int, "list[IndexArray]"]]
"""For each round: the batches of each selected client."""


@dataclass(frozen=True, slots=True, eq=False)
class Workload:
    """What every engine is given: the schedule is made before the clock starts."""

    dataset: str
    plan: TrainingPlan
    shards: "list[Examples]"
    held_out: "Examples"
    schedule: Schedule
    initial_P: "Float32Array"


def main() -> None:
    """Set the compute environment by starting over, then measure and report."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument("--repeats", type=int, default=5, help="runs of each engine, taken in turn (default 5)")
    parser.add_argument("--rounds", type=int, default=20, help="rounds of a run (default 20)")
    options = parser.parse_args()
    if _MARK not in os.environ:
        environment = compute_environment(os.environ, cpu_flags()) | {_MARK: "1"}
        os.execve(sys.executable, [sys.executable, "-m", "benchmarks.engines", *sys.argv[1:]], environment)
    report = measure(make_workload(options.rounds), options.repeats)
    print(json.dumps(report, indent=2) if options.json else _as_text(report))


def make_workload(num_rounds: int) -> Workload:
    """The data, the partition and every batch of every round."""
    from learning.kernels.registry import initial_weights
    from learning.partitions.dirichlet import partition_dirichlet
    from learning.randomness import generator
    from learning.schedule import client_batches, select_clients

    dataset, train, held_out = _load()
    plan = TrainingPlan(
        model=ModelSpec(kind="mlp", layer_sizes=(train.features_NF.shape[1], 128, 10)),
        local=LocalTraining(epochs=2, batch_size=16, learning_rate=0.05),
        codec="fp32", strategy=Strategy(name="fedavg"), num_rounds=num_rounds,
        num_clients=100, clients_per_round=20, min_clients=20, seed=0,
    )  # fmt: skip
    parts = partition_dirichlet(train.labels_N, plan.num_clients, 0.3, 2, generator(0, 0, 0, "partition"))
    schedule = [
        {client: client_batches(len(parts[client]), plan, index, client) for client in select_clients(plan, index)}
        for index in range(num_rounds)
    ]
    shards = [train.take(part) for part in parts]
    return Workload(dataset, plan, shards, held_out, schedule, initial_weights(plan.model, plan.seed))


def measure(workload: Workload, repeats: int) -> dict[str, object]:
    """Median seconds of each engine over interleaved runs, their ratios, and how far their weights are apart."""
    import numpy as np
    import torch

    from learning.evaluation import evaluate

    torch.set_num_threads(1)
    engines: dict[str, Callable[[Workload], Float32Array]] = {"kernel": run_kernel, "torch": run_torch, "products": run_products}
    seconds: dict[str, list[float]] = {name: [] for name in engines}
    weights: dict[str, Float32Array] = {}
    for _ in range(repeats):
        for name, engine in engines.items():
            started = time.perf_counter()
            weights[name] = engine(workload)
            seconds[name].append(time.perf_counter() - started)
    median = {name: statistics.median(values) for name, values in seconds.items()}
    samples = sum(len(batch) for clients in workload.schedule for batches in clients.values() for batch in batches)
    steps = sum(len(batches) for clients in workload.schedule for batches in clients.values())
    spec = workload.plan.model
    return {
        "dataset": workload.dataset,
        "rounds": len(workload.schedule), "samples": samples, "steps": steps, "repeats": repeats,
        "seconds": median, "seconds_all": seconds,
        "speed_against_torch": median["torch"] / median["kernel"],
        "share_of_products_alone": median["products"] / median["kernel"],
        "gflop_per_second": samples * _flop_per_sample(spec) / median["kernel"] / 1e9,
        "accuracy": {name: evaluate(spec, weights[name], workload.held_out).accuracy for name in ("kernel", "torch")},
        "largest_difference": float(np.abs(weights["kernel"] - weights["torch"]).max()),
        "openblas_coretype": os.environ.get("OPENBLAS_CORETYPE", "automatic"),
    }  # fmt: skip


def run_kernel(workload: Workload) -> "Float32Array":
    """The project's engine, with its aggregation."""
    import numpy as np

    from learning.aggregation.weighted_mean import FixedPointMean
    from learning.kernels.mlp import train_mlp
    from learning.strategies.fedavg import apply_fedavg

    plan, weights_P = workload.plan, workload.initial_P
    for clients in workload.schedule:
        mean = FixedPointMean(plan.model.num_parameters, plan.clients_per_round)
        for client, batches in clients.items():
            shard = workload.shards[client]
            trained_P = train_mlp(weights_P, shard, batches, plan.model, plan.local).weights_P
            mean.add(np.subtract(trained_P, weights_P, out=trained_P), shard.num_examples)
        weights_P = apply_fedavg(weights_P, mean.mean(), plan.strategy)
    return weights_P


def run_torch(workload: Workload) -> "Float32Array":
    """What one writes in torch: a module, an optimiser per client, cross_entropy, backward, step."""
    import numpy as np

    from learning.models.torch_generic import load_weights, mlp_module, read_weights, train_module

    plan, weights_P, module = workload.plan, workload.initial_P, mlp_module(workload.plan.model)
    for clients in workload.schedule:
        total = sum(workload.shards[client].num_examples for client in clients)
        mean_P = np.zeros_like(weights_P)
        for client, batches in clients.items():
            load_weights(module, weights_P)
            train_module(module, workload.shards[client], batches, plan.local)
            mean_P += read_weights(module) * np.float32(workload.shards[client].num_examples / total)
        weights_P = mean_P
    return weights_P


def run_products(workload: Workload) -> "Float32Array":
    """Nothing but the matrix products of the kernel, on arrays that never change hands."""
    import numpy as np

    from learning.kernels.blas import add_product, row_halves, set_product

    features, hidden, classes = workload.plan.model.layer_sizes
    first, second = np.full((features, hidden), 1e-3, np.float32), np.full((hidden, classes), 1e-3, np.float32)
    tiny = 1e-12  # BLAS skips the product where alpha is nought
    desks = {
        size: [np.ones((size, width), np.float32) for width in (features, hidden, classes, hidden)]
        for size in range(1, workload.plan.local.batch_size + 1)
    }
    halves = {size: row_halves(desk[0], desk[1]) for size, desk in desks.items()}
    for clients in workload.schedule:
        for batches in clients.values():
            for batch in batches:
                x, h, z, d = desks[len(batch)]
                set_product(halves[len(batch)], first)
                np.matmul(h, second, out=z)
                np.matmul(z, second.T, out=d)
                add_product(second, h, z, tiny, 1.0)
                add_product(first, x, d, tiny, 1.0)
    return workload.initial_P


def _load() -> "tuple[str, Examples, Examples]":
    """Training and held-out examples of MNIST's test digits, or of scikit-learn's digits where there is no mirror."""
    import numpy as np

    from learning.examples import Examples

    mirror = os.environ.get("P2P_AGENT_DATA_MIRROR")
    if mirror:
        folder = Path(mirror) / "mnist-t10k"
        pixels = np.frombuffer(gzip.decompress((folder / "t10k-images-idx3-ubyte.gz").read_bytes()), np.uint8, offset=16)
        labels_N = np.frombuffer(gzip.decompress((folder / "t10k-labels-idx1-ubyte.gz").read_bytes()), np.uint8, offset=8).astype(np.int64)
        features_NF = ((pixels.reshape(len(labels_N), -1) / 255 - 0.1307) / 0.3081).astype(np.float32)
        dataset, cut = "mnist-t10k", 8000
    else:
        import sklearn.datasets  # pyright: ignore[reportMissingTypeStubs]

        pixels, labels = cast("tuple[AnyArray, AnyArray]", sklearn.datasets.load_digits(return_X_y=True))  # pyright: ignore
        features_NF, labels_N = (pixels / 16).astype(np.float32), labels.astype(np.int64)
        dataset, cut = "digits", 1437
    order = np.random.default_rng(0).permutation(len(labels_N))
    examples = Examples(features_NF, labels_N)
    return dataset, examples.take(order[:cut]), examples.take(order[cut:])


def _flop_per_sample(spec: ModelSpec) -> int:
    """Two products of the first layer (its input needs no gradient), three of the second, two operations each."""
    features, hidden, classes = spec.layer_sizes
    return 4 * features * hidden + 6 * hidden * classes


def cpu_flags() -> frozenset[str]:
    """The processor's features, none where the system does not tell."""
    path = Path("/proc/cpuinfo")
    lines = path.read_text().splitlines() if path.exists() else []
    return frozenset(next((line for line in lines if line.startswith("flags")), "").split())


def _as_text(report: dict[str, object]) -> str:
    hidden = {"seconds_all"}
    return "\n".join(f"{name:<26}{value}" for name, value in report.items() if name not in hidden)


if __name__ == "__main__":
    main()
