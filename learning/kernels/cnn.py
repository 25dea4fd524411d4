"""Convolutions of stride 2 with ReLU and a linear layer behind them, by im2col, trained one client at a time.

Layout: an example is an image [height, width, channels] row by row; the flat vector holds, convolution by convolution, the weight
[kernel, kernel, in, out] and the bias [out], then the head's weight [features, classes] and bias [classes].
Speed: a convolution is one matrix product by the columns of its windows; those of the first one depend on the examples alone and are
made once a call, not once a step. Stride 2 takes the place of pooling, which on a CPU costs more than the convolution.
Source: Springenberg et al. 2015, arXiv:1412.6806 (strides for pooling); the oracle is learning.models.torch_generic.
"""

# B examples of a batch, H W height and width of an output, S kernel size, C channels in, O channels out.

from collections.abc import Sequence
from math import prod

import numpy as np

from learning.arrays import Float32Array, IndexArray
from learning.convolutions import STRIDE, ConvolutionShape
from learning.examples import Examples, Prefix
from learning.kernels.blas import add_product, add_rows, aligned_empty
from learning.kernels.kernel import LocalResult
from learning.kernels.loss import differentiate_loss, mean_loss
from learning.kernels.optimisers import optimiser_for
from learning.layouts import tensor_shapes
from learning.plan import LocalTraining, ModelSpec
from learning.randomness import generator

_ZERO = np.float32(0)
_MAX_KEPT_COLUMNS = 2**25
"""Floats, 128 MiB: the first columns of more examples than that are made batch by batch."""
_PREDICTED_AT_ONCE = 256
"""Examples whose columns lie in memory at a time."""


class CnnKernel:
    """The kernel of `kind: cnn`; see `learning.kernels.kernel.Kernel`."""

    def initial_weights(self, spec: ModelSpec, seed: int) -> Float32Array:
        """He-uniform weights and zero biases.

        Source: He et al. 2015, arXiv:1502.01852.
        """
        random = generator(seed, 0, 0, "init")
        weights_P = np.zeros(spec.num_parameters, dtype=np.float32)
        for weight, _ in _layers(weights_P, spec):
            bound = np.float32(np.sqrt(6 / len(weight)))
            weight[:] = (2 * random.random(weight.shape, dtype=np.float32) - 1) * bound
        return weights_P

    def train(
        self, weights_P: Float32Array, examples: Examples, batches: Sequence[IndexArray], spec: ModelSpec, local: LocalTraining
    ) -> LocalResult:
        """See `train_cnn`."""
        return train_cnn(weights_P, examples, batches, spec, local)

    def predict(self, weights_P: Float32Array, features_NF: Float32Array, spec: ModelSpec, prefix: Prefix | None = None) -> Float32Array:
        """See `predict_cnn`."""
        return predict_cnn(weights_P, features_NF, spec)


def train_cnn(
    weights_P: Float32Array, examples: Examples, batches: Sequence[IndexArray], spec: ModelSpec, local: LocalTraining
) -> LocalResult:
    """The weights after one step of the plan's optimiser per batch, from `weights_P`, which is left as it is.

    Shapes: weights_P [parameters of spec]; batches index the examples, none empty.
    Source: `learning.kernels.optimisers`.
    """
    trained_P = aligned_empty(len(weights_P))
    trained_P[:] = weights_P
    optimiser = optimiser_for(local, weights_P, trained_P)
    layers, targets = _layers(trained_P, spec), _layers(optimiser.target_P, spec)
    order = np.concatenate(batches)
    assert 0 <= int(order.min()) <= int(order.max()) < examples.num_examples, "a batch points outside the examples"
    positions = examples.labels_N[order] + np.concatenate([np.arange(len(batch)) for batch in batches]) * spec.num_classes
    likelihood = np.empty(len(order), dtype=np.float32)
    source = _FirstColumns(examples.features_NF, spec.convolution_shapes[0])
    desks = {size: _Desk(size, spec) for size in {len(batch) for batch in batches}}
    done = 0
    for batch in batches:
        desk, span = desks[len(batch)], slice(done, done + len(batch))
        source.fill(desk.convolutions[0].columns, batch)
        desk.forward(layers)
        differentiate_loss(desk.logits, desk.column, positions[span], likelihood[span])
        desk.backward(layers, targets, optimiser.scale / len(batch), optimiser.keep)
        optimiser.apply()
        done += len(batch)
    return LocalResult(trained_P, mean_loss(likelihood))


