"""An adapter of the encoder's last output product with its head, trained one client at a time.

Layout: the flat vector holds the adapter's tensors (`learning.adapter`), then the head's weight [width, classes] and bias [classes].
Speed: what the encoder makes of a text up to its last attention was computed once for the data set, and what the frozen products behind it
make of that is computed once for a round and kept for the next; no token is padded, and a step multiplies by nothing that is frozen.
Source: Hu et al. 2021, arXiv:2106.09685; He et al. 2022, arXiv:2110.04366; the oracle is learning.models.lora_oracle.
"""

# T tokens, B texts of a batch, R rank, H width, I inner width, X = I + H, K classes.

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

import numpy as np
import torch

from learning.adapter import INNER_WIDTH, LAYER_SHAPES, WIDTH, Adapter
from learning.arrays import Float32Array, IndexArray
from learning.errors import DataMalformedError
from learning.examples import Examples, Prefix, token_numbers
from learning.kernels.inner_products import InnerProducts
from learning.kernels.kernel import LocalResult
from learning.kernels.loss import mean_loss
from learning.kernels.losses import losses_of
from learning.kernels.mlp import MlpKernel, train_mlp
from learning.kernels.optimisers import Optimiser, optimiser_for
from learning.models.frozen_layer import FeedForward, Packing, Tape
from learning.models.kept_features import KeptFeatures
from learning.models.tensors import as_tensor
from learning.plan import LocalTraining, ModelSpec
from learning.randomness import generator

_MAX_HELD_TOKENS = 2**14
"""What is made of more tokens than that, 126 MB, is made batch by batch."""
_PREDICTED_AT_ONCE = 2048
"""Tokens that lie in memory at a time, or one text."""
_KEPT = KeptFeatures()
KEPT_MADE = KeptFeatures(4 * _MAX_HELD_TOKENS * (INNER_WIDTH + WIDTH))
"""What the frozen products made of the texts that were trained on last."""


class LoraKernel:
    """The kernel of `kind: lora`; see `learning.kernels.kernel.Kernel`."""

    def initial_weights(self, spec: ModelSpec, seed: int) -> Float32Array:
        """The head as the perceptron's last layer begins; the adapter changes nothing yet, since its second matrix is zero."""
        adapter, random = _adapter(spec), generator(seed, 1, 0, "init")
        down_P = random.normal(0, INNER_WIDTH**-0.5, INNER_WIDTH * adapter.rank).astype(np.float32)
        up_P = np.zeros(adapter.rank * WIDTH, dtype=np.float32)
        return np.concatenate([down_P, up_P, MlpKernel().initial_weights(_head_spec(spec), seed)])

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
        """See `train_lora` and `train_head`."""
        return (train_head if local.is_head_only else train_lora)(weights_P, examples, batches, spec, local)

    def predict(self, weights_P: Float32Array, features_NF: Float32Array, spec: ModelSpec, prefix: Prefix | None = None) -> Float32Array:
        """See `Kernel`.

        Errors: DataMalformedError (learning.data.malformed) without a prefix.
        """
        if prefix is None:
            raise DataMalformedError("a model behind an encoder reads tokens, and there are none")
        head = MlpKernel()
        features_NH = adapted_features(weights_P, features_NF, spec, prefix)
        return head.predict(weights_P[_adapter(spec).num_parameters :], features_NH, _head_spec(spec))


