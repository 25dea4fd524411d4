"""The router says an intent of most texts like those that it was held to, and of none that it is less sure of."""

import numpy as np

from learning.plan import LocalTraining, ModelSpec, Strategy, TrainingPlan
from learning.weights import tensor_views
from p2p.agent.assistant.router import Router
from tasks.agents.router import RECOGNISED, threshold_of

PLAN = TrainingPlan(
    model=ModelSpec(kind="mlp", layer_sizes=(8, 3)), local=LocalTraining(epochs=1, batch_size=4, learning_rate=0.1), codec="int8",
    strategy=Strategy(name="fedavg"), num_rounds=1, num_clients=2, clients_per_round=2, min_clients=2, seed=0,
)  # fmt: skip


def test_just_so_many_texts_reach_the_threshold() -> None:
    random = np.random.default_rng(0)
    weights_P = random.normal(size=PLAN.model.num_parameters).astype(np.float32)
    texts_NH = random.normal(size=(200, 8)).astype(np.float32)
    threshold = threshold_of(weights_P, PLAN, texts_NH)
    router = Router(("a", "b", "c"), *tensor_views(weights_P, PLAN.model).values(), threshold)
    said = [router.intent_of(text_H)[0] is not None for text_H in texts_NH]
    assert abs(sum(said) / len(said) - RECOGNISED) < 0.01
