"""pfl's SimulatedBackend with federated averaging in PyTorch, one process; no callback, no metric but what it needs itself.

The same clients train in the same rounds; each goes through its examples in pfl's own order, in the same number of batches.
"""

from collections.abc import Iterator

import numpy as np
import torch
from pfl.aggregate.simulate import SimulatedBackend
from pfl.algorithm.base import NNAlgorithmParams
from pfl.algorithm.federated_averaging import FederatedAveraging
from pfl.data.dataset import Dataset
from pfl.data.federated_dataset import FederatedDataset
from pfl.hyperparam import NNTrainHyperParams
from pfl.metrics import Weighted
from pfl.model.pytorch import PyTorchModel
from torch.nn import functional

from benchmarks.peers.workload import Layers, Workload, arguments, measure


class Perceptron(torch.nn.Sequential):
    """The module, with the two methods that pfl asks for."""

    def loss(self, x, y, eval=False):  # noqa: A002 - pfl names it
        """Mean cross-entropy of a batch."""
        self.train(not eval)
        return functional.cross_entropy(self(x), y)

    def metrics(self, x, y, eval=True):  # noqa: A002
        """What pfl would report after an evaluation; there is none here."""
        return {"loss": Weighted(self.loss(x, y, eval).item() * len(y), len(y))}


def make_module(layers: Layers) -> Perceptron:
    """The perceptron with these weights."""
    blocks = []
    for weight, bias in zip(layers[::2], layers[1::2], strict=True):
        linear = torch.nn.Linear(*weight.shape)
        linear.load_state_dict({"weight": torch.tensor(weight.T.copy()), "bias": torch.tensor(bias)})
        blocks += [linear, torch.nn.ReLU()]
    return Perceptron(*blocks[:-1])


def train(workload: Workload, shards: list[Dataset], num_rounds: int) -> Layers:
    """That many rounds from the first weights."""
    clients: Iterator[int] = iter(workload.clients_RS.ravel().tolist())
    data = FederatedDataset(lambda client: shards[client], lambda: next(clients))
    module = make_module(workload.layers())
    model = PyTorchModel(module, torch.optim.SGD, torch.optim.SGD(module.parameters(), lr=1.0))
    params = NNAlgorithmParams(
        central_num_iterations=num_rounds,
        evaluation_frequency=num_rounds + 1,
        train_cohort_size=workload.clients_RS.shape[1],
        val_cohort_size=0,
    )
    local = NNTrainHyperParams(
        local_num_epochs=workload.epochs, local_learning_rate=workload.learning_rate, local_batch_size=workload.batch_size
    )
    FederatedAveraging().run(params, SimulatedBackend(data, None), model, local, send_metrics_to_platform=False)
    return [parameter.detach().numpy().T for parameter in module.parameters()]


def main() -> None:
    """Time it."""
    torch.set_num_threads(1)
    workload, num_runs = arguments()
    arrays = [workload.shard(client) for client in range(workload.num_clients)]
    shards = [Dataset((torch.tensor(x), torch.tensor(y)), user_id=str(client)) for client, (x, y) in enumerate(arrays)]
    measure(lambda rounds: train(workload, shards, rounds), workload.accuracy, workload.num_rounds, num_runs)


if __name__ == "__main__":
    np.random.seed(0)
    main()
