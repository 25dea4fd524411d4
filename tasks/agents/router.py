"""The assistant's router, trained over simulated clients: its weights, and how sure it must be to say an intent."""

# H width of the encoder, L labels, N texts, P parameters.

import math
from pathlib import Path

import numpy as np

from learning.arrays import Float32Array, Float64Array
from learning.plan import TrainingPlan
from learning.simulation import simulate
from learning.weights import tensor_views
from p2p.agent.assistant.router import Router
from tasks.computing.computations import Simulate
from tasks.computing.worker import load_side, share_examples

RECOGNISED = 0.85
"""The share of held-out texts of an intent in which the router says one."""


def train_router(root: Path, asked: Simulate) -> tuple[Float32Array, float]:
    """The weights [P] that the training ends in, and the threshold.

    Errors: DataMissingError (gates.data.missing), DataAlteredError (gates.data.altered), those of `simulate`.
    """
    shards, _ = share_examples(root, asked.skew, asked.plan.seed, asked.plan.num_clients)
    weights_P = simulate(asked.plan, shards).weights_P
    return weights_P, threshold_of(weights_P, asked.plan, load_side(root, asked.skew, "test").features_NF)


def threshold_of(weights_P: Float32Array, plan: TrainingPlan, features_NH: Float32Array) -> float:
    """How sure the router is of `RECOGNISED` of the texts."""
    weights_HL, bias_L = tensor_views(weights_P, plan.model).values()
    router = Router(tuple(map(str, range(len(bias_L)))), weights_HL, bias_L, threshold=math.inf)
    sureness_N: Float64Array = np.array([router.intent_of(row_H)[1] for row_H in features_NH])
    return float(np.quantile(sureness_N, 1 - RECOGNISED))