@torch.inference_mode()
def train_lora(
    weights_P: Float32Array, examples: Examples, batches: Sequence[IndexArray], spec: ModelSpec, local: LocalTraining
) -> LocalResult:
    """One step of the plan's optimiser per batch, from `weights_P`, which is left as it is.

    Shapes: weights_P [parameters of spec]; batches index the examples, none empty.
    """
    trained_P, cut = weights_P.copy(), _adapter(spec).num_parameters
    optimisers = optimiser_for(local, trained_P[:cut]), optimiser_for(_head_training(local), trained_P[cut:])
    optimisers[0].begin(weights_P[:cut])
    optimisers[1].begin(weights_P[cut:])
    model = _Model.of(trained_P[:cut], trained_P[cut:], spec)
    targets = _Model.of(optimisers[0].target_P, optimisers[1].target_P, spec)
    assert examples.prefix is not None, "the examples were not checked"
    layer = FeedForward(examples.prefix.layer)
    tokens = Tokens(examples.features_NF, examples.prefix, layer, _MAX_HELD_TOKENS)
    likelihoods: list[Float32Array] = []
    for batch in batches:
        inner_TI, sums_TH, packing = tokens.batch(batch)
        low_TR = model.add_adapter(inner_TI, sums_TH)
        tape = layer.forward(sums_TH, packing)
        logits_KB, losses = model.logits(tape), losses_of(examples.labels_N[batch], spec.num_classes)
        losses.differentiate(logits_KB.numpy(), np.empty(len(batch), dtype=np.float32), 0)
        delta_TH = layer.backward(tape, torch.mm(logits_KB.t(), model.head.t()))
        low_delta_TR = torch.mm(delta_TH, model.up.t())
        targets.add_head_gradient(tape, logits_KB, _step(optimisers[1], batch))
        targets.add_adapter_gradient((inner_TI, low_delta_TR), (low_TR, delta_TH), _step(optimisers[0], batch))
        for optimiser in optimisers:
            optimiser.apply()
        likelihoods.append(losses.likelihoods())
    return LocalResult(trained_P - weights_P, mean_loss(np.concatenate(likelihoods)))


def train_head(
    weights_P: Float32Array, examples: Examples, batches: Sequence[IndexArray], spec: ModelSpec, local: LocalTraining
) -> LocalResult:
    """As `train_lora`, but the adapter stays as it is: the texts' features are computed once, also for later rounds, and the head trained on them."""
    cut = _adapter(spec).num_parameters
    prefix, features_N2 = examples.prefix, examples.features_NF
    assert prefix is not None, "the examples were not checked"
    sources = (
        weights_P[:cut],
        features_N2,
        prefix.attended_TH[token_numbers(features_N2)[0]],
        *(prefix.layer[name] for name in LAYER_SHAPES),
    )
    features_NH = _KEPT.of(sources, lambda: adapted_features(weights_P, features_N2, spec, prefix))
    result = train_mlp(weights_P[cut:], Examples(features_NH, examples.labels_N), batches, _head_spec(spec), _head_training(local))
    return LocalResult(np.concatenate([np.zeros(cut, dtype=np.float32), result.update_P]), result.loss)


@torch.inference_mode()
def adapted_features(weights_P: Float32Array, features_N2: Float32Array, spec: ModelSpec, prefix: Prefix) -> Float32Array:
    """The mean of the adapted layer's outputs over each text, [N, width]."""
    cut = _adapter(spec).num_parameters
    model, layer = _Model.of(weights_P[:cut], weights_P[cut:], spec), FeedForward(prefix.layer)
    tokens, features_NH = Tokens(features_N2, prefix, layer), np.empty((len(features_N2), WIDTH), dtype=np.float32)
    ends_N = np.cumsum(features_N2[:, 1].astype(np.int64)) // _PREDICTED_AT_ONCE
    for part in np.split(np.arange(len(features_N2)), np.flatnonzero(np.diff(ends_N)) + 1):
        inner_TI, sums_TH, packing = tokens.batch(part)
        model.add_adapter(inner_TI, sums_TH)
        features_NH[part] = layer.forward(sums_TH, packing).means_BH.numpy()
    return features_NH


