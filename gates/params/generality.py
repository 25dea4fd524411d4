"""The generality and reproducibility gates' own parameters; their references are the reduced baseline and the reduced adapter."""

from typing import Annotated

from pydantic import Field

from core.parameters import Parameters
from gates.params.classification import DataSetName
from gates.params.profiles import ByProfile
from gates.params.training import FederatedTraining, PositiveInt, Seeds
from learning.adapter import WIDTH
from learning.plan import LocalTraining, Seed, TrainingPlan


class HeadTraining(FederatedTraining):
    """A federated head on what the frozen encoder makes of the texts of `dataset`, which have `num_classes` labels."""

    dataset: DataSetName
    num_classes: PositiveInt
    num_clients: Annotated[int, Field(ge=2, le=1000)]
    local: LocalTraining

    def plan_at(self, seed: int) -> TrainingPlan:
        """The training, with cheap updates."""
        return self.plan(
            (WIDTH, self.num_classes), self.local, codec="int8", seed=seed, num_clients=self.num_clients, min_clients=self.num_clients
        )


class PublicTasks(Parameters):
    """Tools chosen, bank questions told apart, functions called, texts told to be out of scope.

    A request calls no function that is less near to it than `call_nearness`; `max_false_alarms` is the share of validation texts in scope
    that may be told to be out of it.
    """

    tool_selection: HeadTraining
    banking: HeadTraining
    call_nearness: Annotated[float, Field(ge=0, le=1)]
    max_false_alarms: Annotated[float, Field(gt=0, lt=1)]

    @property
    def heads(self) -> dict[str, HeadTraining]:
        """The heads by the names of their fields."""
        return {"tool_selection": self.tool_selection, "banking": self.banking}


class GeneralityPart(Parameters):
    """What differs by profile: public data are for the full one."""

    public: PublicTasks | None


class GeneralityParameters(ByProfile[GeneralityPart]):
    """Section `generality`: the seed of the nine tasks; `top_k` is the k of recall at k."""

    seed: Seed
    top_k: Annotated[int, Field(ge=1, le=100)]


class ReproducibilityParameters(Parameters):
    """Section `reproducibility`: the nine tasks at each of `seeds`, at the first of them once more."""

    seeds: Seeds
