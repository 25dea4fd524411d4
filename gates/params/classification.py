"""The classification gate's parameters: which texts, which classifier, and the same task trained by agents."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from core.parameters import Parameters
from learning.plan import LocalTraining, ModelSpec, Strategy, TrainingPlan
from learning.text.specs import ClassifierSpec, VectorizerSpec

PositiveInt = Annotated[int, Field(ge=1)]
Seed = Annotated[int, Field(ge=0, lt=2**32)]
DataSetName = Annotated[str, Field(pattern=r"^[a-z0-9_]{1,32}$")]


class AgentTraining(Parameters):
    """The federated form over agents: a linear layer on the hashed texts."""

    num_agents: Annotated[int, Field(ge=2, le=64)]
    dirichlet_alpha: Annotated[float, Field(gt=0, le=1000)]
    min_shard_size: PositiveInt
    codec: str
    num_rounds: Annotated[int, Field(ge=1, le=1000)]
    epochs: Annotated[int, Field(ge=1, le=100)]
    batch_size: PositiveInt
    learning_rate: Annotated[float, Field(gt=0, le=100)]
    momentum: Annotated[float, Field(ge=0, lt=1)]
    min_clients: PositiveInt
    round_timeout_s: Annotated[float, Field(gt=0, le=3600)]

    @model_validator(mode="after")
    def _cohort_is_possible(self) -> Self:
        if self.min_clients > self.num_agents:
            raise ValueError("min_clients is greater than num_agents")
        return self


class ClassificationParameters(Parameters):
    """A profile's part of `classification`: `dataset` is judged, `also` are reported.

    Agents train with the first of `seeds` too; latency is measured on `num_timed` test texts, one by one.
    Vectorizer and classifier were chosen by cross-validation inside the training sides (reduced) and on CLINC150's validation side (full).
    """

    dataset: DataSetName
    also: tuple[DataSetName, ...]
    seeds: Annotated[tuple[Seed, ...], Field(min_length=1, max_length=100)]
    num_timed: PositiveInt
    vectorizer: VectorizerSpec
    classifier: ClassifierSpec
    agents: AgentTraining

    @property
    def datasets(self) -> tuple[str, ...]:
        """Every set that the gate reads."""
        return (self.dataset, *self.also)

    @model_validator(mode="after")
    def _names_are_different(self) -> Self:
        if len(set(self.seeds)) != len(self.seeds):
            raise ValueError("seeds repeats a seed")
        if len(set(self.datasets)) != len(self.datasets):
            raise ValueError("a data set is named twice")
        return self


def classification_plan(params: ClassificationParameters, *, num_features: int, num_classes: int) -> TrainingPlan:
    """The training over agents, every agent in every round."""
    agents = params.agents
    return TrainingPlan(
        model=ModelSpec(kind="mlp", layer_sizes=(num_features, num_classes)),
        local=LocalTraining(
            epochs=agents.epochs, batch_size=agents.batch_size, learning_rate=agents.learning_rate, momentum=agents.momentum
        ),
        codec=agents.codec,
        strategy=Strategy(name="fedavg"),
        num_rounds=agents.num_rounds,
        num_clients=agents.num_agents,
        clients_per_round=agents.num_agents,
        min_clients=agents.min_clients,
        seed=params.seeds[0],
    )
