"""Multilayer perceptron with ReLU, trained one client at a time: its weights stay in the L2 cache.

Layout: the flat vector holds, layer by layer, the weight matrix [in, out] row by row and then the bias [out].
Speed: activations and gradients go into arrays that live as long as the call, and every operation of a step is bound to its arrays
once; each gradient product by the weights is fused with its SGD step by SciPy's sgemm, which adds alpha·AᵀB to the weights where they lie.
A model of characters is the same behind its inputs, which are the one-hot forms of its features.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np

from learning.arrays import Float32Array, IndexArray
from learning.examples import Examples, Prefix
from learning.kernels.blas import Call, add_product, add_rows, aligned_empty, product
from learning.kernels.kernel import LocalResult
from learning.kernels.loss import differentiate_loss, mean_loss
from learning.kernels.one_hot import fill_one_hot, one_hot_product, row_numbers
from learning.kernels.optimisers import optimiser_for
from learning.plan import LocalTraining, ModelSpec
from learning.randomness import generator

_ZERO = np.float32(0)


@dataclass(frozen=True, slots=True, eq=False)
class _Layer:
    """One layer's weight [in, out] and bias [out], views of a flat vector."""

    weight: Float32Array
    bias: Float32Array


class _Desk:
    """The arrays that minibatches are worked in, one as large as the largest of them; a smaller one takes their first rows.

    activations: the batch [B, F] and each hidden layer [B, H]; deltas: the loss's gradient by each hidden layer; signs: what it is masked
    by; noughts: zeros of each hidden layer, which NumPy compares with faster than with one.
    """

    def __init__(self, size: int, spec: ModelSpec) -> None:
        self.activations = [aligned_empty(size, width) for width in spec.layer_widths[:-1]]
        hidden = self.activations[1:]
        self.deltas = [aligned_empty(*layer.shape) for layer in hidden]
        self.signs = [np.empty_like(layer) for layer in hidden]
        self.noughts = [np.zeros_like(layer) for layer in hidden]
        self.row = np.empty(size, dtype=np.float32)
        self.ones = np.ones(size, dtype=np.float32)


class _Step:
    """The calls of a step by a batch of a given size, in order; between the two lists stands the loss of the logits [K, B]."""

    def __init__(self, desk: _Desk, size: int, layers: list[_Layer]) -> None:
        self.logits, self.row = aligned_empty(len(layers[-1].bias), size), desk.row[:size]
        self._activations = [array[:size] for array in desk.activations] + [self.logits.T]
        self._deltas = [array[:size] for array in desk.deltas] + [self.logits.T]
        self.inputs, self.positions = self._activations[0], np.arange(size)
        self.forward: list[Call] = []
        self.backward: list[Call] = []
        self._desk, self._ones, self._size = desk, desk.ones[:size], size
        for index, layer in enumerate(layers):
            output = self._activations[index + 1]
            self.forward += [*product(self._activations[index], layer.weight, output), partial(np.add, output, layer.bias, output)]
            if index < len(layers) - 1:
                self.forward.append(partial(np.maximum, output, desk.noughts[index][:size], out=output))

    def bind_backward(self, layers: list[_Layer], targets: list[_Layer], alpha: float, beta: float) -> None:
        """Set target to beta·target + alpha·gradient for each layer; a layer is read before it is changed."""
        for index in range(len(layers) - 1, -1, -1):
            delta, source, target = self._deltas[index], self._activations[index], targets[index]
            if index:
                before, sign = self._deltas[index - 1], self._desk.signs[index - 1][: self._size]
                self.backward += product(delta, layers[index].weight.T, before)
                self.backward += [partial(np.sign, source, sign), partial(np.multiply, before, sign, before)]
            self.backward += add_product(target.weight, source, delta, alpha, beta)
            self.backward += add_rows(target.bias, delta, self._ones, alpha, beta)


