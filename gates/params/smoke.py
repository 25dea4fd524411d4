"""The smoke gate's parameters: how many agents, on what data, with which training."""

from typing import Annotated

from pydantic import Field

from core.parameters import Parameters
from gates.catalogue import REHEARSAL, Profile
from gates.params.training import AgentTraining, HiddenSizes, PositiveInt, Seeds
from learning.plan import Seed, TrainingPlan


class SmokeDeadline(Parameters):
    """The deadline scenario: the last agent's processor is the share `processor` of itself, too little for `num_steps` in `deadline_s` seconds."""

    processor: Annotated[float, Field(gt=0, lt=1)]
    num_rounds: PositiveInt
    num_steps: PositiveInt
    deadline_s: Annotated[float, Field(gt=0, le=60)]


class SmokeTraining(AgentTraining):
    """What the gate trains: `seed` is the run over agents, `evaluation_seeds` those of the accuracy floor in simulation."""

    hidden_sizes: HiddenSizes
    server_learning_rate: Annotated[float, Field(gt=0, le=10)]
    seed: Seed
    evaluation_seeds: Seeds
    fairness: SmokeDeadline


class SmokeParameters(SmokeTraining):
    """Section `smoke`: the same for every profile but a rehearsal."""

    rehearsal: SmokeTraining

    def of(self, profile: Profile) -> SmokeTraining:
        """What is trained in the profile."""
        return self.rehearsal if profile == REHEARSAL else self


def smoke_plan(params: SmokeTraining, codec: str, seed: int, *, num_features: int, num_classes: int) -> TrainingPlan:
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


def deadline_plan(plan: TrainingPlan, params: SmokeDeadline) -> TrainingPlan:
    """The training of the deadline scenario: the gate's own, with other steps and rounds, one agent being enough."""
    local = plan.local.model_copy(update={"epochs": None, "num_steps": params.num_steps})
    return plan.model_copy(update={"local": local, "num_rounds": params.num_rounds, "min_clients": 1})
