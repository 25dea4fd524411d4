"""MNIST's 10,000 test digits, and the environment that a measurement of training runs in."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from learning.environment import compute_environment

if TYPE_CHECKING:
    from learning.examples import Examples

NUM_TRAINED = 8000
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