class MlpKernel:
    """The kernel of `kind: mlp` and `kind: characters`; see `learning.kernels.kernel.Kernel`."""

    def initial_weights(self, spec: ModelSpec, seed: int) -> Float32Array:
        """He-uniform weights and zero biases.

        Source: He et al. 2015, arXiv:1502.01852.
        """
        random = generator(seed, 0, 0, "init")
        weights_P = np.zeros(spec.num_parameters, dtype=np.float32)
        for layer in _layers(weights_P, spec):
            bound = np.float32(np.sqrt(6 / len(layer.weight)))
            layer.weight[:] = (2 * random.random(layer.weight.shape, dtype=np.float32) - 1) * bound
        return weights_P

    def train(
        self, weights_P: Float32Array, examples: Examples, batches: Sequence[IndexArray], spec: ModelSpec, local: LocalTraining
    ) -> LocalResult:
        """See `train_mlp`."""
        return train_mlp(weights_P, examples, batches, spec, local)

    def predict(self, weights_P: Float32Array, features_NF: Float32Array, spec: ModelSpec, prefix: Prefix | None = None) -> Float32Array:
        """See `predict_mlp`."""
        return predict_mlp(weights_P, features_NF, spec)


def train_mlp(
    weights_P: Float32Array, examples: Examples, batches: Sequence[IndexArray], spec: ModelSpec, local: LocalTraining
) -> LocalResult:
    """The weights after one step of the plan's optimiser per batch, from `weights_P`, which is left as it is.

    Shapes: weights_P [parameters of spec]; batches index the examples, none empty.
    Source: `learning.kernels.optimisers`; the oracle is learning.models.torch_generic.
    """
    trained_P = aligned_empty(len(weights_P))
    trained_P[:] = weights_P
    layers = _layers(trained_P, spec)
    optimiser = optimiser_for(local, weights_P, trained_P)
    targets = _layers(optimiser.target_P, spec)
    order = np.concatenate(batches)
    assert 0 <= int(order.min()) <= int(order.max()) < examples.num_examples, "a batch points outside the examples"
    labels = examples.labels_N[order]
    fill = _filler(examples, spec)
    likelihood = np.empty(len(order), dtype=np.float32)
    sizes = {len(batch) for batch in batches}
    desk = _Desk(max(sizes), spec)
    steps = {size: _Step(desk, size, layers) for size in sizes}
    for size, step in steps.items():
        step.bind_backward(layers, targets, optimiser.scale / size, optimiser.keep)
    done = 0
    for batch in batches:
        step, span = steps[len(batch)], slice(done, done + len(batch))
        fill(batch, step.inputs)
        for call in step.forward:
            call()
        differentiate_loss(step.logits, step.row, labels[span] * len(batch) + step.positions, likelihood[span])
        for call in step.backward:
            call()
        optimiser.apply()
        done = span.stop
    return LocalResult(trained_P, mean_loss(likelihood))


def _filler(examples: Examples, spec: ModelSpec) -> Callable[[IndexArray, Float32Array], object]:
    """What puts the inputs of a batch into an array [B, F]."""
    if spec.kind == "characters":
        numbers_NF = row_numbers(examples.features_NF, spec.num_classes)
        return lambda batch, inputs: fill_one_hot(numbers_NF[batch], inputs)
    take = examples.features_NF.take
    return lambda batch, inputs: take(batch, 0, inputs, "clip")


def predict_mlp(weights_P: Float32Array, features_NF: Float32Array, spec: ModelSpec) -> Float32Array:
    """Logits of each example.

    Shapes: weights_P [parameters of spec], features_NF [examples, features]; returns [examples, classes].
    """
    layers = _layers(weights_P, spec)
    if spec.kind == "characters":
        outputs = one_hot_product(row_numbers(features_NF, spec.num_classes), layers[0].weight) + layers[0].bias
    else:
        outputs = features_NF @ layers[0].weight + layers[0].bias
    for layer in layers[1:]:
        outputs = np.maximum(outputs, _ZERO) @ layer.weight + layer.bias
    return outputs


def _layers(flat_P: Float32Array, spec: ModelSpec) -> list[_Layer]:
    """Views of each layer's tensors in a flat vector of weights, or of anything that has their layout."""
    layers: list[_Layer] = []
    offset = 0
    for fan_in, fan_out in pairwise(spec.layer_widths):
        middle, end = offset + fan_in * fan_out, offset + (fan_in + 1) * fan_out
        layers.append(_Layer(flat_P[offset:middle].reshape(fan_in, fan_out), flat_P[middle:end]))
        offset = end
    return layers
