"""The baseline gate's parameters: which data, how many clients, and the training that each method gets."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from core.parameters import Parameters
from gates.params.smoke import PositiveInt, Seed
from learning.plan import LocalTraining, ModelSpec, Strategy, TrainingPlan

NUM_FEATURES = {"digits": 64, "mnist": 784}
NUM_CLASSES = 10


class BaselineParameters(Parameters):
    """One part of section `baseline`: every seed is simulated, the first one also trained over agents."""

    dataset: Literal["digits", "mnist"]
    num_clients: Annotated[int, Field(ge=2, le=64)]
    dirichlet_alpha: Annotated[float, Field(gt=0, le=1000)]
    min_shard_size: PositiveInt
    hidden_sizes: Annotated[tuple[PositiveInt, ...], Field(min_length=1, max_length=8)]
    num_rounds: Annotated[int, Field(ge=1, le=1000)]
    epochs: Annotated[int, Field(ge=1, le=100)]
    batch_size: PositiveInt
    learning_rate: Annotated[float, Field(gt=0, le=10)]
    momentum: Annotated[float, Field(ge=0, lt=1)]
    server_learning_rate: Annotated[float, Field(gt=0, le=10)]
    round_timeout_s: Annotated[float, Field(gt=0, le=3600)]
    seeds: Annotated[tuple[Seed, ...], Field(min_length=1, max_length=100)]

    @property
    def num_features(self) -> int:
        """Length of one example of the data set."""
        return NUM_FEATURES[self.dataset]

    @model_validator(mode="after")
    def _no_seed_is_repeated(self) -> Self:
        if len(set(self.seeds)) != len(self.seeds):
            raise ValueError("seeds repeats a seed")
        return self


def baseline_plan(params: BaselineParameters, codec: str, seed: int, *, num_clients: int) -> TrainingPlan:
    """The training with one codec and seed, every client in every round; one client alone is the centralised training."""
    return TrainingPlan(
        model=ModelSpec(kind="mlp", layer_sizes=(params.num_features, *params.hidden_sizes, NUM_CLASSES)),
        local=LocalTraining(
            epochs=params.epochs, batch_size=params.batch_size, learning_rate=params.learning_rate, momentum=params.momentum
        ),
        codec=codec,
        strategy=Strategy(name="fedavg", server_learning_rate=params.server_learning_rate),
        num_rounds=params.num_rounds,
        num_clients=num_clients,
        clients_per_round=num_clients,
        min_clients=1,
        seed=seed,
    )
