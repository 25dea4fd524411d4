"""Labelled examples: a value, its bytes, and what makes it fit a model."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from learning.adapter import LAYER_SHAPES, MAX_TOKENS, WIDTH
from learning.arrays import AnyArray, BFloat16Bits, Float32Array, IndexArray, Int64Array, all_finite
from learning.errors import DataMalformedError
from learning.plan import ModelSpec
from learning.tensors import Tensors, read_tensors, write_tensors

_FORMAT = {"format": "examples", "version": "1"}
_PREFIXED_FORMAT = {"format": "examples", "version": "2"}
_LAYER = "layer."
MAX_PREFIX_TOKENS = 2**24
"""Up to there float32 holds every number of a token."""

FrozenLayer = Mapping[str, Float32Array]
"""A transformer's feed-forward part by the names of its tensors."""


@dataclass(frozen=True, slots=True, eq=False)
class Prefix:
    """What an encoder has made of texts up to its last layer's attention, and the frozen part behind it, which an adapter is trained for.

    Shapes: attended_TH [tokens, width], bfloat16 bits.
    """

    attended_TH: BFloat16Bits
    layer: FrozenLayer


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """Features and labels of the same examples.

    Shapes: features_NF [examples, features] float32, labels_N [examples] int64. Texts behind a frozen `prefix` have two features: the
    number of their first token in it, and how many tokens they have.
    """

    features_NF: Float32Array
    labels_N: Int64Array
    prefix: Prefix | None = None

    @property
    def num_examples(self) -> int:
        """How many examples there are."""
        return len(self.labels_N)

    def take(self, indices: IndexArray) -> "Examples":
        """The examples at `indices`, in that order, as a copy."""
        return Examples(self.features_NF[indices], self.labels_N[indices], self.prefix)


def check_examples(examples: Examples, spec: ModelSpec) -> None:
    """Refuse examples that a model of `spec` cannot learn from.

    Errors: DataMalformedError (learning.data.malformed).
    """
    _check_values(examples)
    check_features(examples.features_NF, spec)
    _check_prefix_for(examples, spec)
    if int(examples.labels_N.max()) >= spec.num_classes:
        raise DataMalformedError("a label is not a class of the model", label=int(examples.labels_N.max()), num_classes=spec.num_classes)


def check_features(features_NF: Float32Array, spec: ModelSpec) -> None:
    """Refuse finite features that a model of `spec` does not take.

    Errors: DataMalformedError (learning.data.malformed).
    """
    if features_NF.ndim != 2 or features_NF.shape[1] != spec.num_features:
        raise DataMalformedError("the model takes another number of features", have=list(features_NF.shape[1:]), need=spec.num_features)
    if spec.kind == "characters" and not ((features_NF >= 0) & (features_NF < spec.num_classes) & (features_NF % 1 == 0)).all():
        raise DataMalformedError("a feature is no character's code", num_classes=spec.num_classes)


def pack_examples(features_NF: Float32Array, labels_N: Int64Array, prefix: Prefix | None = None) -> bytes:
    """The examples as safetensors bytes; of a prefix only the tokens of these examples, text by text.

    Shapes: as in `Examples`.
    Errors: DataMalformedError (learning.data.malformed) where they are no examples.
    """
    _check_values(Examples(features_NF, labels_N, prefix))
    arrays: dict[str, AnyArray] = {"features": features_NF, "labels": labels_N}
    if prefix is None:
        return write_tensors(Tensors(arrays, _FORMAT))
    _check_prefix(prefix)
    tokens_T, lengths_N = token_numbers(features_NF)
    arrays |= {"features": token_features(lengths_N), "attended": prefix.attended_TH[tokens_T]}
    arrays |= {f"{_LAYER}{name}": array for name, array in prefix.layer.items()}
    return write_tensors(Tensors(arrays, _PREFIXED_FORMAT))


