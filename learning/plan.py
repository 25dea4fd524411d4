"""What a training is: every value that its result depends on. Light to import: no NumPy."""

import json
from collections.abc import Iterable
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import Field, JsonValue, ValidationError, model_validator

from core.parameters import Parameters
from learning.adapter import WIDTH, Adapter
from learning.convolutions import Convolutions, ConvolutionShape
from learning.errors import PlanInvalidError

MAX_PARAMETERS = 50_000_000
MAX_UPDATE_HEADER_BYTES = 2048
MAX_BATCH_ACTIVATIONS = 2**26
"""Floats that one minibatch fills, over all layers: 256 MiB."""
MAX_PREDICTED_ACTIVATIONS = 2**22
"""Floats that the examples fill of which a model is asked at a time, over all layers: 16 MiB."""
MAX_NORMALISED = 4096
"""Features of a model with a normalisation: a plan travels in one message."""
MAX_STEPS = 1_000_000
"""Minibatches of one client's round."""
MAX_STEP_EXAMPLES = 2**24
"""Examples in all minibatches of one client's round: 36 bytes are kept of each, 576 MiB."""

STRATEGY_PARAMETERS: dict[str, frozenset[str]] = {
    "fedavg": frozenset(),
    "fedavgm": frozenset({"momentum"}),
    "fedadam": frozenset({"beta1", "beta2", "tau"}),
    "fedyogi": frozenset({"beta1", "beta2", "tau"}),
    "fedprox": frozenset(),
    "diloco": frozenset({"momentum"}),
    "qffl": frozenset({"q"}),
    "afl": frozenset({"mixture_learning_rate"}),
}
"""What each strategy reads besides the server's learning rate."""
_OPTIMISER_PARAMETERS = {"sgd": frozenset({"momentum"}), "adamw": frozenset({"beta1", "beta2", "epsilon", "weight_decay"})}

Seed = Annotated[int, Field(ge=0, lt=2**32)]
Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_+-]{0,31}$")]
Scale = Annotated[float, Field(gt=0)]
LayerSize = Annotated[int, Field(ge=1, le=1_000_000)]


