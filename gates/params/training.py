"""What the trainings of the gates have in common: how examples are shared out, what each client does, over how many rounds."""

from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from core.parameters import Parameters
from learning.plan import LocalTraining, ModelSpec, Seed, Strategy, TrainingPlan


def _no_seed_is_repeated(seeds: tuple[int, ...]) -> tuple[int, ...]:
    if len(set(seeds)) != len(seeds):
        raise ValueError("a seed is repeated")
    return seeds


PositiveInt = Annotated[int, Field(ge=1)]
HiddenSizes = Annotated[tuple[PositiveInt, ...], Field(min_length=1, max_length=8)]
Seeds = Annotated[tuple[Seed, ...], Field(min_length=1, max_length=100), AfterValidator(_no_seed_is_repeated)]


class FederatedTraining(Parameters):
    """Federated averaging on examples that a Dirichlet draw over labels shares out, every client in every round."""

    dirichlet_alpha: Annotated[float, Field(gt=0, le=1000)]
    min_shard_size: PositiveInt
    num_rounds: Annotated[int, Field(ge=1, le=1000)]

    def plan(
        self,
        layer_sizes: tuple[int, ...],
        local: LocalTraining,
        *,
        codec: str,
        seed: int,
        num_clients: int,
        min_clients: int,
        server_learning_rate: float = 1.0,
    ) -> TrainingPlan:
        """The training of a model of these layers."""
        return TrainingPlan(
            model=ModelSpec(kind="mlp", layer_sizes=layer_sizes),
            local=local,
            codec=codec,
            strategy=Strategy(name="fedavg", server_learning_rate=server_learning_rate),
            num_rounds=self.num_rounds,
            num_clients=num_clients,
            clients_per_round=num_clients,
            min_clients=min_clients,
            seed=seed,
        )


class LocalisedTraining(FederatedTraining):
    """The same with what each client does with the global model."""

    epochs: Annotated[int, Field(ge=1, le=100)]
    batch_size: PositiveInt
    learning_rate: Annotated[float, Field(gt=0, le=100)]
    momentum: Annotated[float, Field(ge=0, lt=1)]

    @property
    def local(self) -> LocalTraining:
        """What a client does in one round."""
        return LocalTraining(epochs=self.epochs, batch_size=self.batch_size, learning_rate=self.learning_rate, momentum=self.momentum)


class TimedTraining(LocalisedTraining):
    """The same over agents, with how long a round may take."""

    round_timeout_s: Annotated[float, Field(gt=0, le=3600)]


class AgentTraining(TimedTraining):
    """A training whose agents may fall short: a round counts with `min_clients` of them."""

    num_agents: Annotated[int, Field(ge=2, le=64)]
    min_clients: PositiveInt

    @model_validator(mode="after")
    def _cohort_is_possible(self) -> Self:
        if self.min_clients > self.num_agents:
            raise ValueError("min_clients is greater than num_agents")
        return self
