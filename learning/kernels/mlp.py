"""Multilayer perceptron with ReLU, trained one client at a time: its weights stay in the L2 cache.

Layout: the flat vector holds, layer by layer, the weight matrix [in, out] row by row and then the bias [out].
Speed: activations and gradients go into arrays that are kept from client to client, and every operation of a step is bound to its
arrays once; each gradient product by the weights is fused with its SGD step by SciPy's sgemm, which adds alpha·AᵀB to the weights where they lie.
A model of characters is the same behind its inputs, which are the one-hot forms of its features.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache, partial

import numpy as np

from learning.arrays import Float32Array, IndexArray
from learning.examples import Examples, Prefix
from learning.kernels.bench import train_at_a_bench
from learning.kernels.blas import Call, add_product, add_rows, aligned_empty, product
from learning.kernels.first_layer import FirstLayer
from learning.kernels.inner_products import InnerProducts
from learning.kernels.kernel import LocalResult
from learning.kernels.layers import Layer, he_uniform_weights, layers_of
from learning.kernels.one_hot import fill_one_hot, one_hot_product, row_numbers
from learning.kernels.optimisers import Optimiser
from learning.kernels.relu import rectify, send_back_rectified
from learning.loops.switch import loaded_loops
from learning.plan import LocalTraining, ModelSpec

_ZERO = np.float32(0)


class _Step:
    """See `learning.kernels.bench.Step`.

    activations: the batch [B, F], each hidden layer [B, H], the logits [B, K], which lie column by column; deltas: the loss's gradient by
    each of them but the first, the last one in the place of the logits.
    """

    is_behind = False
    """Whether its inputs are what a layer makes of the batch, before its ReLU; it then tells by how much that is to move."""

    def __init__(self, size: int, spec: ModelSpec, weights_P: Float32Array, optimiser: Optimiser) -> None:
        self.logits = aligned_empty(spec.num_classes, size)
        self._activations = [*(aligned_empty(size, width) for width in spec.layer_widths[:-1]), self.logits.T]
        self.inputs = self._activations[0]
        self.moves = aligned_empty(*self.inputs.shape) if self.is_behind else aligned_empty(0)
        self._deltas = [self.moves, *(aligned_empty(*hidden.shape) for hidden in self._activations[1:-1]), self.logits.T]
        self.forward = self._bind_forward(layers_of(weights_P, spec))
        self.backward = self._bind_backward(layers_of(weights_P, spec), layers_of(optimiser.target_P, spec), optimiser)

    def _bind_forward(self, layers: list[Layer]) -> list[Call]:
        calls: list[Call] = []
        for index, layer in enumerate(layers):
            source, output = self._activations[index : index + 2]
            if index or self.is_behind:
                calls += rectify(source)
            calls += [partial(np.copyto, output, layer.bias), *product(source, layer.weight, output, 1.0)]
        return calls

    def _bind_backward(self, layers: list[Layer], targets: list[Layer], optimiser: Optimiser) -> list[Call]:
        """Set target to keep·target + scale·gradient for each layer; a layer is read before it is changed."""
        calls: list[Call] = []
        ones = np.ones(len(self.inputs), dtype=np.float32)
        alpha, beta = optimiser.scale / len(ones), optimiser.keep
        for index in range(len(layers) - 1, -1, -1):
            before, delta = self._deltas[index : index + 2]
            source, target = self._activations[index], targets[index]
            if index or self.is_behind:
                calls += product(delta, layers[index].weight.T, before, alpha=1.0 if index else alpha)
                calls += send_back_rectified(source, before)
            calls += [*add_product(target.weight, source, delta, alpha, beta), *add_rows(target.bias, delta, ones, alpha, beta)]
        return calls


class _StepBehind(_Step):
    """A step of all layers but the first, which `learning.kernels.first_layer` trains."""

    is_behind = True


class MlpKernel:
    """The kernel of `kind: mlp` and `kind: characters`; see `learning.kernels.kernel.Kernel`."""

    def initial_weights(self, spec: ModelSpec, seed: int) -> Float32Array:
        """See `learning.kernels.layers.he_uniform_weights`."""
        return he_uniform_weights(spec, seed)

    def prepare(self, examples: Examples, num_visits: int, spec: ModelSpec, local: LocalTraining) -> InnerProducts | None:
        """See `InnerProducts.of`."""
        return InnerProducts.of(examples.features_NF, num_visits, spec, local)

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
        """See `train_mlp`."""
        return train_mlp(weights_P, examples, batches, spec, local, inner=inner)

    def predict(self, weights_P: Float32Array, features_NF: Float32Array, spec: ModelSpec, prefix: Prefix | None = None) -> Float32Array:
        """See `predict_mlp`."""
        return predict_mlp(weights_P, features_NF, spec)


def train_mlp(
    weights_P: Float32Array,
    examples: Examples,
    batches: Sequence[IndexArray],
    spec: ModelSpec,
    local: LocalTraining,
    *,
    inner: InnerProducts | None = None,
) -> LocalResult:
    """One step of the plan's optimiser per batch, from `weights_P`, which is left as it is.

    Shapes: weights_P [parameters of spec]; batches index the examples, none empty; with the examples' `inner` products, which spare
    most of the first layer's work, none with an example twice.
    Source: `learning.kernels.optimisers`; the oracle is learning.models.torch_generic.
    """
    if inner is None:
        return train_at_a_bench(weights_P, examples, batches, spec, local, make_step=_Step, fill=_filler(examples, spec))
    loops = loaded_loops()
    if loops is not None and max(map(len, batches)) == len(batches[0]) and loops.takes(len(batches[0]), spec):
        return loops.train(weights_P, examples, batches, spec, local, inner=inner)
    rest = _perceptron(spec.layer_sizes[1:])
    cut = (spec.num_features + 1) * spec.layer_sizes[1]
    first = FirstLayer(inner, _first_layer(weights_P, spec))
    behind = train_at_a_bench(weights_P[cut:], examples, batches, rest, local, make_step=_StepBehind, fill=first.fill, move=first.move)
    update_P = np.empty_like(weights_P)
    update_P[cut:] = behind.update_P
    first.write_update(_first_layer(update_P, spec))
    return LocalResult(update_P, behind.loss)


@lru_cache(maxsize=8)
def _perceptron(layer_sizes: tuple[int, ...]) -> ModelSpec:
    """The perceptron of these sizes, always the same object, since a bench is for one."""
    return ModelSpec(kind="mlp", layer_sizes=layer_sizes)


def _first_layer(flat_P: Float32Array, spec: ModelSpec) -> Layer:
    num_features, num_units = spec.layer_sizes[:2]
    cut = num_features * num_units
    return Layer(flat_P[:cut].reshape(num_features, num_units), flat_P[cut : cut + num_units])


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
