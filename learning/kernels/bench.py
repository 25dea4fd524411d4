"""Where clients are trained one after another: weights, their optimiser, and the operations of a step bound to them."""

from collections import deque
from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np

from learning.arrays import Float32Array, IndexArray
from learning.examples import Examples
from learning.kernels.blas import Call, aligned_empty
from learning.kernels.kernel import LocalResult
from learning.kernels.loss import mean_loss
from learning.kernels.losses import losses_of, stretches
from learning.kernels.optimisers import Optimiser, optimiser_for
from learning.plan import LocalTraining, ModelSpec

_MAX_KEPT_FLOATS = 2**23
"""32 MiB: a larger bench is not kept for the next client."""


class Step(Protocol):
    """The operations of a step by a batch of a given size; between the two lists stands the loss of the logits [K, B].

    `inputs` is where the batch is put, as a matrix of a row for each example; `moves`, of a step that changes what they come from, is
    by how much.
    """

    inputs: Float32Array
    moves: Float32Array
    logits: Float32Array
    forward: list[Call]
    backward: list[Call]


StepMaker = Callable[[int, ModelSpec, Float32Array, Optimiser], Step]
"""A step for batches of a size, that moves weights [P] as the optimiser wants it."""


class Bench:
    """One place of work. To bind a step takes as long as two steps, so that benches are kept, and clients that follow each other share one."""

    def __init__(self, spec: ModelSpec, local: LocalTraining, make_step: StepMaker) -> None:
        self._spec, self._local, self._make_step = spec, local, make_step
        self._trained_P = aligned_empty(spec.num_parameters)
        self._optimiser = optimiser_for(local, self._trained_P)
        self._steps: dict[int, tuple[Step, Float32Array]] = {}
        self.num_floats = 4 * len(self._trained_P)
        """About how large it is."""

    def is_for(self, spec: ModelSpec, local: LocalTraining, make_step: StepMaker) -> bool:
        """Whether it was made for these very objects."""
        return self._spec is spec and self._local is local and self._make_step is make_step

    def train(
        self,
        weights_P: Float32Array,
        examples: Examples,
        batches: Sequence[IndexArray],
        fill: Callable[[IndexArray, Float32Array], object],
        move: Callable[[IndexArray, Float32Array], object] | None = None,
    ) -> LocalResult:
        """One step per batch, from `weights_P`, which is left as it is; `fill` puts a batch into the inputs of a step.

        `move` is told by how much each step moves what its inputs come from, where a step tells.
        """
        self._trained_P[:] = weights_P
        self._optimiser.begin(weights_P)
        likelihoods: list[Float32Array] = []
        for stretch in stretches(batches, self._spec.num_classes):
            order = np.concatenate(stretch)
            assert 0 <= int(order.min()) <= int(order.max()) < examples.num_examples, "a batch points outside the examples"
            losses = losses_of(examples.labels_N[order], self._spec.num_classes)
            done = 0
            for batch in stretch:
                step, row = self._steps.get(len(batch)) or self._bind(len(batch))
                fill(batch, step.inputs)
                for call in step.forward:
                    call()
                losses.differentiate(step.logits, row, done)
                for call in step.backward:
                    call()
                self._optimiser.apply()
                if move is not None:
                    move(batch, step.moves)
                done += len(batch)
            likelihoods.append(losses.likelihoods())
        return LocalResult(self._trained_P - weights_P, mean_loss(np.concatenate(likelihoods)))

    def _bind(self, size: int) -> tuple[Step, Float32Array]:
        step = self._make_step(size, self._spec, self._trained_P, self._optimiser)
        self._steps[size] = step, np.empty(size, dtype=np.float32)
        self.num_floats += 3 * size * self._spec.num_activations
        return self._steps[size]


_idle: deque[Bench] = deque(maxlen=1)
"""Taken out while somebody works at it, so that two never do."""


def train_at_a_bench(
    weights_P: Float32Array,
    examples: Examples,
    batches: Sequence[IndexArray],
    spec: ModelSpec,
    local: LocalTraining,
    *,
    make_step: StepMaker,
    fill: Callable[[IndexArray, Float32Array], object],
    move: Callable[[IndexArray, Float32Array], object] | None = None,
) -> LocalResult:
    """See `Bench.train`: at the bench of the client before, where it is for the same training; one whose training failed is not kept."""
    bench = borrow_bench(spec, local, make_step)
    result = bench.train(weights_P, examples, batches, fill, move)
    give_back(bench)
    return result


def borrow_bench(spec: ModelSpec, local: LocalTraining, make_step: StepMaker) -> Bench:
    """The bench that was given back last, where it is for these, else a new one; what was done at it before leaves no trace."""
    try:
        bench = _idle.pop()
    except IndexError:
        return Bench(spec, local, make_step)
    return bench if bench.is_for(spec, local, make_step) else Bench(spec, local, make_step)


def give_back(bench: Bench) -> None:
    """Keep it for the next client, unless it is large."""
    if bench.num_floats <= _MAX_KEPT_FLOATS:
        _idle.append(bench)
