"""FedProx: federated averaging of clients that are held near the global model."""

from learning.strategies.fedavg import FedAvg


class FedProx(FedAvg):
    """The server's part is FedAvg's; a client minimises F(w) + mu/2·‖w − w_global‖², with the plan's `local.proximal_mu`.

    Source: Li et al. 2020, arXiv:1812.06127, Algorithm 2. The paper's clients may do unlike amounts of work; ours do what the plan says.
    """
