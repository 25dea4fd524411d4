"""Convolutions of stride 2 with ReLU and a linear layer behind them, by im2col, trained one client at a time.

Layout: an example is an image [height, width, channels] row by row; the flat vector holds, convolution by convolution, the weight
[kernel, kernel, in, out] and the bias [out], then the head's weight [features, classes] and bias [classes].
Speed: a convolution is one matrix product by the columns of its windows; those of the first one depend on the examples alone and are
made once a call, not once a step. Stride 2 takes the place of pooling, which on a CPU costs more than the convolution.
Source: Springenberg et al. 2015, arXiv:1412.6806 (strides for pooling); the oracle is learning.models.torch_generic.
"""

# B examples of a batch, H W height and width of an output, S kernel size, C channels in, O channels out.

from collections.abc import Sequence
from functools import partial

import numpy as np

from learning.arrays import Float32Array, IndexArray
from learning.convolutions import STRIDE, ConvolutionShape
from learning.examples import Examples, Prefix
from learning.kernels.bench import train_at_a_bench
from learning.kernels.blas import Call, add_product, add_rows, aligned_empty, product
from learning.kernels.inner_products import InnerProducts
from learning.kernels.kernel import LocalResult
from learning.kernels.layers import Layer, he_uniform_weights, layers_of
from learning.kernels.optimisers import Optimiser
from learning.kernels.relu import rectify, send_back_rectified
from learning.plan import LocalTraining, ModelSpec

