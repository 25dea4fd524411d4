"""A linear classifier over term weights that is nearly right before its first step, and needs few."""

# N texts, F terms, K classes, B texts of one batch.

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from learning.arrays import Float32Array, IndexArray, Int64Array
from learning.text.specs import ClassifierSpec


@dataclass(frozen=True, slots=True, eq=False)
class TextClassifier:
    """Fitted weights [terms, classes] float32; there is no bias, since every text holds terms of unit length."""

    weights_FK: Float32Array

    def scores(self, features_NF: csr_array) -> Float32Array:
        """Logits [texts, classes]."""
        return features_NF @ self.weights_FK

    def scores_of_row(self, columns: IndexArray, weights: Float32Array) -> Float32Array:
        """Logits [classes] of one text as `TextVectorizer.row` gives it."""
        return weights @ self.weights_FK[columns]


def fit_classifier(
    spec: ClassifierSpec, features_NF: csr_array, labels_N: Int64Array, num_classes: int, random: np.random.Generator
) -> TextClassifier:
    """The classifier of the texts, a function of its arguments; `random` orders the batches.

    Shapes: features_NF [texts, terms] float32, at least one row; labels_N [texts] int64 in 0 … num_classes - 1.
    Source: Wang and Manning 2012 (ACL P12-2018) start a discriminative model from naive Bayes; here it is the first iterate.
    """
    weights_FK = naive_bayes_weights(features_NF, labels_N, num_classes, spec.smoothing) * np.float32(spec.temper)
    order_N = np.empty(0, dtype=np.intp)
    for step in range(spec.steps):
        if not len(order_N):
            order_N = random.permutation(len(labels_N))
        batch_B, order_N = order_N[: spec.batch_size], order_N[spec.batch_size :]
        rate = spec.learning_rate * (1 - step / spec.steps)
        batch_BF = features_NF[batch_B]
        gradient_BK = _loss_gradient(batch_BF @ weights_FK, labels_N[batch_B]) * np.float32(rate)
        weights_FK -= batch_BF.T @ gradient_BK
    return TextClassifier(weights_FK)


def naive_bayes_weights(features_NF: csr_array, labels_N: Int64Array, num_classes: int, smoothing: float) -> Float32Array:
    """The logarithm of each term's share of each class, less its mean over the classes: multinomial naive Bayes with equal priors.

    Shapes: returns [terms, classes] float32.
    Source: scikit-learn's MultinomialNB(alpha=smoothing, fit_prior=False), on term weights in place of counts.
    """
    one_hot_NK = np.zeros((len(labels_N), num_classes), dtype=np.float32)
    one_hot_NK[np.arange(len(labels_N)), labels_N] = 1
    mass_FK = (features_NF.T @ one_hot_NK) + np.float32(smoothing)
    weights_FK = np.log(mass_FK / mass_FK.sum(axis=0))
    return weights_FK - weights_FK.mean(axis=1, keepdims=True)


def _loss_gradient(logits_BK: Float32Array, labels_B: Int64Array) -> Float32Array:
    """The gradient of the summed cross-entropy by the logits."""
    probabilities_BK = np.exp(logits_BK - logits_BK.max(axis=1, keepdims=True))
    probabilities_BK /= probabilities_BK.sum(axis=1, keepdims=True)
    probabilities_BK[np.arange(len(labels_B)), labels_B] -= 1
    return probabilities_BK
