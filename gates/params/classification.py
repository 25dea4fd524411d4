"""The classification gate's parameters: which texts, which classifier, and the same task trained by agents."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from core.parameters import Parameters
from gates.params.training import AgentTraining, PositiveInt, Seeds
from learning.plan import TrainingPlan
from learning.text.specs import ClassifierSpec, VectorizerSpec

DataSetName = Annotated[str, Field(pattern=r"^[a-z0-9_]{1,32}$")]


class LinearTraining(AgentTraining):
    """The federated form over agents: a linear layer on the hashed texts."""

    codec: str


class ClassificationParameters(Parameters):
    """A profile's part of `classification`: `dataset` is judged, `also` are reported.

    Agents train with the first of `seeds` too; latency is measured on `num_timed` test texts, one by one.
    Vectorizer and classifier were chosen by cross-validation inside the training sides (reduced) and on CLINC150's validation side (full).
    """

    dataset: DataSetName
    also: tuple[DataSetName, ...]
    seeds: Seeds
    num_timed: PositiveInt
    vectorizer: VectorizerSpec
    classifier: ClassifierSpec
    agents: LinearTraining

    @property
    def datasets(self) -> tuple[str, ...]:
        """Every set that the gate reads."""
        return (self.dataset, *self.also)

    @model_validator(mode="after")
    def _names_are_different(self) -> Self:
        if len(set(self.datasets)) != len(self.datasets):
            raise ValueError("a data set is named twice")
        return self


def classification_plan(params: ClassificationParameters, *, num_features: int, num_classes: int) -> TrainingPlan:
    """The training over agents, every agent in every round."""
    agents = params.agents
    return agents.plan(
        (num_features, num_classes),
        agents.local,
        codec=agents.codec,
        seed=params.seeds[0],
        num_clients=agents.num_agents,
        min_clients=agents.min_clients,
    )
