"""The generality gate's parameters: two trainings that are held against their centralised form, and how far an answer's sources count."""

from typing import Annotated

from pydantic import Field

from core.parameters import Parameters
from gates.params.classification import DataSetName
from gates.params.training import AgentTraining, HiddenSizes, Seeds
from learning.plan import Seed, TrainingPlan

METHODS = {"centralized": "fp32", "fedavg_fp32": "fp32", "fedavg_int8": "int8"}
"""Each method of a reference with its codec; the centralised one is a single client with all the examples."""


class DistributedReference(AgentTraining):
    """A perceptron on `dataset`, trained by all agents and by one client that has all their examples."""

    dataset: DataSetName
    hidden_sizes: HiddenSizes

    def plan_of(self, method: str, seed: int, *, num_features: int, num_classes: int) -> TrainingPlan:
        """The training of one method, every agent in every round."""
        is_alone = method == "centralized"
        return self.plan(
            (num_features, *self.hidden_sizes, num_classes),
            self.local,
            codec=METHODS[method],
            seed=seed,
            num_clients=1 if is_alone else self.num_agents,
            min_clients=1 if is_alone else self.min_clients,
        )


class GeneralityParameters(Parameters):
    """Section `generality`; `top_k` is the k of recall at k."""

    seed: Seed
    top_k: Annotated[int, Field(ge=1, le=100)]
    distributed: DistributedReference


class ReproducibilityParameters(Parameters):
    """Section `reproducibility`: the generality gate's run at each of `seeds`; `rerun_seed` is run again."""

    seeds: Seeds
    rerun_seed: Seed
