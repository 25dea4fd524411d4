"""Flower's simulation on Ray: a ClientApp with a plain PyTorch loop, a ServerApp with FedAvg, an actor for each processor.

The same clients train in the same rounds by the same batches: which client a node stands for comes with the round's message. The client is
written as in Flower's tutorial, with a module and a DataLoader made for each message; `lean` as the last argument keeps the module in the
actor and takes each batch out of the client's tensors at once.
"""

import os
import sys
import time
from collections.abc import Iterable

import torch
from flwr.app import ArrayRecord, ConfigRecord, Context, Message, MetricRecord, RecordDict
from flwr.clientapp import ClientApp
from flwr.serverapp import Grid, ServerApp
from flwr.serverapp.strategy import FedAvg
from flwr.simulation import run_simulation
from torch.nn import functional
from torch.utils.data import DataLoader, TensorDataset

from benchmarks.peers.workload import Layers, Workload, arguments, load_workload, measure

client_app = ClientApp()
KEPT: dict[str, object] = {}
"""What an actor keeps between messages: the workload, and of a lean client the module."""


def make_module(workload: Workload) -> torch.nn.Sequential:
    """The perceptron with the first weights."""
    blocks: list[torch.nn.Module] = []
    layers = workload.layers()
    for weight, bias in zip(layers[::2], layers[1::2], strict=True):
        linear = torch.nn.Linear(*weight.shape)
        linear.load_state_dict({"weight": torch.tensor(weight.T.copy()), "bias": torch.tensor(bias)})
        blocks += [linear, torch.nn.ReLU()]
    return torch.nn.Sequential(*blocks[:-1])


@client_app.train()
def train_client(message: Message, context: Context) -> Message:
    """Train one client of one round from the weights in the message."""
    config = message.content["config"]
    if not KEPT:
        torch.set_num_threads(1)
        KEPT["workload"] = load_workload(config["path"])
        KEPT["module"] = make_module(KEPT["workload"])
    workload = KEPT["workload"]
    module = KEPT["module"] if config["lean"] else make_module(workload)
    features, labels = map(torch.from_numpy, workload.shard(config["client"]))
    module.load_state_dict(message.content["arrays"].to_torch_state_dict())
    optimiser = torch.optim.SGD(module.parameters(), lr=workload.learning_rate)
    batches = workload.batches(config["round"], config["place"])
    if config["lean"]:
        loader = ((features[index], labels[index]) for index in map(torch.from_numpy, batches))
    else:
        loader = DataLoader(TensorDataset(features, labels), batch_sampler=[batch.tolist() for batch in batches])
    for inputs, targets in loader:
        optimiser.zero_grad()
        functional.cross_entropy(module(inputs), targets).backward()
        optimiser.step()
    found = {"arrays": ArrayRecord(module.state_dict()), "metrics": MetricRecord({"num-examples": len(labels)})}
    return Message(content=RecordDict(found), reply_to=message)


class Scheduled(FedAvg):
    """FedAvg whose nodes stand for the clients that the workload names."""

    def __init__(self, workload: Workload, path: str, *, is_lean: bool) -> None:
        super().__init__(fraction_train=1.0, fraction_evaluate=0.0)
        self.workload, self.path, self.is_lean = workload, path, is_lean

    def configure_train(self, server_round: int, arrays: ArrayRecord, config: ConfigRecord, grid: Grid) -> Iterable[Message]:
        """One message for each client of the round."""
        clients = self.workload.clients_RS[server_round - 1].tolist()
        for place, (client, node) in enumerate(zip(clients, sorted(grid.get_node_ids()), strict=False)):
            fields = {"path": self.path, "round": server_round - 1, "place": place, "client": client, "lean": self.is_lean}
            place_config = ConfigRecord(fields)
            content = RecordDict({"arrays": arrays, "config": place_config})
            yield Message(content=content, message_type="train", dst_node_id=node)


def main() -> None:
    """Time it inside the ServerApp, so that the start of Ray and of its actors belongs to the set-up."""
    workload, num_runs = arguments()
    path, is_lean = os.path.abspath(sys.argv[1]), sys.argv[-1] == "lean"
    server_app = ServerApp()

    @server_app.main()
    def serve(grid: Grid, context: Context) -> None:
        while len(list(grid.get_node_ids())) < workload.num_clients:  # a round would go without those who have not come yet
            time.sleep(0.1)
        first = ArrayRecord(make_module(workload).state_dict())

        def train(num_rounds: int) -> Layers:
            result = Scheduled(workload, path, is_lean=is_lean).start(grid=grid, initial_arrays=first, num_rounds=num_rounds)
            if not result.arrays:
                raise RuntimeError("no client has answered in any round")
            return [array.numpy() for array in result.arrays.values()]

        def accuracy(arrays: Layers) -> float:
            return workload.accuracy([array.T for array in arrays])

        measure(train, accuracy, workload.num_rounds, num_runs)

    resources = {"client_resources": {"num_cpus": 1, "num_gpus": 0.0}, "init_args": {"num_cpus": len(os.sched_getaffinity(0))}}
    run_simulation(server_app, client_app, num_supernodes=workload.num_clients, backend_config=resources)


if __name__ == "__main__":
    main()
