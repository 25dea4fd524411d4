"""Convolutions of stride 2 with ReLU and a linear layer behind them, trained one client at a time.

Layout: an example is an image [height, width, channels] row by row; the flat vector holds, convolution by convolution, the weight
[kernel, kernel, in, out] and the bias [out], then the head's weight [features, classes] and bias [classes].
Speed: the examples of a minibatch lie side by side, value by value, so that a window's values are whole rows, taken by number, and every
product has long rows; a bias is the last row of its weight, behind the windows a row of ones. The head is a layer of one window, the whole
image. Stride 2 takes the place of pooling, which on a CPU costs more than the convolution.
Source: Springenberg et al. 2015, arXiv:1412.6806 (strides for pooling); the oracle is learning.models.torch_generic.
"""

# B examples of a batch, R values of an image, W values of a window, L windows of an image, O channels out, K classes.

from collections.abc import Sequence
from functools import lru_cache, partial
from math import prod
from typing import NamedTuple

import numpy as np

from learning.arrays import Float32Array, IndexArray
from learning.convolutions import STRIDE
from learning.examples import Examples, Prefix
from learning.kernels.bench import train_at_a_bench
from learning.kernels.blas import Call, aligned_empty, product
from learning.kernels.inner_products import InnerProducts
from learning.kernels.kernel import LocalResult
from learning.kernels.layers import he_uniform_weights
from learning.kernels.optimisers import Optimiser
from learning.kernels.relu import rectify, send_back_rectified
from learning.plan import LocalTraining, ModelSpec

_PREDICTED_AT_ONCE = 64
"""Examples whose windows lie in memory at a time, at most."""
_MAX_KEPT_VALUES = 2**18
"""2 MiB of places: those of larger windows are not kept for the next step."""


class CnnKernel:
    """The kernel of `kind: cnn`; see `learning.kernels.kernel.Kernel`."""

    def initial_weights(self, spec: ModelSpec, seed: int) -> Float32Array:
        """See `learning.kernels.layers.he_uniform_weights`."""
        return he_uniform_weights(spec, seed)

    def prepare(self, examples: Examples, num_visits: int, spec: ModelSpec, local: LocalTraining) -> InnerProducts | None:
        """Nothing."""
        return None

    def train(
        self,
        weights_P: Float32Array,
        examples: Examples,
        batches: Sequence[IndexArray],
        spec: ModelSpec,
        local: LocalTraining,
        *,
        inner: InnerProducts | None = None,
    ) -> LocalResult:
        """See `train_cnn`."""
        return train_cnn(weights_P, examples, batches, spec, local)

    def predict(self, weights_P: Float32Array, features_NF: Float32Array, spec: ModelSpec, prefix: Prefix | None = None) -> Float32Array:
        """See `predict_cnn`."""
        return predict_cnn(weights_P, features_NF, spec)


def train_cnn(
    weights_P: Float32Array, examples: Examples, batches: Sequence[IndexArray], spec: ModelSpec, local: LocalTraining
) -> LocalResult:
    """One step of the plan's optimiser per batch, from `weights_P`, which is left as it is.

    Shapes: weights_P [parameters of spec]; batches index the examples, none empty.
    Source: `learning.kernels.optimisers`.
    """
    take = examples.features_NF.take
    return train_at_a_bench(
        weights_P, examples, batches, spec, local, make_step=_Step, fill=lambda batch, inputs: take(batch, 0, inputs, "clip")
    )


def predict_cnn(weights_P: Float32Array, features_NF: Float32Array, spec: ModelSpec) -> Float32Array:
    """Logits of each example.

    Shapes: weights_P [parameters of spec], features_NF [examples, features]; returns [examples, classes].
    """
    logits_NK = np.empty((len(features_NF), spec.num_classes), dtype=np.float32)
    size = min(_PREDICTED_AT_ONCE, spec.most_at_once)
    for start in range(0, len(features_NF), size):
        part = features_NF[start : start + size]
        step = _Step(len(part), spec, weights_P)
        np.copyto(step.inputs, part)
        for call in step.forward:
            call()
        logits_NK[start : start + len(part)] = step.logits.T
    return logits_NK


class _Frame(NamedTuple):
    """The windows of a layer: `size` of each and `places` of them, by height and width, over images whose neighbours are `strides` apart.

    The strides are those of rows, columns and channels.
    """

    size: tuple[int, int]
    places: tuple[int, int]
    channels: int
    strides: tuple[int, int, int]

    def is_kept(self) -> bool:
        """Whether what is worked out of it is, for the next step."""
        return prod((*self.size, *self.places, self.channels)) <= _MAX_KEPT_VALUES


def _covered_values(frame: _Frame) -> IndexArray:
    return (_kept_covered_values if frame.is_kept() else _kept_covered_values.__wrapped__)(frame)


def _way_back(frame: _Frame, num_values: int) -> tuple[list[IndexArray], IndexArray]:
    return (_kept_way_back if frame.is_kept() else _kept_way_back.__wrapped__)(frame, num_values)


@lru_cache(maxsize=16)
def _kept_covered_values(frame: _Frame) -> IndexArray:
    """Which value of an image each value of its windows is, [W·L]: the first one of all windows, the second, …."""
    row, column, channel, down, right = np.ogrid[tuple(slice(length) for length in (*frame.size, frame.channels, *frame.places))]
    rows, columns, channels = frame.strides
    return ((row + STRIDE * down) * rows + (column + STRIDE * right) * columns + channel * channels).reshape(-1)