def unpack_examples(data: bytes) -> Examples:
    """The examples in `data`, checked: at least one, features finite, labels not negative.

    Errors: DataMalformedError (learning.data.malformed).
    """
    tensors = read_tensors(data, DataMalformedError)
    arrays = dict(tensors.arrays)
    layer = {name.removeprefix(_LAYER): arrays.pop(name) for name in tuple(arrays) if name.startswith(_LAYER)}
    attended_TH = arrays.pop("attended", None)
    expected = _FORMAT if attended_TH is None else _PREFIXED_FORMAT
    if set(arrays) != {"features", "labels"} or tensors.metadata != expected or bool(layer) != (attended_TH is not None):
        raise DataMalformedError("the file holds neither examples of format version 1 nor texts' tokens of version 2")
    prefix = None if attended_TH is None else Prefix(attended_TH, layer)
    if prefix is not None:
        _check_prefix(prefix)
    examples = Examples(arrays["features"], arrays["labels"], prefix)
    _check_values(examples)
    return examples


def token_features(lengths_N: Int64Array) -> Float32Array:
    """The features [N, 2] of texts whose tokens lie one behind another."""
    return np.stack([np.cumsum(lengths_N) - lengths_N, lengths_N], axis=1).astype(np.float32)


def token_numbers(features_N2: Float32Array) -> tuple[Int64Array, Int64Array]:
    """The numbers of the tokens of these texts, [T] text by text, and how many each has, [N]."""
    firsts_N, lengths_N = features_N2.astype(np.int64).T
    shifts_N = firsts_N - np.cumsum(lengths_N) + lengths_N
    return np.arange(int(lengths_N.sum())) + np.repeat(shifts_N, lengths_N), lengths_N


def _check_values(examples: Examples) -> None:
    features_NF, labels_N = examples.features_NF, examples.labels_N
    if features_NF.dtype != np.float32 or features_NF.ndim != 2 or labels_N.dtype != np.int64 or labels_N.shape != features_NF.shape[:1]:
        raise DataMalformedError("examples are float32 features [N, F] and int64 labels [N]")
    if features_NF.size == 0:
        raise DataMalformedError("there are no examples")
    if not all_finite(features_NF):
        raise DataMalformedError("a feature is not finite")
    if int(labels_N.min()) < 0:
        raise DataMalformedError("a label is negative")
    if examples.prefix is not None:
        _check_tokens(features_NF, examples.prefix)


def _check_prefix_for(examples: Examples, spec: ModelSpec) -> None:
    if (examples.prefix is None) != (spec.adapter is None):
        raise DataMalformedError("the texts behind an encoder's frozen layers belong to a model that adapts the last one")
    if examples.prefix is not None:
        prefix = examples.prefix
        shapes = {name: array.shape for name, array in prefix.layer.items()}
        if shapes != LAYER_SHAPES or prefix.attended_TH.shape[1:] != (WIDTH,) or examples.features_NF[:, 1].max() > MAX_TOKENS:
            raise DataMalformedError(f"the frozen part is another one, or a text has more than {MAX_TOKENS} tokens")


def _check_prefix(prefix: Prefix) -> None:
    """What holds for all texts of a prefix; looks at all of it."""
    attended_TH = prefix.attended_TH
    if attended_TH.dtype != np.uint16 or attended_TH.ndim != 2 or len(attended_TH) > MAX_PREFIX_TOKENS:
        raise DataMalformedError(f"a prefix holds at most {MAX_PREFIX_TOKENS} tokens' bfloat16 activations [T, H]")
    if any(array.dtype != np.float32 or not all_finite(array) for array in prefix.layer.values()):
        raise DataMalformedError("the frozen layer is not float32, or not finite")
    if (attended_TH & 0x7F80 == 0x7F80).any():
        raise DataMalformedError("an activation is not finite")


def _check_tokens(features_NF: Float32Array, prefix: Prefix) -> None:
    is_whole = features_NF.shape[1] == 2 and (features_NF >= 0).all() and (features_NF % 1 == 0).all()
    if not is_whole or not (features_NF[:, 1] >= 1).all() or float(features_NF.sum(axis=1).max()) > len(prefix.attended_TH):
        raise DataMalformedError("a text's tokens are not in the prefix")
