"""The engines that the project's own environment can run, each in a process of its own: `python -m benchmarks.engine_runs FILE RUNS NAME KIND`.

`ours_1` is the simulation in one process, `ours_2` the pool of two; `products` are the matrix products of its MLP kernel alone,
`products_plain` those of a training that takes every step by the weights; `torch` is the loop that one writes in PyTorch, `vmap` the
clients of a round side by side by torch.func.
"""

import os
import sys
from typing import TYPE_CHECKING, cast

import numpy as np

from benchmarks.digits import cpu_flags
from benchmarks.engine_workload import Kind, make_plan
from benchmarks.peers.workload import Workload, arguments, measure
from learning.arrays import Float32Array
from learning.environment import compute_environment
from learning.evaluation import evaluate
from learning.examples import Examples
from learning.plan import TrainingPlan

if TYPE_CHECKING:
    import torch

    from learning.arrays import IndexArray
    from learning.kernels.blas import Call


def main() -> None:
    """Time one engine."""
    workload, num_runs = arguments()
    name, kind = sys.argv[3:5]
    plan = make_plan(cast(Kind, kind), workload.num_rounds)
    held_out = Examples(workload.held_features_MF, workload.held_labels_M)

    def accuracy(weights_P: Float32Array) -> float:
        return evaluate(plan.model, weights_P, held_out).accuracy

    if name.startswith("ours"):
        _measure_ours(plan, workload, int(name.removeprefix("ours_")), num_runs)
    elif name.startswith("products"):
        measure(Products(plan, workload, is_plain=name == "products_plain").run, lambda _: float("nan"), plan.num_rounds, num_runs)
    else:
        import torch

        torch.set_num_threads(1)
        engine = {"torch": run_torch, "vmap": run_vmap}[name]
        measure(lambda rounds: engine(plan, workload, rounds), accuracy, plan.num_rounds, num_runs)


def _measure_ours(plan: TrainingPlan, workload: Workload, num_processes: int, num_runs: int) -> None:
    from learning.loops.switch import load_loops
    from learning.pool.crew import Pool
    from learning.simulation import first_state, run_rounds, simulate

    assert load_loops(), "numba is not installed"
    shards = [Examples(*workload.shard(client)) for client in range(workload.num_clients)]
    held_out = Examples(workload.held_features_MF, workload.held_labels_M)

    def part(num_rounds: int) -> TrainingPlan:
        return plan.model_copy(update={"num_rounds": num_rounds})

    def accuracy(weights_P: Float32Array) -> float:
        return evaluate(plan.model, weights_P, held_out).accuracy

    if num_processes == 1:
        measure(lambda rounds: simulate(part(rounds), shards).weights_P, accuracy, plan.num_rounds, num_runs)
        return
    with Pool(plan, shards, num_processes, compute_environment(os.environ, cpu_flags())) as pool:

        def train(num_rounds: int) -> Float32Array:
            return run_rounds(part(num_rounds), pool, first_state(plan), None, lambda _: None).weights_P

        measure(train, accuracy, plan.num_rounds, num_runs)


class Products:
    """Nothing but the matrix products of the MLP kernel's training, all that its loops call, from Python, on arrays that never change hands.

    `is_plain`: of a training without inner products, whose every step multiplies by the first layer's weights.
    """

    def __init__(self, plan: TrainingPlan, workload: Workload, *, is_plain: bool = False) -> None:
        from learning.kernels.blas import aligned_empty
        from learning.preparation import prepare

        shards = [Examples(*workload.shard(client)) for client in range(workload.num_clients)]
        self._workload, self._widths = workload, plan.model.layer_sizes
        self._inner = [None if is_plain else prepare(plan, shard).inner for shard in shards]
        self._weight, self._head = aligned_empty(*self._widths[:2]), aligned_empty(*self._widths[1:])
        self._update, self._row_H, self._row_K = (
            aligned_empty(*self._widths[:2]),
            aligned_empty(self._widths[1]),
            aligned_empty(self._widths[2]),
        )
        for array in (self._weight, self._head, self._row_H, self._row_K):
            array.fill(1e-3)
        self._steps: dict[tuple[int, int], list[Call]] = {}

    def run(self, num_rounds: int) -> None:
        """Those of so many rounds."""
        seen: set[int] = set()
        for round_index, clients in enumerate(self._workload.clients_RS[:num_rounds].tolist()):
            for place, client in enumerate(clients):
                self._train(client, self._workload.batches(round_index, place), is_new=client not in seen)
                seen.add(client)

    def _train(self, client: int, batches: "list[IndexArray]", *, is_new: bool) -> None:
        """A client's inner products once, what the first layer begins with, the steps, and the first layer's update."""
        from learning.kernels.blas import multiply_columns, multiply_rows, product

        inner = self._inner[client]
        num_examples = 0 if inner is None else len(inner.features_NV)
        outputs = np.zeros((num_examples, self._widths[1]), np.float32)
        if inner is not None:
            if is_new:
                for call in product(inner.features_NV, inner.features_NV.T, np.zeros_like(inner.products_NN), 1.0):
                    call()
            np.matmul(inner.constants_F, self._weight, out=self._row_H)
            multiply_rows(inner.features_NV, self._weight[: len(inner.varying_V)], outputs)
        for batch in batches:
            for call in self._steps.get((len(batch), num_examples)) or self._bind(len(batch), num_examples):
                call()
        if inner is not None:
            multiply_columns(inner.features_NV, outputs, self._update[: len(inner.varying_V)])

    def _bind(self, size: int, num_examples: int) -> "list[Call]":
        """A step of a client with so many examples; with none where it is trained without inner products."""
        from learning.kernels.blas import add_product, add_rows, aligned_empty, product

        features, hidden, classes = self._widths
        tiny = 1e-12  # BLAS skips the product where alpha is nought
        shapes = ((size, num_examples), (num_examples, hidden), (size, features), (size, hidden), (size, hidden), (classes, size), (size,))
        sides, moves, x, h, d, z, ones = (aligned_empty(*shape) for shape in shapes)
        for array in (sides, moves, x, h, d, z, ones):
            array.fill(1e-3)
        if num_examples:
            calls = product(sides, moves, h, 1.0)
        else:
            calls = [
                *product(x, self._weight, h, 1.0),
                *add_product(self._weight, x, d, tiny, 1.0),
                *add_rows(self._row_H, d, ones, tiny, 1.0),
            ]
        calls += [*product(h, self._head, z.T, 1.0), *product(z.T, self._head.T, d)]
        calls += [*add_product(self._head, h, z.T, tiny, 1.0), *add_rows(self._row_K, z.T, ones, tiny, 1.0)]
        self._steps[size, num_examples] = calls
        return calls


