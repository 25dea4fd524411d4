"""Multilayer perceptron with ReLU, trained one client at a time: its weights stay in the L2 cache.

Layout: the flat vector holds, layer by layer, the weight matrix [in, out] row by row and then the bias [out].
Speed: activations and gradients go into arrays that are kept from client to client, and every operation of a step is bound to its
arrays once; each gradient product by the weights is fused with its SGD step by SciPy's sgemm, which adds alpha·AᵀB to the weights where they lie.
A model of characters is the same behind its inputs, which are the one-hot forms of its features.
"""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from learning.arrays import Float32Array, IndexArray
from learning.examples import Examples, Prefix
from learning.kernels.bench import train_at_a_bench
from learning.kernels.blas import Call, add_product, add_rows, aligned_empty, product
from learning.kernels.kernel import LocalResult
from learning.kernels.layers import Layer, he_uniform_weights, layers_of
from learning.kernels.one_hot import fill_one_hot, one_hot_product, row_numbers
from learning.kernels.optimisers import Optimiser
from learning.kernels.relu import rectify, send_back_rectified
from learning.plan import LocalTraining, ModelSpec

_ZERO = np.float32(0)


class _Step:
    """See `learning.kernels.bench.Step`.

    activations: the batch [B, F], each hidden layer [B, H], the logits [B, K], which lie column by column; deltas: the loss's gradient by
    each of them but the first, the last one in the place of the logits.
    """

    def __init__(self, size: int, spec: ModelSpec, weights_P: Float32Array, optimiser: Optimiser) -> None:
        self.logits = aligned_empty(spec.num_classes, size)
        self._activations = [*(aligned_empty(size, width) for width in spec.layer_widths[:-1]), self.logits.T]
        self._deltas = [*(aligned_empty(*hidden.shape) for hidden in self._activations[1:-1]), self.logits.T]
        self.inputs = self._activations[0]
        self.forward = self._bind_forward(layers_of(weights_P, spec))
        self.backward = self._bind_backward(layers_of(weights_P, spec), layers_of(optimiser.target_P, spec), optimiser)

    def _bind_forward(self, layers: list[Layer]) -> list[Call]:
        calls: list[Call] = []
        for index, layer in enumerate(layers):
            source, output = self._activations[index : index + 2]
            if index:
                calls += rectify(source)
            calls += [partial(np.copyto, output, layer.bias), *product(source, layer.weight, output, 1.0)]
        return calls

    def _bind_backward(self, layers: list[Layer], targets: list[Layer], optimiser: Optimiser) -> list[Call]:
        """Set target to keep·target + scale·gradient for each layer; a layer is read before it is changed."""
        calls: list[Call] = []
        ones = np.ones(len(self.inputs), dtype=np.float32)
        alpha, beta = optimiser.scale / len(ones), optimiser.keep
        for index in range(len(layers) - 1, -1, -1):
            delta, source, target = self._deltas[index], self._activations[index], targets[index]
            if index:
                before = self._deltas[index - 1]
                calls += [*product(delta, layers[index].weight.T, before), *send_back_rectified(source, before)]
            calls += [*add_product(target.weight, source, delta, alpha, beta), *add_rows(target.bias, delta, ones, alpha, beta)]
        return calls


class MlpKernel:
    """The kernel of `kind: mlp` and `kind: characters`; see `learning.kernels.kernel.Kernel`."""

    def initial_weights(self, spec: ModelSpec, seed: int) -> Float32Array:
        """See `learning.kernels.layers.he_uniform_weights`."""
        return he_uniform_weights(spec, seed)

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
    """One step of the plan's optimiser per batch, from `weights_P`, which is left as it is.

    Shapes: weights_P [parameters of spec]; batches index the examples, none empty.
    Source: `learning.kernels.optimisers`; the oracle is learning.models.torch_generic.
    """
    return train_at_a_bench(weights_P, examples, batches, spec, local, make_step=_Step, fill=_filler(examples, spec))


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
    layers = layers_of(weights_P, spec)
    if spec.kind == "characters":
        outputs = one_hot_product(row_numbers(features_NF, spec.num_classes), layers[0].weight) + layers[0].bias
    else:
        outputs = features_NF @ layers[0].weight + layers[0].bias
    for layer in layers[1:]:
        outputs = np.maximum(outputs, _ZERO) @ layer.weight + layer.bias
    return outputs