@lru_cache(maxsize=16)
def _kept_way_back(frame: _Frame, num_values: int) -> tuple[list[IndexArray], IndexArray]:
    """How what the windows hold is added up for each value of the image that they cover.

    In parts: each has a value of the windows for each of the first so many sums, since the values that most windows cover have the first
    ones. Then the sum of each value of the image.
    """
    values = _covered_values(frame)
    counts = np.bincount(values, minlength=num_values)
    by_count = np.argsort(-counts, kind="stable")
    of_value = np.argsort(values, kind="stable")
    first = np.cumsum(counts) - counts
    parts = [of_value[first[by_count[: np.count_nonzero(counts > number)]] + number] for number in range(int(counts.max()))]
    return parts, np.argsort(by_count, kind="stable")


def _frames(spec: ModelSpec) -> list[_Frame]:
    """Those of each layer: the examples have their channels innermost, all other images outermost, as products put them out."""
    frames: list[_Frame] = []
    last = spec.convolution_shapes[-1]
    for shape in spec.convolution_shapes:
        width, channels = shape.width_in, shape.channels_in
        strides = (width, 1, shape.height_in * width) if frames else (width * channels, channels, 1)
        frames.append(_Frame((shape.kernel_size, shape.kernel_size), (shape.height, shape.width), channels, strides))
    head_strides = (last.width, 1, last.num_positions)
    return [*frames, _Frame((last.height, last.width), (1, 1), last.channels_out, head_strides)]


def _matrices(flat_P: Float32Array, spec: ModelSpec) -> list[Float32Array]:
    """Each layer's weight with its bias as the last row, [W + 1, O], views of the flat vector."""
    shapes = [(shape.window_size + 1, shape.channels_out) for shape in spec.convolution_shapes]
    shapes.append((spec.num_head_inputs + 1, spec.num_classes))
    ends = np.cumsum([rows * columns for rows, columns in shapes])
    return [flat_P[end - rows * columns : end].reshape(rows, columns) for end, (rows, columns) in zip(ends.tolist(), shapes, strict=True)]


class _Layer:
    """One layer of a minibatch: `image` [R, B] is what it reads, `output` [O·L, B] the image that it makes, `delta` the loss's gradient by it.

    Of the last layer, the head, the gradient takes the place of the output.
    """

    def __init__(self, image: Float32Array, frame: _Frame, matrix: Float32Array, *, is_last: bool) -> None:
        self._image, self._frame, self._matrix = image, frame, matrix
        size, num_windows = image.shape[1], frame.places[0] * frame.places[1]
        num_covered = (len(matrix) - 1) * num_windows
        rows = aligned_empty(num_covered + num_windows, size)
        rows[num_covered:] = 1
        self._covered, self._rows = rows[:num_covered], rows.reshape(len(matrix), -1)
        self.output = aligned_empty(matrix.shape[1] * num_windows, size)
        self.delta = self.output if is_last else aligned_empty(*self.output.shape)

    def forward(self) -> list[Call]:
        """Fill the output, which has no ReLU yet."""
        take = partial(self._image.take, _covered_values(self._frame), 0, self._covered, "clip")
        return [take, *product(self._matrix.T, self._rows, self._by_channel(self.output))]

    def send_back(self, before: "_Layer") -> list[Call]:
        """Make of this delta that of the layer whose output it reads, the ReLU between them included."""
        (first, *others), sum_of_value = _way_back(self._frame, len(self._image))
        covered, sums, terms = aligned_empty(*self._covered.shape), np.zeros_like(self._image), aligned_empty(*self._image.shape)
        calls = product(self._matrix[:-1], self._by_channel(self.delta), covered.reshape(len(self._matrix) - 1, -1))
        calls.append(partial(covered.take, first, 0, sums[: len(first)], "clip"))
        for part in others:
            term, total = terms[: len(part)], sums[: len(part)]
            calls += [partial(covered.take, part, 0, term, "clip"), partial(np.add, total, term, total)]
        calls.append(partial(sums.take, sum_of_value, 0, before.delta, "clip"))
        return [*calls, *send_back_rectified(before.output, before.delta)]

    def move(self, target: Float32Array, alpha: float, beta: float) -> list[Call]:
        """Set target, of the matrix's layout, to beta·target + alpha·gradient."""
        return product(self._rows, self._by_channel(self.delta).T, target, beta, alpha=alpha)

    def _by_channel(self, image: Float32Array) -> Float32Array:
        return image.reshape(self._matrix.shape[1], -1)


class _Step:
    """See `learning.kernels.bench.Step`; without an optimiser it only goes forward."""

    def __init__(self, size: int, spec: ModelSpec, weights_P: Float32Array, optimiser: Optimiser | None = None) -> None:
        self.inputs, self.moves = aligned_empty(size, spec.num_features), aligned_empty(0)
        image = aligned_empty(spec.num_features, size)
        self.forward: list[Call] = [partial(np.copyto, image, self.inputs.T)]
        layers: list[_Layer] = []
        frames, matrices = _frames(spec), _matrices(weights_P, spec)
        for frame, matrix in zip(frames, matrices, strict=True):
            layer = _Layer(image, frame, matrix, is_last=frame is frames[-1])
            if layers:
                self.forward += rectify(image)
            self.forward += layer.forward()
            layers.append(layer)
            image = layer.output
        self.logits = image
        self.backward: list[Call] = []
        if optimiser is not None:
            alpha, beta = optimiser.scale / size, optimiser.keep
            targets = _matrices(optimiser.target_P, spec)
            for index in range(len(layers) - 1, -1, -1):
                # A layer is read before it is changed.
                self.backward += layers[index].send_back(layers[index - 1]) if index else []
                self.backward += layers[index].move(targets[index], alpha, beta)
