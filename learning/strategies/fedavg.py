"""Federated averaging: a step along the mean update."""

import numpy as np

from learning.arrays import Float32Array
from learning.plan import Strategy


def apply_fedavg(weights_P: Float32Array, mean_update_P: Float32Array, strategy: Strategy) -> Float32Array:
    """The global weights moved by the mean update, times the server's learning rate.

    Shapes: all [parameters].
    Source: McMahan et al. 2017, arXiv:1602.05629, Algorithm 1 (learning rate 1); Reddi et al. 2021, arXiv:2003.00295.
    """
    step_P = np.multiply(mean_update_P, strategy.server_learning_rate, dtype=np.float32)
    return weights_P + step_P
