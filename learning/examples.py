"""Labelled examples: a value, its bytes, and what makes it fit a model."""

from dataclasses import dataclass

import numpy as np

from learning.arrays import Float32Array, IndexArray, Int64Array, all_finite
from learning.errors import DataMalformedError
from learning.plan import ModelSpec
from learning.tensors import Tensors, read_tensors, write_tensors

_FORMAT = {"format": "examples", "version": "1"}


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """Features and labels of the same examples.

    Shapes: features_NF [examples, features] float32, labels_N [examples] int64.
    """

    features_NF: Float32Array
    labels_N: Int64Array

    @property
    def num_examples(self) -> int:
        """How many examples there are."""
        return len(self.labels_N)

    def take(self, indices: IndexArray) -> "Examples":
        """The examples at `indices`, in that order, as a copy."""
        return Examples(self.features_NF[indices], self.labels_N[indices])


def check_examples(examples: Examples, spec: ModelSpec) -> None:
    """Refuse examples that a model of `spec` cannot learn from.

    Errors: DataMalformedError (learning.data.malformed).
    """
    _check_values(examples)
    check_features(examples.features_NF, spec)
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


def pack_examples(features_NF: Float32Array, labels_N: Int64Array) -> bytes:
    """The examples as safetensors bytes.

    Shapes: as in `Examples`.
    Errors: DataMalformedError (learning.data.malformed) where they are no examples.
    """
    _check_values(Examples(features_NF, labels_N))
    return write_tensors(Tensors({"features": features_NF, "labels": labels_N}, _FORMAT))


def unpack_examples(data: bytes) -> Examples:
    """The examples in `data`, checked: at least one, features finite, labels not negative.

    Errors: DataMalformedError (learning.data.malformed).
    """
    tensors = read_tensors(data, DataMalformedError)
    if set(tensors.arrays) != {"features", "labels"} or tensors.metadata != _FORMAT:
        raise DataMalformedError("the file does not hold examples of format version 1")
    examples = Examples(tensors.arrays["features"], tensors.arrays["labels"])
    _check_values(examples)
    return examples


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