@dataclass(frozen=True, slots=True, eq=False)
class _Model:
    """The adapter's and the head's tensors, views of flat vectors: down [I, R], up [R, H], head [H, K] and its bias [K]."""

    down: torch.Tensor
    up: torch.Tensor
    head: torch.Tensor
    bias: torch.Tensor

    @classmethod
    def of(cls, adapter_P: Float32Array, head_P: Float32Array, spec: ModelSpec) -> "_Model":
        shapes = tuple(_adapter(spec).shapes.values())
        pieces = as_tensor(adapter_P).split([prod(shape) for shape in shapes])
        down, up = (piece.view(shape) for piece, shape in zip(pieces, shapes, strict=True))
        weight, bias = as_tensor(head_P).split([WIDTH * spec.num_classes, spec.num_classes])
        return cls(down, up, weight.view(WIDTH, -1), bias)

    def add_adapter(self, inner_TI: torch.Tensor, sums_TH: torch.Tensor) -> torch.Tensor:
        """Add the adapter's part to the sums in place; returns h·D, [T, R]."""
        # NumPy's product is four times as fast as torch's where one side is as narrow as a rank.
        low_TR = as_tensor(inner_TI.numpy() @ self.down.numpy())
        sums_TH.addmm_(low_TR, self.up)
        return low_TR

    def logits(self, tape: Tape) -> torch.Tensor:
        """Logits [K, B], a column for each text."""
        return torch.addmm(self.bias[:, None], self.head.t(), tape.means_BH.t())

    def add_head_gradient(self, tape: Tape, delta_KB: torch.Tensor, step: "_Step") -> None:
        """Into this model's tensors, which are a target."""
        self.head.addmm_(tape.means_BH.t(), delta_KB.t(), alpha=step.scale, beta=step.keep)
        self.bias.mul_(step.keep).add_(delta_KB.sum(1), alpha=step.scale)

    def add_adapter_gradient(self, down: tuple[torch.Tensor, torch.Tensor], up: tuple[torch.Tensor, torch.Tensor], step: "_Step") -> None:
        """Into this model's tensors, which are a target; of each matrix what it was multiplied with and the gradient by what came out."""
        gradient_IR = as_tensor(down[0].numpy().T @ down[1].numpy())
        self.down.mul_(step.keep).add_(gradient_IR, alpha=step.scale)
        self.up.addmm_(up[0].t(), up[1], alpha=step.scale, beta=step.keep)


@dataclass(frozen=True, slots=True)
class _Step:
    """A target becomes keep·target + scale·gradient, of the batch's sum."""

    keep: float
    scale: float


class Tokens:
    """What the frozen products make of the texts' tokens, text by text: all at once where the texts are to be read more than once.

    Those are few enough to be held at a time, and follow from what is frozen alone: they are kept for the next round of the same texts.
    """

    def __init__(self, features_N2: Float32Array, prefix: Prefix, layer: FeedForward, max_held: int = 0) -> None:
        self._tokens_T, self._lengths_N = token_numbers(features_N2)
        self._starts_N = np.cumsum(self._lengths_N) - self._lengths_N
        self._attended_TH, self._layer, self._made_TX = prefix.attended_TH, layer, None
        if len(self._tokens_T) <= max_held:
            attended_TH = prefix.attended_TH[self._tokens_T]
            sources = attended_TH, *(prefix.layer[name] for name in LAYER_SHAPES)
            self._made_TX = KEPT_MADE.of(sources, lambda: layer.made(attended_TH))

    def batch(self, batch: IndexArray) -> tuple[torch.Tensor, torch.Tensor, Packing]:
        """The outer product's inputs, the norm's without an adapter, which may be changed, and how the tokens of the batch's texts lie."""
        lengths_B = self._lengths_N[batch]
        shifts_B = self._starts_N[batch] - np.cumsum(lengths_B) + lengths_B
        rows_T = np.repeat(shifts_B, lengths_B) + np.arange(int(lengths_B.sum()))
        made_TX = self._layer.made(self._attended_TH[self._tokens_T[rows_T]]) if self._made_TX is None else self._made_TX.take(rows_T, 0)
        rows_TX = as_tensor(made_TX)
        return rows_TX[:, :INNER_WIDTH], rows_TX[:, INNER_WIDTH:], Packing.of(as_tensor(lengths_B))


def _step(optimiser: Optimiser, batch: IndexArray) -> _Step:
    return _Step(optimiser.keep, optimiser.scale / len(batch))


def _head_training(local: LocalTraining) -> LocalTraining:
    return local.model_copy(update={"learning_rate": local.head_learning_rate or local.learning_rate})


def _head_spec(spec: ModelSpec) -> ModelSpec:
    return ModelSpec(kind="mlp", layer_sizes=spec.layer_sizes)


def _adapter(spec: ModelSpec) -> Adapter:
    assert spec.adapter is not None, spec
    return spec.adapter
