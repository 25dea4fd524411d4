"""The workload of the project's speed figures: MNIST's test digits, 100 clients, Dirichlet(0.3), 20 a round, batches of 16, 2 epochs.

The model is a perceptron with 128 hidden units, or a CNN with two convolutions of stride 2.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from benchmarks.digits import ALPHA, mnist
from learning.convolutions import Convolutions
from learning.plan import LocalTraining, ModelSpec, Strategy, TrainingPlan

if TYPE_CHECKING:
    from benchmarks.peers.workload import Workload
    from learning.examples import Examples

Kind = Literal["mlp", "cnn"]

_MODELS: dict[Kind, ModelSpec] = {
    "mlp": ModelSpec(kind="mlp", layer_sizes=(784, 128, 10)),
    "cnn": ModelSpec(kind="cnn", layer_sizes=(784, 10), convolutions=Convolutions(height=28, width=28, channels=(8, 16), kernel_size=5)),
}


def make_plan(kind: Kind, num_rounds: int) -> TrainingPlan:
    """The training that every engine does."""
    return TrainingPlan(
        model=_MODELS[kind],
        local=LocalTraining(epochs=2, batch_size=16, learning_rate=0.05),
        codec="fp32", strategy=Strategy(name="fedavg"), num_rounds=num_rounds,
        num_clients=100, clients_per_round=20, min_clients=20, seed=0,
    )  # fmt: skip


def make_shards(plan: TrainingPlan) -> "tuple[list[Examples], Examples]":
    """Each client's digits, and the held-out ones."""
    from learning.partitions.dirichlet import partition_dirichlet
    from learning.randomness import generator

    train, held_out = mnist(plan.seed)
    parts = partition_dirichlet(train.labels_N, plan.num_clients, ALPHA, 2, generator(plan.seed, 0, 0, "partition"))
    return [train.take(part) for part in parts], held_out


def make_workload(plan: TrainingPlan, shards: "Sequence[Examples]", held_out: "Examples") -> "Workload":
    """The same training for engines that know neither our plans nor our random numbers: every batch of every round."""
    import numpy as np

    from benchmarks.peers.workload import Workload
    from learning.kernels.registry import initial_weights
    from learning.schedule import client_batches, select_clients

    clients_RS = np.array([select_clients(plan, index) for index in range(plan.num_rounds)])
    orders = [
        np.concatenate(client_batches(shards[client].num_examples, plan, index, client))
        for index, clients in enumerate(clients_RS.tolist())
        for client in clients
    ]
    return Workload(
        features_NF=np.concatenate([shard.features_NF for shard in shards]),
        labels_N=np.concatenate([shard.labels_N for shard in shards]),
        starts=np.cumsum([0, *(shard.num_examples for shard in shards)]),
        held_features_MF=held_out.features_NF,
        held_labels_M=held_out.labels_N,
        clients_RS=clients_RS,
        order=np.concatenate(orders),
        order_starts=np.cumsum([0, *map(len, orders)]),
        initial_P=initial_weights(plan.model, plan.seed),
        layer_sizes=np.array(plan.model.layer_sizes),
        epochs=plan.local.epochs or 0,
        batch_size=plan.local.batch_size,
        learning_rate=plan.local.learning_rate,
    )
