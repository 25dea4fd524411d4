"""How good a model is."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from learning.arrays import Float32Array, Float64Array, Int64Array
from learning.examples import Examples, check_examples
from learning.kernels.registry import kernel_for
from learning.plan import ModelSpec


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A model's figures on one set of examples.

    Units: `accuracy` and `macro_f1` are fractions, `loss` is the mean cross-entropy in nats.
    """

    accuracy: float
    macro_f1: float
    loss: float
    num_examples: int


def evaluate(spec: ModelSpec, weights_P: Float32Array, examples: Examples) -> Evaluation:
    """The model's figures on the examples.

    Errors: DataMalformedError (learning.data.malformed).
    """
    check_examples(examples, spec)
    logits_NK = kernel_for(spec).predict(weights_P, examples.features_NF, spec, examples.prefix)
    predicted_N = logits_NK.argmax(axis=1).astype(np.int64)
    return Evaluation(
        accuracy=accuracy(examples.labels_N, predicted_N),
        macro_f1=macro_f1(examples.labels_N, predicted_N),
        loss=cross_entropy(logits_NK, examples.labels_N),
        num_examples=examples.num_examples,
    )


def mean_cross_entropy(spec: ModelSpec, weights_P: Float32Array, examples: Examples) -> float:
    """The model's mean cross-entropy, in nats, on examples that fit it, in memory that does not grow with their number."""
    kernel, size = kernel_for(spec), spec.most_at_once
    parts = [
        Examples(examples.features_NF[start : start + size], examples.labels_N[start : start + size], examples.prefix)
        for start in range(0, examples.num_examples, size)
    ]
    return math.fsum(
        part.num_examples
        / examples.num_examples
        * cross_entropy(kernel.predict(weights_P, part.features_NF, spec, part.prefix), part.labels_N)
        for part in parts
    )


def per_client_accuracy(spec: ModelSpec, weights_P: Float32Array, shards: Sequence[Examples]) -> tuple[float, ...]:
    """The model's accuracy on each client's examples, in the order of the clients.

    Errors: DataMalformedError (learning.data.malformed).
    """
    return tuple(evaluate(spec, weights_P, shard).accuracy for shard in shards)


def expected_accuracy(spec: ModelSpec, weights_P: Float32Array, shards: Sequence[Examples], held_out: Examples) -> tuple[float, ...]:
    """What each client may expect of new examples of its own: the accuracy on `held_out`, each label counting as often as the client has it.

    A label that `held_out` lacks counts for nobody. Errors: DataMalformedError (learning.data.malformed).
    """
    check_examples(held_out, spec)
    predicted_N = kernel_for(spec).predict(weights_P, held_out.features_NF, spec, held_out.prefix).argmax(axis=1)
    is_right_N = predicted_N == held_out.labels_N
    counts_K, right_K = (
        np.bincount(labels_N, minlength=spec.num_classes) for labels_N in (held_out.labels_N, held_out.labels_N[is_right_N])
    )
    by_label_K = np.divide(right_K, counts_K, out=np.full(spec.num_classes, np.nan), where=counts_K > 0)
    return tuple(float(np.nanmean(by_label_K[shard.labels_N])) for shard in shards)


def accuracy(labels_N: Int64Array, predicted_N: Int64Array) -> float:
    """The share of examples that are predicted right."""
    return float((labels_N == predicted_N).mean())


def macro_f1(labels_N: Int64Array, predicted_N: Int64Array) -> float:
    """Mean over classes of F1; a class counts where it is a label or a prediction.

    Source: scikit-learn's f1_score(average="macro", zero_division=0).
    """
    num_classes = int(max(labels_N.max(), predicted_N.max())) + 1
    return float(np.nanmean(f1_by_class(labels_N, predicted_N, num_classes)))


def f1_by_class(labels_N: Int64Array, predicted_N: Int64Array, num_classes: int) -> Float64Array:
    """F1 = 2·hits / (labels + predictions) of each class; NaN where it is neither a label nor a prediction.

    Shapes: returns [num_classes] float64.
    """
    hits_K = np.bincount(labels_N[labels_N == predicted_N], minlength=num_classes)
    either_K = np.bincount(labels_N, minlength=num_classes) + np.bincount(predicted_N, minlength=num_classes)
    return np.divide(2 * hits_K, either_K, out=np.full(num_classes, np.nan), where=either_K > 0)


def cross_entropy(logits_NK: Float32Array, labels_N: Int64Array) -> float:
    """Mean negative log-likelihood of the labels under the softmax of the logits."""
    shifted_NK = logits_NK.astype(np.float64) - logits_NK.max(axis=1, keepdims=True)
    log_sum_N = np.log(np.exp(shifted_NK).sum(axis=1))
    return float((log_sum_N - shifted_NK[np.arange(len(labels_N)), labels_N]).mean())
