"""A client's part of a round, the same in the simulation and in an agent's worker."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from learning.arrays import Float32Array, IndexArray
from learning.codecs.registry import codec_named
from learning.errors import UpdateNotFiniteError, WeightsMalformedError
from learning.evaluation import mean_cross_entropy
from learning.examples import Examples
from learning.kernels.registry import kernel_for
from learning.plan import TrainingPlan
from learning.preparation import PreparedExamples, prepare
from learning.randomness import generator
from learning.schedule import client_batches
from learning.strategies.registry import strategy_named


@dataclass(frozen=True, slots=True, eq=False)
class LocalUpdate:
    """What a client's training comes to, before it is encoded: the update [P] and its weight in the mean; for the rest see `ClientUpdate`."""

    update_P: Float32Array
    num_examples: int
    loss: float
    global_loss: float | None


@dataclass(frozen=True, slots=True, eq=False)
class ClientUpdate:
    """What a client sends: the encoded update and its weight in the mean; and what it keeps for its next round.

    Units: `loss` is the mean cross-entropy in nats over the local steps, each before its own update; `global_loss` is that of the global
    weights on all of the client's examples, where the plan's strategy needs it.
    """

    payload: bytes
    num_examples: int
    loss: float
    codec_state: Float32Array | None
    global_loss: float | None = None


def client_update(
    plan: TrainingPlan,
    weights_P: Float32Array,
    examples: Examples | PreparedExamples,
    round_index: int,
    client: int,
    *,
    codec_state: Float32Array | None = None,
    batches: Sequence[IndexArray] | None = None,
) -> ClientUpdate:
    """Train the global weights on the client's examples and encode the difference.

    A function of its arguments alone; examples that `prepare` has made ready save time, and so do `batches`, those of `client_batches`.
    `codec_state` is that of the client's previous update, None at first.
    Errors: learning.data.malformed, learning.weights.malformed, learning.codec.unknown, learning.strategy.unknown,
    learning.plan.invalid where the client has too many examples for it, and learning.update.not_finite where the training diverged.
    """
    local = local_update(plan, weights_P, examples, round_index, client, batches=batches)
    chance = partial(generator, plan.seed, round_index, plan.client_seed(client), "codec")
    encoded = codec_named(plan.codec).encode(local.update_P, chance, codec_state)
    return ClientUpdate(encoded.payload, local.num_examples, local.loss, encoded.state, local.global_loss)


def local_update(
    plan: TrainingPlan,
    weights_P: Float32Array,
    examples: Examples | PreparedExamples,
    round_index: int,
    client: int,
    *,
    batches: Sequence[IndexArray] | None = None,
) -> LocalUpdate:
    """The part of `client_update` before the codec; the update need not be finite."""
    prepared = examples if isinstance(examples, PreparedExamples) else prepare(plan, examples)
    examples = prepared.examples
    if weights_P.shape != (plan.model.num_parameters,):
        raise WeightsMalformedError("the weights do not fit the model", have=weights_P.size, need=plan.model.num_parameters)
    if batches is None:
        batches = client_batches(examples.num_examples, plan, round_index, client)
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        global_loss = _global_loss(plan, weights_P, examples)
        result = kernel_for(plan.model).train(weights_P, examples, batches, plan.model, plan.local_in(round_index), inner=prepared.inner)
    return LocalUpdate(result.update_P, examples.num_examples, result.loss, global_loss)


def _global_loss(plan: TrainingPlan, weights_P: Float32Array, examples: Examples) -> float | None:
    if not strategy_named(plan.strategy.name).needs_global_loss:
        return None
    loss = mean_cross_entropy(plan.model, weights_P, examples)
    if not math.isfinite(loss):
        raise UpdateNotFiniteError("the global model's loss is not finite")
    return loss
