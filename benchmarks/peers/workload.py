"""The workload as every engine reads it, and the clock that every engine is timed by. Standard library and NumPy only.

N examples, F features, K classes, R rounds, S clients of a round, P parameters.
"""

import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]
Layers = list[Floats]
"""Weight [in, out] and bias [out] of each layer of a perceptron, in turn."""


@dataclass(frozen=True, eq=False)
class Workload:
    """One federated training, whatever engine does it.

    Shapes: features_NF, labels_N: the clients' examples, those of client i from starts[i] to starts[i + 1]; held_features_MF, held_labels_M:
    those that the accuracy is of; clients_RS: who trains in which round; initial_P: the first weights, layer by layer, weight [in, out]
    row by row and bias. `order` holds the examples of each (round, client) in the order of its steps, `epochs` passes one behind another,
    those of the i-th pair from order_starts[i] to order_starts[i + 1]; the last batch of a pass is ragged.
    """

    features_NF: Floats
    labels_N: Integers
    starts: Integers
    held_features_MF: Floats
    held_labels_M: Integers
    clients_RS: Integers
    order: Integers
    order_starts: Integers
    initial_P: Floats
    layer_sizes: Integers
    epochs: int
    batch_size: int
    learning_rate: float

    @property
    def num_rounds(self) -> int:
        """Rounds of the whole training."""
        return len(self.clients_RS)

    @property
    def num_clients(self) -> int:
        """Clients that have examples."""
        return len(self.starts) - 1

    def shard(self, client: int) -> tuple[Floats, Integers]:
        """Features and labels of one client."""
        span = slice(int(self.starts[client]), int(self.starts[client + 1]))
        return self.features_NF[span], self.labels_N[span]

    def batches(self, round_index: int, place: int) -> list[Integers]:
        """The minibatches of the client in that place of the round, as indices of its own examples."""
        pair = round_index * self.clients_RS.shape[1] + place
        order = self.order[self.order_starts[pair] : self.order_starts[pair + 1]]
        found: list[Integers] = []
        for one_pass in order.reshape(self.epochs, -1):
            found += [one_pass[start : start + self.batch_size] for start in range(0, len(one_pass), self.batch_size)]
        return found

    def layers(self) -> Layers:
        """The first weights by layer."""
        found: Layers = []
        start = 0
        for fan_in, fan_out in zip(self.layer_sizes[:-1].tolist(), self.layer_sizes[1:].tolist(), strict=True):
            found += [self.initial_P[start : start + fan_in * fan_out].reshape(fan_in, fan_out)]
            found += [self.initial_P[start + fan_in * fan_out : start + (fan_in + 1) * fan_out]]
            start += (fan_in + 1) * fan_out
        return found

    def accuracy(self, layers: Layers) -> float:
        """The share of held-out examples that a perceptron with these weights gets right."""
        outputs = self.held_features_MF
        for index in range(0, len(layers), 2):
            outputs = (np.maximum(outputs, 0) if index else outputs) @ layers[index] + layers[index + 1]
        return float((outputs.argmax(axis=1) == self.held_labels_M).mean())


def save_workload(path: Path, workload: Workload) -> None:
    """Write it as an .npz file."""
    arrays: dict[str, Any] = {name: np.asarray(value) for name, value in asdict(workload).items()}
    np.savez(path, **arrays)


def load_workload(path: str | Path) -> Workload:
    """Read it back."""
    with np.load(path) as arrays:
        fields: dict[str, Any] = {name: array if array.ndim else array.item() for name, array in arrays.items()}
    return Workload(**fields)


def measure(train: Callable[[int], object], accuracy: Callable[[Any], float], num_rounds: int, num_runs: int) -> None:
    """Warm up by one round, then time whole trainings, and print what was found as the last line, for the parent process.

    `train` does that many rounds from the first weights and returns the last ones; `accuracy` judges them, and is not timed.
    """
    train(1)
    ready_at = time.time()
    seconds: list[float] = []
    processor_s: list[float] = []
    weights: object = None
    for _ in range(num_runs):
        started, processor_started_s = time.perf_counter(), time.process_time()
        weights = train(num_rounds)
        seconds.append(time.perf_counter() - started)
        processor_s.append(time.process_time() - processor_started_s)
    found = {"ready_at": ready_at, "seconds": seconds, "processor_s": processor_s, "accuracy": accuracy(weights)}
    print("\n" + json.dumps(found), flush=True)


def arguments() -> tuple[Workload, int]:
    """What a driver is started with: the workload's file and the number of runs."""
    return load_workload(sys.argv[1]), int(sys.argv[2])