class ModelSpec(Parameters):
    """The architecture of a model: `layer_sizes` runs from features over hidden layers (ReLU) to classes.

    `characters` predicts the next character of a text from those before it: its features are the codes of its classes, of each of which
    the first layer sees the one-hot form. A `cnn` has `convolutions` in the place of hidden layers. A `lora` has an `adapter` of the encoder's
    last product before its head; an example is the first token of a text and their number.
    """

    kind: Literal["mlp", "characters", "cnn", "lora"]
    layer_sizes: Annotated[tuple[LayerSize, ...], Field(min_length=2, max_length=16)]
    convolutions: Annotated[Convolutions | None, Field(exclude_if=lambda value: value is None)] = None
    adapter: Annotated[Adapter | None, Field(exclude_if=lambda value: value is None)] = None

    @property
    def layer_widths(self) -> tuple[int, ...]:
        """`layer_sizes` as the layers see them: the first one has inputs for every class of each feature of a model of characters."""
        num_inputs = self.num_features * self.num_classes if self.kind == "characters" else self.num_features
        return (num_inputs, *self.layer_sizes[1:])

    @property
    def num_parameters(self) -> int:
        """Weights and biases of all layers."""
        head = (self.num_head_inputs + 1) * self.num_classes
        if self.adapter is not None:
            return self.adapter.num_parameters + head
        if self.convolutions is not None:
            return sum(shape.num_parameters for shape in self.convolution_shapes) + head
        return sum((fan_in + 1) * fan_out for fan_in, fan_out in pairwise(self.layer_widths))

    @property
    def num_features(self) -> int:
        """Length of one example."""
        return self.layer_sizes[0] if self.adapter is None else 2

    @property
    def num_classes(self) -> int:
        """Number of labels, which are 0 … num_classes - 1."""
        return self.layer_sizes[-1]

    @property
    def convolution_shapes(self) -> tuple[ConvolutionShape, ...]:
        """The convolutions of a CNN, none of another kind."""
        return () if self.convolutions is None else self.convolutions.shapes()

    @property
    def num_head_inputs(self) -> int:
        """Length of what the last layer reads."""
        return self.convolution_shapes[-1].num_outputs if self.convolutions else self.layer_sizes[-2]

    @property
    def num_activations(self) -> int:
        """Floats that one example of a minibatch fills, over all layers; of a convolution, its windows and its outputs."""
        work = sum(2 * shape.num_positions * (shape.window_size + shape.channels_out) for shape in self.convolution_shapes)
        return sum(self.layer_widths) + work + (self.adapter.num_activations if self.adapter else 0)

    @property
    def most_at_once(self) -> int:
        """Examples that the model is asked about at a time, at least one: what they fill is bounded, whatever a plan says."""
        return max(1, MAX_PREDICTED_ACTIVATIONS // self.num_activations)

    @model_validator(mode="after")
    def _check(self) -> Self:
        if (self.kind == "cnn") != (self.convolutions is not None):
            raise ValueError("convolutions belong to a cnn, and a cnn has them")
        if self.convolutions is not None and self.layer_sizes[:-1] != (self.convolutions.num_features,):
            raise ValueError("the layer_sizes of a cnn are the values of one image and its classes")
        if (self.kind == "lora") != (self.adapter is not None):
            raise ValueError("an adapter belongs to a lora, and a lora has one")
        if self.adapter is not None and self.layer_sizes[:-1] != (WIDTH,):
            raise ValueError(f"the layer_sizes of a lora are {WIDTH} and its classes")
        if self.num_parameters > MAX_PARAMETERS:
            raise ValueError(f"the model has {self.num_parameters} parameters; at most {MAX_PARAMETERS} are allowed")
        return self


class Normalisation(Parameters):
    """What is done to each feature before a model sees it: minus its mean, divided by its scale."""

    means: Annotated[tuple[float, ...], Field(min_length=1, max_length=MAX_NORMALISED)]
    scales: Annotated[tuple[Scale, ...], Field(min_length=1, max_length=MAX_NORMALISED)]

    @model_validator(mode="after")
    def _check(self) -> Self:
        if len(self.means) != len(self.scales):
            raise ValueError("there is not one scale for each mean")
        return self


class LocalTraining(Parameters):
    """What a client does with the global model: minibatches of its examples, `epochs` times over or `num_steps` of them.

    `sgd` has `momentum`; `adamw` has `beta1`, `beta2`, `epsilon` and `weight_decay` (decoupled, times the learning rate a step).
    `proximal_mu` pulls the weights back to the global ones: mu/2 times their squared distance is added to the cross-entropy.
    A head behind an adapter has the learning rate `head_learning_rate` where there is one; with `is_head_only` the adapter stays as it is.
    """

    epochs: Annotated[int, Field(ge=1, le=1000)] | None = None
    num_steps: Annotated[int, Field(ge=1, le=MAX_STEPS)] | None = None
    batch_size: Annotated[int, Field(ge=1, le=65_536)]
    learning_rate: Annotated[float, Field(gt=0, le=100)]
    momentum: Annotated[float, Field(ge=0, lt=1)] = 0.0
    optimiser: Literal["sgd", "adamw"] = "sgd"
    beta1: Annotated[float, Field(ge=0, lt=1)] = 0.9
    beta2: Annotated[float, Field(ge=0, lt=1)] = 0.999
    epsilon: Annotated[float, Field(gt=0, le=1)] = 1e-8
    weight_decay: Annotated[float, Field(ge=0, le=1)] = 0.0
    proximal_mu: Annotated[float, Field(ge=0, le=1000)] = 0.0
    head_learning_rate: Annotated[float | None, Field(gt=0, le=100, exclude_if=lambda value: value is None)] = None
    is_head_only: Annotated[bool, Field(exclude_if=lambda value: not value)] = False

    @model_validator(mode="after")
    def _check(self) -> Self:
        if (self.epochs is None) == (self.num_steps is None):
            raise ValueError("local training has either epochs or num_steps")
        if (self.num_steps or 0) * self.batch_size > MAX_STEP_EXAMPLES:
            raise ValueError(f"num_steps times batch_size is more than {MAX_STEP_EXAMPLES}")
        _refuse_idle(self, f"the optimiser {self.optimiser}", _OPTIMISER_PARAMETERS[self.optimiser], _OPTIMISER_PARAMETERS.values())
        return self


class Strategy(Parameters):
    """How the updates of a round move the global model; each strategy has some of the parameters, and the others keep their defaults.

    `momentum`: fedavgm and diloco; `beta1`, `beta2`, `tau` (adaptivity): fedadam and fedyogi; `q`: qffl;
    `mixture_learning_rate` (of a share, per nat): afl.
    """

    name: Name
    server_learning_rate: Annotated[float, Field(gt=0, le=100)] = 1.0
    momentum: Annotated[float, Field(ge=0, lt=1)] = 0.9
    beta1: Annotated[float, Field(ge=0, lt=1)] = 0.9
    beta2: Annotated[float, Field(ge=0, lt=1)] = 0.99
    tau: Annotated[float, Field(gt=0, le=1)] = 1e-3
    q: Annotated[float, Field(ge=0, le=10)] = 1.0
    mixture_learning_rate: Annotated[float, Field(ge=0, le=10)] = 0.01

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.name in STRATEGY_PARAMETERS:
            _refuse_idle(self, f"the strategy {self.name}", STRATEGY_PARAMETERS[self.name], STRATEGY_PARAMETERS.values())
        return self


class TrainingPlan(Parameters):
    """One training from first weights to last: equal plans and equal examples give equal weights, bit for bit."""

    model: ModelSpec
    local: LocalTraining
    codec: Name
    strategy: Strategy
    num_rounds: Annotated[int, Field(ge=1, le=100_000)]
    num_clients: Annotated[int, Field(ge=1, le=10_000_000)]
    clients_per_round: Annotated[int, Field(ge=1, le=65_536)]
    min_clients: Annotated[int, Field(ge=1)]
    seed: Seed
    client_seeds: tuple[Seed, ...] = ()
    normalisation: Normalisation | None = None
    warmup_rounds: Annotated[int, Field(ge=0, exclude_if=lambda value: value == 0)] = 0
    """At the beginning, in which the head behind an adapter is trained alone."""

    def local_in(self, round_index: int) -> LocalTraining:
        """How a client trains in one round."""
        return self.local.model_copy(update={"is_head_only": True}) if round_index < self.warmup_rounds else self.local

    def client_seed(self, client: int) -> int:
        """The seed of one client: its index, unless the plan names seeds."""
        return self.client_seeds[client] if self.client_seeds else client

    @property
    def max_update_bytes(self) -> int:
        """No codec needs more for an update of this model: four bytes a parameter and a header."""
        return 4 * self.model.num_parameters + MAX_UPDATE_HEADER_BYTES

    @model_validator(mode="after")
    def _check(self) -> Self:
        num_activations = self.local.batch_size * self.model.num_activations
        if num_activations > MAX_BATCH_ACTIVATIONS:
            raise ValueError(f"a minibatch fills {num_activations} floats over all layers; at most {MAX_BATCH_ACTIVATIONS} are allowed")
        if self.clients_per_round > self.num_clients:
            raise ValueError("clients_per_round is more than num_clients")
        if self.min_clients > self.clients_per_round:
            raise ValueError("min_clients is more than clients_per_round")
        if self.normalisation is not None and len(self.normalisation.means) != self.model.num_features:
            raise ValueError("the normalisation is of another number of features than the model")
        if self.normalisation is not None and self.model.kind in ("characters", "lora"):
            raise ValueError("a model of characters or of tokens has numbers of them for features, which have no scale")
        has_parts = self.warmup_rounds or self.local.is_head_only or self.local.head_learning_rate is not None
        if has_parts and self.model.adapter is None:
            raise ValueError("a head that is trained alone or with a learning rate of its own is one behind an adapter")
        if self.warmup_rounds > self.num_rounds:
            raise ValueError("there are more warmup_rounds than rounds")
        if self.strategy.name == "qffl" and self.local.head_learning_rate is not None:
            raise ValueError("the strategy qffl measures updates by one learning rate")
        if len(self.client_seeds) not in (0, self.num_clients):
            raise ValueError("client_seeds has neither no seed nor one for each client")
        return self


def _refuse_idle(model: Parameters, who: str, read: frozenset[str], known: Iterable[frozenset[str]]) -> None:
    """Refuse a parameter that was chosen and would change nothing."""
    for name in sorted(frozenset[str]().union(*known) - read):
        if getattr(model, name) != type(model).model_fields[name].default:
            raise ValueError(f"{who} has no {name}")


def parse_plan(raw: JsonValue) -> TrainingPlan:
    """`raw`, a plan as JSON carries it, as a plan; text is not taken for a number.

    Errors: PlanInvalidError (learning.plan.invalid) with the path of the value and the reason.
    """
    try:
        return TrainingPlan.model_validate_json(json.dumps(raw), strict=True)
    except ValidationError as error:
        first = error.errors()[0]
        path = ".".join(str(part) for part in first["loc"])
        raise PlanInvalidError(f"{path or 'plan'}: {first['msg']}", parameter=path) from error
    except (TypeError, ValueError, RecursionError) as error:
        raise PlanInvalidError("the plan is not JSON") from error
