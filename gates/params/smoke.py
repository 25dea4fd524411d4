"""The smoke gate's parameters: how many agents, on what data, with which training."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from core.parameters import Parameters
from learning.plan import LocalTraining, ModelSpec, Strategy, TrainingPlan

PositiveInt = Annotated[int, Field(ge=1)]
Seed = Annotated[int, Field(ge=0, lt=2**32)]


class SmokeParameters(Parameters):
    """Section `smoke`: `seed` is the run over agents, `evaluation_seeds` those of the accuracy floor in simulation."""

    num_agents: Annotated[int, Field(ge=2, le=64)]
    dirichlet_alpha: Annotated[float, Field(gt=0, le=1000)]
    min_shard_size: PositiveInt
    hidden_sizes: Annotated[tuple[PositiveInt, ...], Field(min_length=1, max_length=8)]
    num_rounds: Annotated[int, Field(ge=1, le=1000)]
    epochs: Annotated[int, Field(ge=1, le=100)]
    batch_size: PositiveInt
    learning_rate: Annotated[float, Field(gt=0, le=10)]
    momentum: Annotated[float, Field(ge=0, lt=1)]
    server_learning_rate: Annotated[float, Field(gt=0, le=10)]
    min_clients: PositiveInt
    round_timeout_s: Annotated[float, Field(gt=0, le=3600)]
    seed: Seed
    evaluation_seeds: Annotated[tuple[Seed, ...], Field(min_length=1, max_length=100)]

    @model_validator(mode="after")
    def _cohort_is_possible(self) -> Self:
        if self.min_clients > self.num_agents:
            raise ValueError("min_clients is greater than num_agents")
        if len(set(self.evaluation_seeds)) != len(self.evaluation_seeds):
            raise ValueError("evaluation_seeds repeats a seed")
        return self


def smoke_plan(params: SmokeParameters, codec: str, seed: int, *, num_features: int, num_classes: int) -> TrainingPlan:
    """The training that the gate asks for with one codec and seed, every agent in every round."""
    return TrainingPlan(
        model=ModelSpec(kind="mlp", layer_sizes=(num_features, *params.hidden_sizes, num_classes)),
        local=LocalTraining(
            epochs=params.epochs, batch_size=params.batch_size, learning_rate=params.learning_rate, momentum=params.momentum
        ),
        codec=codec,
        strategy=Strategy(name="fedavg", server_learning_rate=params.server_learning_rate),
        num_rounds=params.num_rounds,
        num_clients=params.num_agents,
        clients_per_round=params.num_agents,
        min_clients=params.min_clients,
        seed=seed,
    )
