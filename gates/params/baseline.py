"""The baseline gate's parameters: which data, how many clients, and the training that each method gets."""

from typing import Annotated, Literal

from pydantic import Field

from gates.params.training import HiddenSizes, Seeds, TimedTraining
from learning.plan import TrainingPlan

NUM_FEATURES = {"digits": 64, "mnist": 784}
NUM_CLASSES = 10


class BaselineParameters(TimedTraining):
    """One part of section `baseline`: every seed is simulated, the first one also trained over agents."""

    dataset: Literal["digits", "mnist"]
    num_clients: Annotated[int, Field(ge=2, le=64)]
    hidden_sizes: HiddenSizes
    server_learning_rate: Annotated[float, Field(gt=0, le=10)]
    seeds: Seeds

    @property
    def num_features(self) -> int:
        """Length of one example of the data set."""
        return NUM_FEATURES[self.dataset]


def baseline_plan(params: BaselineParameters, codec: str, seed: int, *, num_clients: int) -> TrainingPlan:
    """The training with one codec and seed, every client in every round; one client alone is the centralised training."""
    return params.plan(
        (params.num_features, *params.hidden_sizes, NUM_CLASSES),
        params.local,
        codec=codec,
        seed=seed,
        num_clients=num_clients,
        min_clients=1,
        server_learning_rate=params.server_learning_rate,
    )
