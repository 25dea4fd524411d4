"""MNIST's 10,000 test digits, and the environment that a measurement of training runs in."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from learning.environment import compute_environment
from learning.plan import LocalTraining, ModelSpec, Strategy, TrainingPlan

if TYPE_CHECKING:
    from learning.examples import Examples

NUM_TRAINED = 8000
ALPHA = 0.3
_MARK = "P2P_AGENT_BENCHMARK_CHILD"


def settle_environment(module: str) -> None:
    """Go on only in the environment of a computing process: start `module` over in it where this is another."""
    if _MARK not in os.environ:
        environment = compute_environment(os.environ, cpu_flags()) | {_MARK: "1"}
        os.execve(sys.executable, [sys.executable, "-m", module, *sys.argv[1:]], environment)


def cpu_flags() -> frozenset[str]:
    """The processor's features, none where the system does not tell."""
    path = Path("/proc/cpuinfo")
    lines = path.read_text().splitlines() if path.exists() else []
    return frozenset(next((line for line in lines if line.startswith("flags")), "").split())


def shared_digits(seed: int, num_rounds: int, codec: str, strategy: Strategy) -> "tuple[TrainingPlan, list[Examples], Examples]":
    """The training of `shared_plan`; its clients' digits, and those held out."""
    from learning.partitions.dirichlet import partition_dirichlet
    from learning.randomness import generator

    train, held_out = mnist(seed)
    plan = shared_plan(seed, num_rounds, codec, strategy)
    parts = partition_dirichlet(train.labels_N, plan.num_clients, ALPHA, 2, generator(seed, 0, 0, "partition"))
    return plan, [train.take(part) for part in parts], held_out


def shared_plan(seed: int, num_rounds: int, codec: str, strategy: Strategy) -> TrainingPlan:
    """A training of a perceptron with 128 hidden units by 100 clients, 20 a round."""
    return TrainingPlan(
        model=ModelSpec(kind="mlp", layer_sizes=(784, 128, 10)),
        local=LocalTraining(epochs=2, batch_size=16, learning_rate=0.05),
        codec=codec, strategy=strategy, num_rounds=num_rounds,
        num_clients=100, clients_per_round=20, min_clients=20, seed=seed,
    )  # fmt: skip


def mnist(seed: int) -> "tuple[Examples, Examples]":
    """Training and held-out digits of one seed's draw.

    P2P_AGENT_DATA_MIRROR may name a folder that holds `mnist-t10k/`; without it the digits are those that DVC has fetched.
    """
    import numpy as np

    from learning.examples import Examples
    from tasks.data.mnist import IMAGES, LABELS, read_mnist
    from tasks.data.registry import read_data
    from tasks.project.files import PROJECT_ROOT

    mirror = os.environ.get("P2P_AGENT_DATA_MIRROR")
    images, labels = ((Path(mirror) / name).read_bytes() if mirror else read_data(PROJECT_ROOT, name) for name in (IMAGES, LABELS))
    pixels_NF, labels_N = read_mnist(images, labels)
    examples = Examples((pixels_NF - np.float32(0.1307)) / np.float32(0.3081), labels_N)
    order = np.random.default_rng(seed).permutation(len(labels_N))
    return examples.take(order[:NUM_TRAINED]), examples.take(order[NUM_TRAINED:])
