"""Multilayer perceptron with ReLU, trained one client at a time: its weights stay in the L2 cache.

Layout: the flat vector holds, layer by layer, the weight matrix [in, out] row by row and then the bias [out].
Speed: activations and gradients go into arrays that live as long as the call; each gradient product by the weights is fused with
its SGD step by SciPy's sgemm, which adds alpha·AᵀB to the weights where they lie.
A model of characters is the same behind its inputs, which are the one-hot forms of its features.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from learning.arrays import Float32Array, IndexArray
from learning.examples import Examples, Prefix
from learning.kernels.blas import add_product, add_rows, aligned_empty, row_halves, set_product
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
    """The arrays that one minibatch of a given size is worked in.

    activations: the batch [B, F], each hidden layer [B, H], the logits [B, K]; deltas: the loss's gradient by each of them but
    the first, the last one in the place of the logits; noughts: zeros of each hidden layer, which NumPy compares with faster than with one.
    """

    def __init__(self, size: int, spec: ModelSpec) -> None:
        self.activations = [aligned_empty(size, width) for width in spec.layer_widths]
        self.deltas = [aligned_empty(*hidden.shape) for hidden in self.activations[1:-1]] + [self.activations[-1]]
        self.noughts = [np.zeros_like(hidden) for hidden in self.activations[1:-1]]
        self.forward = [row_halves(left, output) for left, output in pairwise(self.activations)]
        self.backward = [row_halves(delta, before) for before, delta in pairwise(self.deltas)]
        self.column = np.empty((size, 1), dtype=np.float32)
        self.ones = np.ones(size, dtype=np.float32)


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
    targets, scale, keep = _layers(optimiser.target_P, spec), optimiser.scale, optimiser.keep
    order = np.concatenate(batches)
    assert 0 <= int(order.min()) <= int(order.max()) < examples.num_examples, "a batch points outside the examples"
    labels = examples.labels_N[order]
    numbers_NF = row_numbers(examples.features_NF, spec.num_classes) if spec.kind == "characters" else None
    likelihood = np.empty(len(order), dtype=np.float32)
    desks = {size: _Desk(size, spec) for size in {len(batch) for batch in batches}}
    starts = {size: np.arange(size) * spec.num_classes for size in desks}
    done = 0
    for batch in batches:
        size = len(batch)
        desk, span = desks[size], slice(done, done + size)
        if numbers_NF is None:
            examples.features_NF.take(batch, 0, desk.activations[0], "clip")
        else:
            fill_one_hot(numbers_NF[batch], desk.activations[0])
        _forward(layers, desk)
        differentiate_loss(desk.activations[-1], desk.column, starts[size] + labels[span], likelihood[span])
        _backward(layers, targets, desk, scale / size, keep)
        optimiser.apply()
        done += size
    return LocalResult(trained_P, mean_loss(likelihood))


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


def _forward(layers: list[_Layer], desk: _Desk) -> None:
    """Fill the activations behind the first with those of the batch."""
    last = len(layers) - 1
    for index, layer in enumerate(layers):
        output = desk.activations[index + 1]
        set_product(desk.forward[index], layer.weight)
        np.add(output, layer.bias, out=output)
        if index < last:
            np.maximum(output, desk.noughts[index], out=output)


def _backward(layers: list[_Layer], targets: list[_Layer], desk: _Desk, alpha: float, beta: float) -> None:
    """Set target to beta·target + alpha·gradient for each layer; a layer is read before it is changed."""
    for index in range(len(layers) - 1, -1, -1):
        delta, source, target = desk.deltas[index], desk.activations[index], targets[index]
        if index:
            before = desk.deltas[index - 1]
            set_product(desk.backward[index - 1], layers[index].weight.T)
            np.multiply(before, np.sign(source), out=before)
        add_product(target.weight, source, delta, alpha, beta)
        add_rows(target.bias, delta, desk.ones, alpha, beta)
