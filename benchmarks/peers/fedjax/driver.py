"""FedJAX's federated averaging, its jit backend on one processor; what it compiles belongs to the set-up.

The same clients train in the same rounds, by batches of FedJAX's own: in its own order and never ragged, so that it compiles once.
"""

import fedjax
import jax
import numpy as np
from fedjax.algorithms.fed_avg import federated_averaging
from jax import numpy as jnp

from benchmarks.peers.workload import Layers, Workload, arguments, measure


def loss(layers: Layers, batch: dict[str, jnp.ndarray], rng: object) -> jnp.ndarray:
    """Mean cross-entropy of a batch."""
    outputs = batch["x"]
    for index in range(0, len(layers), 2):
        outputs = (jax.nn.relu(outputs) if index else outputs) @ layers[index] + layers[index + 1]
    return -jnp.take_along_axis(jax.nn.log_softmax(outputs), batch["y"][:, None], axis=1).mean()


def main() -> None:
    """Time it."""
    workload, num_runs = arguments()
    shards = [fedjax.ClientDataset(dict(zip("xy", workload.shard(client), strict=True))) for client in range(workload.num_clients)]
    algorithm = federated_averaging(
        jax.grad(loss),
        fedjax.optimizers.sgd(workload.learning_rate),
        fedjax.optimizers.sgd(1.0),
        fedjax.ShuffleRepeatBatchHParams(batch_size=workload.batch_size, num_epochs=workload.epochs, seed=0),
    )
    measure(lambda rounds: train(workload, shards, algorithm, rounds), workload.accuracy, workload.num_rounds, num_runs)


def train(workload: Workload, shards: list, algorithm: fedjax.FederatedAlgorithm, num_rounds: int) -> Layers:
    """That many rounds from the first weights."""
    state = algorithm.init([jnp.asarray(layer) for layer in workload.layers()])
    keys = jax.random.split(jax.random.PRNGKey(0), workload.clients_RS.shape[1])
    for clients in workload.clients_RS[:num_rounds].tolist():
        state, _ = algorithm.apply(state, [(client, shards[client], key) for client, key in zip(clients, keys, strict=True)])
    return [np.asarray(layer) for layer in jax.block_until_ready(state.params)]


if __name__ == "__main__":
    main()