_MAX_KEPT_COLUMNS = 2**25
"""Floats, 128 MiB: the first columns of more examples than that are made batch by batch."""
_PREDICTED_AT_ONCE = 256
"""Examples whose columns lie in memory at a time, at most."""


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
    return train_at_a_bench(
        weights_P,
        examples,
        batches,
        spec,
        local,
        make_step=_Step,
        fill=_FirstColumns(examples.features_NF, spec.convolution_shapes[0]).fill,
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
        _FirstColumns(part, spec.convolution_shapes[0], keep=False).fill(np.arange(len(part)), step.inputs)
        for call in step.forward:
            call()
        logits_NK[start : start + len(part)] = step.logits.T
    return logits_NK


class _FirstColumns:
    """The columns of the first convolution: kept for all examples where they are few enough, since no step changes them."""

    def __init__(self, features_NF: Float32Array, shape: ConvolutionShape, *, keep: bool = True) -> None:
        self._features_NF, self._shape = features_NF, shape
        size = shape.num_positions * shape.window_size
        is_kept = keep and len(features_NF) * size <= _MAX_KEPT_COLUMNS
        self._kept = _columns(features_NF, shape).reshape(len(features_NF), size) if is_kept else None

    def fill(self, batch: IndexArray, columns: Float32Array) -> None:
        """Put the columns of a batch into `columns` [B·H·W, S·S·C]."""
        if self._kept is None:
            columns[:] = _columns(self._features_NF[batch], self._shape)
        else:
            self._kept.take(batch, 0, columns.reshape(len(batch), -1), "clip")


class _ConvolutionDesk:
    """The arrays that one convolution of a minibatch is worked in; `before` is that of the convolution it reads, None for the first."""

    def __init__(self, size: int, shape: ConvolutionShape, before: "_ConvolutionDesk | None") -> None:
        num_rows = size * shape.num_positions
        self.columns = aligned_empty(num_rows, shape.window_size)
        self.output = aligned_empty(num_rows, shape.channels_out)
        self.delta = aligned_empty(num_rows, shape.channels_out)
        self.ones = np.ones(num_rows, dtype=np.float32)
        self._shape, self._before = shape, before

    def forward(self, weight: Float32Array, bias: Float32Array) -> list[Call]:
        """Fill the output; of the first convolution the columns are there already."""
        calls: list[Call] = []
        if self._before is not None:
            windows = _windows(self._before.output, self._shape)
            calls.append(partial(np.copyto, self.columns.reshape(windows.shape), windows))
        calls += product(self.columns, weight, self.output)
        # A bias as long as an image's output: NumPy adds long rows in a fifth of the time, and a product of 8 columns that adds takes twice
        # as long as one that does not.
        biases = np.empty((self._shape.num_positions, self._shape.channels_out), dtype=np.float32)
        images = self.output.reshape(-1, biases.size)
        calls += [partial(np.copyto, biases, bias), partial(np.add, images, biases.reshape(-1), images)]
        return [*calls, *rectify(self.output)]

    def mask(self) -> list[Call]:
        """Turn the delta behind the ReLU into that before it."""
        return send_back_rectified(self.output, self.delta)

    def send_back(self, weight: Float32Array) -> list[Call]:
        """Turn the delta behind this convolution into that of the output before it, its ReLU included.

        As many neighbouring columns of the windows as the stride do not overlap those of the next window: they are worked and added
        together, and lie side by side in the images too.
        """
        before, shape = self._before, self._shape
        if before is None:
            return []
        calls: list[Call] = [partial(before.delta.fill, 0)]
        weights = weight.reshape(shape.kernel_size, -1, shape.channels_out)
        for first in range(0, shape.kernel_size, STRIDE):
            part = weights[:, first * shape.channels_in : (first + STRIDE) * shape.channels_in]
            sources = aligned_empty(shape.kernel_size, len(self.delta), part.shape[1])
            calls.append(partial(np.matmul, self.delta, part.transpose(0, 2, 1), sources))
            for row, source in enumerate(sources):
                target = _windows(before.delta, shape)[:, :, :, row, first * shape.channels_in :][..., : part.shape[1]]
                calls.append(partial(np.add, target, source.reshape(target.shape), target))
        return [*calls, *before.mask()]


class _Step:
    """See `learning.kernels.bench.Step`; without an optimiser it only goes forward. Its inputs are the columns of the first convolution."""

    def __init__(self, size: int, spec: ModelSpec, weights_P: Float32Array, optimiser: Optimiser | None = None) -> None:
        self._desks: list[_ConvolutionDesk] = []
        for shape in spec.convolution_shapes:
            self._desks.append(_ConvolutionDesk(size, shape, self._desks[-1] if self._desks else None))
        self.inputs, self.moves = self._desks[0].columns, aligned_empty(0)
        self.logits = aligned_empty(spec.num_classes, size)
        self._hidden = self._desks[-1].output.reshape(size, -1)
        self._layers = layers_of(weights_P, spec)
        self.forward = self._bind_forward()
        self.backward = [] if optimiser is None else self._bind_backward(layers_of(optimiser.target_P, spec), optimiser)

    def _bind_forward(self) -> list[Call]:
        calls: list[Call] = []
        for desk, (weight, bias) in zip(self._desks, self._layers, strict=False):
            calls += desk.forward(weight, bias)
        logits, (weight, bias) = self.logits.T, self._layers[-1]
        return [*calls, partial(np.copyto, logits, bias), *product(self._hidden, weight, logits, 1.0)]

    def _bind_backward(self, targets: list[Layer], optimiser: Optimiser) -> list[Call]:
        """Set target to keep·target + scale·gradient for each layer; a layer is read before it is changed."""
        last, logits, (weight, bias) = self._desks[-1], self.logits.T, targets[-1]
        alpha, beta = optimiser.scale / len(logits), optimiser.keep
        calls = [*product(logits, self._layers[-1][0].T, last.delta.reshape(self._hidden.shape)), *last.mask()]
        calls += add_product(weight, self._hidden, logits, alpha, beta)
        calls += add_rows(bias, logits, last.ones[: len(logits)], alpha, beta)
        for index in range(len(self._desks) - 1, -1, -1):
            desk, (weight, bias) = self._desks[index], targets[index]
            calls += desk.send_back(self._layers[index][0])
            calls += add_product(weight, desk.columns, desk.delta, alpha, beta)
            calls += add_rows(bias, desk.delta, desk.ones, alpha, beta)
        return calls


def _windows(images: Float32Array, shape: ConvolutionShape) -> Float32Array:
    """The windows [B, H, W, S, S·C] of images that lie row by row, as a view."""
    rows, inner = shape.width_in * shape.channels_in * 4, shape.channels_in * 4
    num_images = images.size // (shape.height_in * shape.width_in * shape.channels_in)
    view = (num_images, shape.height, shape.width, shape.kernel_size, shape.kernel_size * shape.channels_in)
    return np.ndarray(view, np.float32, images, 0, (shape.height_in * rows, STRIDE * rows, STRIDE * inner, rows, 4))


def _columns(features_NF: Float32Array, shape: ConvolutionShape) -> Float32Array:
    """The windows of whole examples, a row each; taken by number, which is twice as fast as a copy of the view."""
    starts = STRIDE * (np.arange(shape.height)[:, None] * shape.width_in + np.arange(shape.width)) * shape.channels_in
    offsets = np.arange(shape.kernel_size)[:, None] * shape.width_in * shape.channels_in + np.arange(shape.kernel_size * shape.channels_in)
    numbers = starts.reshape(-1, 1) + offsets.reshape(1, -1)
    return features_NF.take(numbers.reshape(-1), 1).reshape(-1, shape.window_size)
