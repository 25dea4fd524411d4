"""What is measured of a model: the seconds of a local step, and the bytes of an update in each codec. Runs in a process of its own."""

import time
from functools import partial
from itertools import cycle, islice

import numpy as np
from pydantic import JsonValue

from core.parameters import Parameters, parse_parameters
from gates.params.calibration import CalibratedModel
from learning.arrays import Float32Array
from learning.codecs.registry import codec_named, codec_names
from learning.examples import Examples
from learning.kernels.registry import initial_weights, kernel_for
from learning.plan import LocalTraining
from learning.randomness import generator

_LEARNING_RATE = 0.01
_NUM_BATCHES = 4
_WARM_UP_STEPS = 10


class Steps(Parameters):
    """Time `num_steps` local steps of each model."""

    models: tuple[CalibratedModel, ...]
    num_steps: int
    seed: int


def calibrate(asked: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """By model `step_sec`, the seconds of the processor for one local step on one thread, and `update_bytes` by codec.

    The examples are drawn by chance: what a step costs does not depend on their values.
    """
    steps = parse_parameters(Steps, asked)
    return {model.name: _calibrate_model(model, steps) for model in steps.models}


def _calibrate_model(asked: CalibratedModel, steps: Steps) -> JsonValue:
    kernel, model = kernel_for(asked.model), asked.model
    local = LocalTraining(epochs=1, batch_size=asked.batch_size, learning_rate=_LEARNING_RATE)
    examples = _examples(asked, steps.seed)
    order_N = np.arange(examples.num_examples, dtype=np.intp)
    in_turn = cycle(order_N.reshape(_NUM_BATCHES, asked.batch_size))
    warm_up, batches = list(islice(in_turn, _WARM_UP_STEPS)), list(islice(in_turn, steps.num_steps))
    weights_P = initial_weights(model, steps.seed)
    # The update that is encoded has always as many steps behind it: a sparse codec's bytes depend on the values.
    result = kernel.train(weights_P, examples, warm_up, model, local)
    started = time.process_time()
    kernel.train(weights_P, examples, batches, model, local)
    step_sec = (time.process_time() - started) / steps.num_steps
    return {"step_sec": step_sec, "update_bytes": _update_bytes(result.update_P, steps.seed)}


def _examples(asked: CalibratedModel, seed: int) -> Examples:
    random, num_examples = np.random.default_rng(seed), _NUM_BATCHES * asked.batch_size
    shape = (num_examples, asked.model.num_features)
    if asked.model.kind == "characters":
        features_NF = random.integers(0, asked.model.num_classes, shape).astype(np.float32)
    else:
        features_NF = random.standard_normal(shape, dtype=np.float32)
    return Examples(features_NF, random.integers(0, asked.model.num_classes, num_examples))


def _update_bytes(update_P: Float32Array, seed: int) -> dict[str, JsonValue]:
    chance = partial(generator, seed, 0, 0, "codec")
    encoded = {name: codec_named(name).encode(update_P, chance, None) for name in codec_names()}
    return {name: len(one.payload) for name, one in encoded.items()}