def predict_cnn(weights_P: Float32Array, features_NF: Float32Array, spec: ModelSpec) -> Float32Array:
    """Logits of each example.

    Shapes: weights_P [parameters of spec], features_NF [examples, features]; returns [examples, classes].
    """
    layers = _layers(weights_P, spec)
    logits_NK = np.empty((len(features_NF), spec.num_classes), dtype=np.float32)
    for start in range(0, len(features_NF), _PREDICTED_AT_ONCE):
        part = features_NF[start : start + _PREDICTED_AT_ONCE]
        desk = _Desk(len(part), spec)
        _FirstColumns(part, spec.convolution_shapes[0], keep=False).fill(desk.convolutions[0].columns, np.arange(len(part)))
        desk.forward(layers)
        logits_NK[start : start + len(part)] = desk.logits
    return logits_NK


class _FirstColumns:
    """The columns of the first convolution: kept for all examples where they are few enough, since no step changes them."""

    def __init__(self, features_NF: Float32Array, shape: ConvolutionShape, *, keep: bool = True) -> None:
        self._features_NF, self._shape = features_NF, shape
        size = shape.num_positions * shape.window_size
        is_kept = keep and len(features_NF) * size <= _MAX_KEPT_COLUMNS
        self._kept = _columns(features_NF, shape).reshape(len(features_NF), size) if is_kept else None

    def fill(self, columns: Float32Array, batch: IndexArray) -> None:
        """Put the columns of a batch into `columns` [B·H·W, S·S·C]."""
        if self._kept is None:
            columns[:] = _columns(self._features_NF[batch], self._shape)
        else:
            self._kept.take(batch, 0, columns.reshape(len(batch), -1), "clip")


class _ConvolutionDesk:
    """The arrays that one convolution of a minibatch is worked in; `before` is the output it reads, None for the first."""

    def __init__(self, size: int, shape: ConvolutionShape, before: "_ConvolutionDesk | None") -> None:
        num_rows = size * shape.num_positions
        self.columns = aligned_empty(num_rows, shape.window_size)
        self.output = aligned_empty(num_rows, shape.channels_out)
        self.delta = aligned_empty(num_rows, shape.channels_out)
        self.ones = np.ones(num_rows, dtype=np.float32)
        if before is not None:
            self._windows = _windows(before.output, shape)
            self._column_windows = self.columns.reshape(self._windows.shape)
            self._column_deltas = aligned_empty(num_rows, shape.window_size)
            self._scatter = _scatter_pairs(before.delta, self._column_deltas, shape)
            self._before = before

    def gather(self) -> None:
        """Fill the columns from the output before."""
        np.copyto(self._column_windows, self._windows)

    def send_back(self, weight: Float32Array) -> None:
        """Turn the delta behind this convolution into that of the output before it, its ReLU included."""
        before = self._before
        np.matmul(self.delta, weight.T, out=self._column_deltas)
        before.delta.fill(0)
        for target, source in self._scatter:
            np.add(target, source, out=target)
        np.multiply(before.delta, np.sign(before.output), out=before.delta)


