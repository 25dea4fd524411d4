"""The adapter gate's parameters: which texts, how many clients, and how an adapter and a head without one are trained."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from core.parameters import Parameters
from gates.params.training import PositiveInt, Seeds
from learning.adapter import NUM_ENCODER_PARAMETERS, WIDTH, Adapter
from learning.plan import LocalTraining, ModelSpec, Strategy, TrainingPlan

NUM_CLASSES = {"utterances": 16, "clinc150": 150}

Kind = Literal["adapter", "head_only"]
"""An adapter of the encoder's last output product with a head behind it, or a head alone on what the frozen encoder makes of the texts."""

Rate = Annotated[float, Field(gt=0, le=100)]
RatesTried = Annotated[tuple[Rate, ...], Field(min_length=1)]


class Rounds(Parameters):
    """How many rounds, the `warmup` counted in which an adapter's head is trained alone; a head without an adapter has all of them too."""

    num_rounds: Annotated[int, Field(ge=1, le=1000)]
    warmup_rounds: Annotated[int, Field(ge=0, le=1000)]

    @model_validator(mode="after")
    def _adapter_is_trained(self) -> Self:
        if self.warmup_rounds >= self.num_rounds:
            raise ValueError("no round is left in which the adapter is trained")
        return self


class Training(Rounds):
    """One way of training: its rounds, and the learning rates of the adapter, of its head, and of a head that is trained alone."""

    adapter_rate: Rate
    head_rate: Rate
    head_only_rate: Rate


class Tried(Parameters):
    """The learning rates that `benchmarks.adapter` compares, as many trials with an adapter as without."""

    adapter_rates: RatesTried
    head_rates: RatesTried
    head_only_rates: RatesTried

    @model_validator(mode="after")
    def _trials_are_equal(self) -> Self:
        if len(self.adapter_rates) * len(self.head_rates) != len(self.head_only_rates):
            raise ValueError("an adapter and a head alone have not the same number of trials")
        return self


class AdapterAgents(Rounds):
    """The training over agents, every agent in every round."""

    num_agents: Annotated[int, Field(ge=2, le=64)]
    min_clients: PositiveInt
    round_timeout_s: Annotated[float, Field(gt=0, le=3600)]


class AdapterParameters(Parameters):
    """One part of section `adapter`: every seed is simulated, the first one also trained over agents."""

    dataset: Literal["utterances", "clinc150"]
    num_clients: Annotated[int, Field(ge=2, le=10_000)]
    clients_per_round: PositiveInt
    dirichlet_alpha: Annotated[float, Field(gt=0, le=1000)]
    min_shard_size: PositiveInt
    rank: Annotated[int, Field(ge=1, le=WIDTH)]
    epochs: Annotated[int, Field(ge=1, le=100)]
    batch_size: PositiveInt
    federated: Training
    centralized: Training
    tried: Tried
    agents: AdapterAgents
    seeds: Seeds

    @property
    def num_classes(self) -> int:
        """Labels of the data set."""
        return NUM_CLASSES[self.dataset]

    @property
    def full_model_bytes(self) -> int:
        """The encoder and the same head in fp32: what an update would weigh that leaves nothing frozen."""
        return 4 * (NUM_ENCODER_PARAMETERS + (WIDTH + 1) * self.num_classes)

    @model_validator(mode="after")
    def _cohorts_are_possible(self) -> Self:
        if self.clients_per_round > self.num_clients:
            raise ValueError("clients_per_round is greater than num_clients")
        if self.agents.min_clients > self.agents.num_agents:
            raise ValueError("min_clients is greater than num_agents")
        return self


def model_of(kind: Kind, params: AdapterParameters) -> ModelSpec:
    """The model that is trained."""
    sizes = (WIDTH, params.num_classes)
    if kind == "head_only":
        return ModelSpec(kind="mlp", layer_sizes=sizes)
    return ModelSpec(kind="lora", layer_sizes=sizes, adapter=Adapter(rank=params.rank))


def local_of(kind: Kind, params: AdapterParameters, training: Training) -> LocalTraining:
    """What a client does in one round."""
    local = LocalTraining(epochs=params.epochs, batch_size=params.batch_size, learning_rate=training.head_only_rate)
    if kind == "head_only":
        return local
    return local.model_copy(update={"learning_rate": training.adapter_rate, "head_learning_rate": training.head_rate})


def centralized_plan(kind: Kind, params: AdapterParameters, seed: int) -> TrainingPlan:
    """The training of one client that has all texts."""
    return _plan(kind, params, params.centralized, params.centralized, codec="fp32", seed=seed, clients=(1, 1, 1))


def federated_plan(kind: Kind, params: AdapterParameters, codec: str, seed: int) -> TrainingPlan:
    """The training of many clients."""
    clients = (params.num_clients, params.clients_per_round, 1)
    return _plan(kind, params, params.federated, params.federated, codec=codec, seed=seed, clients=clients)


def agents_plan(params: AdapterParameters, codec: str, seed: int) -> TrainingPlan:
    """The adapter's training over agents, at the rates of the federated one."""
    agents = params.agents
    clients = (agents.num_agents, agents.num_agents, agents.min_clients)
    return _plan("adapter", params, params.federated, agents, codec=codec, seed=seed, clients=clients)


def _plan(
    kind: Kind, params: AdapterParameters, training: Training, rounds: Rounds, *, codec: str, seed: int, clients: tuple[int, int, int]
) -> TrainingPlan:
    num_clients, clients_per_round, min_clients = clients
    return TrainingPlan(
        model=model_of(kind, params),
        local=local_of(kind, params, training),
        codec=codec,
        strategy=Strategy(name="fedavg"),
        num_rounds=rounds.num_rounds,
        warmup_rounds=rounds.warmup_rounds if kind == "adapter" else 0,
        num_clients=num_clients,
        clients_per_round=clients_per_round,
        min_clients=min_clients,
        seed=seed,
    )