def run_torch(plan: TrainingPlan, workload: Workload, num_rounds: int) -> Float32Array:
    """What one writes in torch: a module, an optimiser per client, cross_entropy, backward, step."""
    from learning.models.torch_generic import cnn_module, load_weights, mlp_module, read_weights, train_module

    module = (cnn_module if plan.model.kind == "cnn" else mlp_module)(plan.model)
    weights_P = workload.initial_P
    for round_index, clients in enumerate(workload.clients_RS[:num_rounds].tolist()):
        shards = [Examples(*workload.shard(client)) for client in clients]
        total, mean_P = sum(shard.num_examples for shard in shards), np.zeros_like(weights_P)
        for place, shard in enumerate(shards):
            load_weights(module, weights_P)
            train_module(module, shard, workload.batches(round_index, place), plan.local)
            mean_P += read_weights(module) * np.float32(shard.num_examples / total)
        weights_P = mean_P
    return weights_P


def run_vmap(plan: TrainingPlan, workload: Workload, num_rounds: int) -> Float32Array:
    """All clients of a round side by side, step by step; who has fewer batches, or a ragged one, has examples of no weight."""
    import torch
    from torch.func import functional_call, grad, vmap
    from torch.nn import functional

    from learning.models.torch_generic import load_weights, mlp_module, read_weights

    module = mlp_module(plan.model)
    load_weights(module, workload.initial_P)

    def loss(weights: "dict[str, torch.Tensor]", x: "torch.Tensor", y: "torch.Tensor", share: "torch.Tensor") -> "torch.Tensor":
        return (functional.cross_entropy(functional_call(module, weights, x), y, reduction="none") * share).sum()

    gradients = vmap(grad(loss))
    features_NF, labels_N = torch.from_numpy(workload.features_NF), torch.from_numpy(workload.labels_N)
    for round_index, clients in enumerate(workload.clients_RS[:num_rounds].tolist()):
        counts = torch.tensor([len(workload.shard(client)[1]) for client in clients], dtype=torch.float32)
        weights = {name: value.detach().expand(len(clients), *value.shape).clone() for name, value in module.named_parameters()}
        for index_CB, share_CB in _side_by_side(workload, round_index):
            index, share = torch.from_numpy(index_CB), torch.from_numpy(share_CB)
            found = gradients(weights, features_NF[index], labels_N[index], share)
            for name, value in weights.items():
                value.sub_(found[name], alpha=plan.local.learning_rate)
        mean = {name: torch.tensordot(counts / counts.sum(), value, 1) for name, value in weights.items()}
        module.load_state_dict(mean)
    return read_weights(module)


def _side_by_side(workload: Workload, round_index: int) -> "list[tuple[np.ndarray, np.ndarray]]":
    """For each step of a round the examples [clients, batch] and what each counts in its client's mean."""
    clients = workload.clients_RS[round_index].tolist()
    batches = [workload.batches(round_index, place) for place in range(len(clients))]
    steps: list[tuple[np.ndarray, np.ndarray]] = []
    for step in range(max(map(len, batches))):
        index_CB = np.zeros((len(clients), workload.batch_size), np.int64)
        share_CB = np.zeros((len(clients), workload.batch_size), np.float32)
        for row, client in enumerate(clients):
            if step < len(batches[row]):
                batch = batches[row][step]
                index_CB[row, : len(batch)] = workload.starts[client] + batch
                share_CB[row, : len(batch)] = 1 / len(batch)
        steps.append((index_CB, share_CB))
    return steps


if __name__ == "__main__":
    main()