class _Desk:
    """The arrays that one minibatch of a given size is worked in."""

    def __init__(self, size: int, spec: ModelSpec) -> None:
        self.convolutions: list[_ConvolutionDesk] = []
        for shape in spec.convolution_shapes:
            self.convolutions.append(_ConvolutionDesk(size, shape, self.convolutions[-1] if self.convolutions else None))
        self.hidden = self.convolutions[-1].output.reshape(size, -1)
        self.hidden_delta = self.convolutions[-1].delta.reshape(size, -1)
        self.logits = aligned_empty(size, spec.num_classes)
        self.column = np.empty((size, 1), dtype=np.float32)
        self.ones = np.ones(size, dtype=np.float32)

    def forward(self, layers: "_Layers") -> None:
        """Fill outputs and logits; the first columns are there already."""
        for index, (desk, (weight, bias)) in enumerate(zip(self.convolutions, layers, strict=False)):
            if index:
                desk.gather()
            np.matmul(desk.columns, weight, out=desk.output)
            np.add(desk.output, bias, out=desk.output)
            np.maximum(desk.output, _ZERO, out=desk.output)
        weight, bias = layers[-1]
        np.matmul(self.hidden, weight, out=self.logits)
        np.add(self.logits, bias, out=self.logits)

    def backward(self, layers: "_Layers", targets: "_Layers", alpha: float, beta: float) -> None:
        """Set target to beta·target + alpha·gradient for each layer; a layer is read before it is changed."""
        np.matmul(self.logits, layers[-1][0].T, out=self.hidden_delta)
        np.multiply(self.hidden_delta, np.sign(self.hidden), out=self.hidden_delta)
        add_product(targets[-1][0], self.hidden, self.logits, alpha, beta)
        add_rows(targets[-1][1], self.logits, self.ones, alpha, beta)
        for index in range(len(self.convolutions) - 1, -1, -1):
            desk = self.convolutions[index]
            if index:
                desk.send_back(layers[index][0])
            add_product(targets[index][0], desk.columns, desk.delta, alpha, beta)
            add_rows(targets[index][1], desk.delta, desk.ones, alpha, beta)


_Layers = list[tuple[Float32Array, Float32Array]]
"""Weight, as a matrix [in, out], and bias [out] of each layer, views of a flat vector."""


def _layers(flat_P: Float32Array, spec: ModelSpec) -> _Layers:
    layers: _Layers = []
    offset = 0
    shapes = list(tensor_shapes(spec).values())
    for weight, (width,) in zip(shapes[::2], shapes[1::2], strict=True):
        middle = offset + prod(weight)
        layers.append((flat_P[offset:middle].reshape(-1, width), flat_P[middle : middle + width]))
        offset = middle + width
    return layers


def _windows(images: Float32Array, shape: ConvolutionShape) -> Float32Array:
    """The windows [B, H, W, S, S·C] of images that lie row by row, as a view."""
    rows, inner = shape.width_in * shape.channels_in * 4, shape.channels_in * 4
    num_images = images.size // (shape.height_in * shape.width_in * shape.channels_in)
    view = (num_images, shape.height, shape.width, shape.kernel_size, shape.kernel_size * shape.channels_in)
    return np.ndarray(view, np.float32, images, 0, (shape.height_in * rows, STRIDE * rows, STRIDE * inner, rows, 4))


def _columns(features_NF: Float32Array, shape: ConvolutionShape) -> Float32Array:
    return _windows(np.ascontiguousarray(features_NF), shape).reshape(-1, shape.window_size)


def _scatter_pairs(target: Float32Array, columns: Float32Array, shape: ConvolutionShape) -> list[tuple[Float32Array, Float32Array]]:
    """The (target, source) views whose sums carry column deltas back to the images that the windows were taken from.

    As many neighbouring columns as the stride do not overlap those of the next window: they are added together.
    """
    channels, size = shape.channels_in, shape.kernel_size
    row_bytes = shape.width_in * channels * 4
    windows = columns.reshape(-1, shape.height, shape.width, size, size * channels)
    strides = (shape.height_in * row_bytes, STRIDE * row_bytes, STRIDE * channels * 4, 4)
    pairs: list[tuple[Float32Array, Float32Array]] = []
    for row in range(size):
        for first in range(0, size, STRIDE):
            source = windows[:, :, :, row, first * channels : (first + STRIDE) * channels]
            pairs.append((np.ndarray(source.shape, np.float32, target, row * row_bytes + first * channels * 4, strides), source))
    return pairs
