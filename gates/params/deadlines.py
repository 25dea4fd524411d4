"""The parameters of the two fairness gates: clients unlike in device, and a deadline that fp32 updates set."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from core.parameters import Parameters
from gates.params.training import LocalisedTraining, PositiveInt, Seeds
from gates.params.trial import TrialParameters
from learning.heterogeneity.variation import Churn, Variation
from learning.plan import LayerSize, LocalTraining, ModelSpec, Name, Strategy, TrainingPlan

Quantile = Annotated[float, Field(gt=0, le=1)]


class ClientsOfDevice(Parameters):
    """So many clients with a device of one class."""

    device: Annotated[str, Field(pattern=r"^[a-z0-9_]{1,32}$")]
    num_clients: PositiveInt


class DeadlineTraining(LocalisedTraining):
    """A training whose rounds end at a quantile of the fp32 completion times, at every seed and quantile; every client in every round.

    `devices` says how many clients there are of each class of `learning.heterogeneity.devices`, in the order of the clients. Model and
    batch size are some that the calibration has measured. `trial` is made with the first seed.
    """

    dataset: Annotated[str, Field(pattern=r"^[a-z0-9_]{1,32}$")]
    layer_sizes: Annotated[tuple[LayerSize, ...], Field(min_length=2, max_length=8)]
    devices: Annotated[tuple[ClientsOfDevice, ...], Field(min_length=1)]
    deadline_quantiles: Annotated[tuple[Quantile, ...], Field(min_length=1, max_length=8)]
    variation: Variation
    churn: Churn
    seeds: Seeds
    trial: TrialParameters

    @property
    def fleet(self) -> tuple[str, ...]:
        """The class of each client's device."""
        return tuple(some.device for some in self.devices for _ in range(some.num_clients))

    @property
    def model(self) -> ModelSpec:
        """The model that is trained."""
        return ModelSpec(kind="mlp", layer_sizes=self.layer_sizes)

    @model_validator(mode="after")
    def _quantiles_ascend(self) -> Self:
        if list(self.deadline_quantiles) != sorted(set(self.deadline_quantiles)):
            raise ValueError("the deadline quantiles do not ascend")
        return self


class FairnessParameters(DeadlineTraining):
    """One part of section `fairness`, with one deadline: `fair_strategy` is to serve the worst clients better than federated averaging does."""

    fair_strategy: Strategy

    @property
    def fair_method(self) -> str:
        """The name of the method with the fair strategy, whose updates are int8: a strategy cannot serve those that a deadline keeps out."""
        return f"{self.fair_strategy.name}_int8"

    @model_validator(mode="after")
    def _has_one_deadline(self) -> Self:
        if len(self.deadline_quantiles) != 1 or self.fair_strategy.name == "fedavg":
            raise ValueError("there is one deadline, and a fair strategy is not federated averaging")
        return self


class UtilityFairnessParameters(DeadlineTraining):
    """One part of section `utility_fairness`: every deadline is one scenario."""

    sparse_codec: Name


def deadline_plan(params: DeadlineTraining, codec: str, seed: int, *, num_clients: int, strategy: Strategy | None = None) -> TrainingPlan:
    """The training with one codec and seed; one client alone is the centralised training."""
    plan = params.plan(params.layer_sizes, params.local, codec=codec, seed=seed, num_clients=num_clients, min_clients=1)
    return plan.model_copy(update={"strategy": strategy}) if strategy else plan


def trial_plan(params: DeadlineTraining, codec: str, *, num_steps: int, num_rounds: int) -> TrainingPlan:
    """The training of the trial over agents with one codec."""
    trial, num_clients = params.trial, len(params.trial.agents)
    local = LocalTraining(num_steps=num_steps, batch_size=params.batch_size, learning_rate=trial.learning_rate)
    plan = params.plan(params.layer_sizes, local, codec=codec, seed=params.seeds[0], num_clients=num_clients, min_clients=1)
    return plan.model_copy(update={"num_rounds": num_rounds})
