"""What a model says of examples that have no label."""

# N examples, F features, K classes.

import numpy as np

from learning.arrays import Float32Array
from learning.errors import DataMalformedError
from learning.examples import check_features
from learning.kernels.registry import kernel_for
from learning.normalisation import normalise_features
from learning.plan import ModelSpec, Normalisation


def predict_probabilities(
    spec: ModelSpec, weights_P: Float32Array, features_NF: Float32Array, normalisation: Normalisation | None
) -> Float32Array:
    """The probability of each class: the softmax of the logits, in 64 bits until it is rounded.

    Shapes: weights_P [parameters of spec], features_NF [examples, features] before normalisation; returns [examples, classes].
    Errors: DataMalformedError (learning.data.malformed) for features of another width, not finite or no codes.
    """
    check_features(features_NF, spec)
    if not np.isfinite(features_NF).all():
        raise DataMalformedError("a feature is not finite")
    logits_NK = kernel_for(spec).predict(weights_P, normalise_features(features_NF, normalisation), spec).astype(np.float64)
    exponentials_NK = np.exp(logits_NK - logits_NK.max(axis=1, keepdims=True))
    return (exponentials_NK / exponentials_NK.sum(axis=1, keepdims=True)).astype(np.float32)
