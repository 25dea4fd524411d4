import numpy as np

from learning.adapter import WIDTH
from learning.plan import ModelSpec
from tasks.agents.assistant import RECOGNISED, router_training, threshold_of
from tasks.project.files import PROJECT_ROOT


def test_the_router_is_a_head_on_the_frozen_encoder() -> None:
    asked = router_training(PROJECT_ROOT)
    assert asked.plan.model.layer_sizes[0] == WIDTH
    assert asked.plan.model.adapter is None
    assert asked.plan.num_clients > 1


def test_the_threshold_is_reached_by_the_share_of_texts_that_is_to_be_recognised() -> None:
    plan = router_training(PROJECT_ROOT).plan.model_copy(update={"model": ModelSpec(kind="mlp", layer_sizes=(WIDTH, 3))})
    weights = np.random.default_rng(0).normal(size=3 * WIDTH + 3).astype(np.float32) / 10
    features = np.random.default_rng(1).normal(size=(200, WIDTH)).astype(np.float32)
    threshold = threshold_of(weights, plan, features)
    scores = features @ weights[: 3 * WIDTH].reshape(WIDTH, 3) + weights[3 * WIDTH :]
    odds = np.exp(scores - scores.max(1, keepdims=True))
    assert abs(((odds.max(1) / odds.sum(1)) >= threshold).mean() - RECOGNISED) < 0.02
