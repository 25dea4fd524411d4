"""The smoke gate's parameters: how many agents, on what data, with which training."""

from typing import Annotated

from pydantic import Field

from gates.params.training import AgentTraining, HiddenSizes, Seeds
from learning.plan import Seed, TrainingPlan


class SmokeParameters(AgentTraining):
    """Section `smoke`: `seed` is the run over agents, `evaluation_seeds` those of the accuracy floor in simulation."""

    hidden_sizes: HiddenSizes
    server_learning_rate: Annotated[float, Field(gt=0, le=10)]
    seed: Seed
    evaluation_seeds: Seeds


def smoke_plan(params: SmokeParameters, codec: str, seed: int, *, num_features: int, num_classes: int) -> TrainingPlan:
    """The training that the gate asks for with one codec and seed, every agent in every round."""
    return params.plan(
        (num_features, *params.hidden_sizes, num_classes),
        params.local,
        codec=codec,
        seed=seed,
        num_clients=params.num_agents,
        min_clients=params.min_clients,
        server_learning_rate=params.server_learning_rate,
    )
