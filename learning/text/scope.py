"""Whether a text is out of scope: three signs of it, weighed on validation texts, and from where on their sum counts."""

# N texts, T texts that were trained on, V validation texts in scope, M texts known to be out of scope, H width of the encoder, S signs.

from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array

from learning.arrays import Float32Array, Float64Array, Int64Array
from learning.text.out_of_scope import OutOfScope, fit_out_of_scope, threshold_at

SHRINKAGE = 1.0
NUM_NEAREST = 3
_NUM_PARTS = 8
_NUM_STEPS = 30
_ROWS_AT_ONCE = 500


@dataclass(frozen=True, slots=True, eq=False)
class SeenTexts:
    """Texts as vectors [N, H] of the encoder, and as rows [N, terms] of a vectorizer."""

    features_NH: Float32Array
    terms: csr_array


@dataclass(frozen=True, slots=True, eq=False)
class Scope:
    """Shapes: terms [terms, T] of the texts that were trained on, direction_H [384], weights_S [3]. A text that scores above `threshold` is out of scope.

    `known_recall` is the share of the known strangers that do, the direction to each being that to the others.
    """

    distance: OutOfScope
    terms: csr_array
    direction_H: Float64Array
    weights_S: Float64Array
    threshold: float
    known_recall: float

    def scores(self, texts: SeenTexts) -> Float64Array:
        """The score [N] of each text, greater for what is further out."""
        return self.signs(texts, _unit(texts.features_NH) @ self.direction_H) @ self.weights_S

    def signs(self, texts: SeenTexts, strangeness_N: Float64Array) -> Float64Array:
        """How far the text is from all intents, how unlike its words are to those of texts that were trained on, and how far it lies towards strangers."""
        return np.column_stack((self.distance.distances(texts.features_NH), -_nearness(texts.terms, self.terms), strangeness_N))


def fit_scope(trained: SeenTexts, labels_T: Int64Array, validation: SeenTexts, strangers: SeenTexts, max_false_alarms: float) -> Scope:
    """Fit on trained texts and their labels; the weights tell validation texts from strangers, of which each is new to what it is judged by.

    Errors: those of `fit_out_of_scope`.
    """
    trained_TH, strangers_MH = _unit(trained.features_NH), _unit(strangers.features_NH)
    direction_H = towards_strangers(trained_TH, strangers_MH)
    distance = fit_out_of_scope(trained.features_NH, labels_T, SHRINKAGE)
    unweighed = Scope(distance, trained.terms.T.tocsr(), direction_H, np.zeros(3), threshold=np.inf, known_recall=0.0)
    inside_VS = unweighed.signs(validation, _unit(validation.features_NH) @ direction_H)
    outside_MS = unweighed.signs(strangers, strangeness_by_others(trained_TH, strangers_MH))
    weights_S = weigh(inside_VS, outside_MS)
    threshold = threshold_at(inside_VS @ weights_S, max_false_alarms)
    return replace(unweighed, weights_S=weights_S, threshold=threshold, known_recall=float((outside_MS @ weights_S > threshold).mean()))


def towards_strangers(trained_TH: Float64Array, strangers_MH: Float64Array) -> Float64Array:
    """The direction [H] that tells both sides best, which count alike; each direction is given the mean variance besides its own.

    Source: Fisher 1936, the linear discriminant.
    """
    within_HH = (np.cov(trained_TH.T, bias=True) + np.cov(strangers_MH.T, bias=True)) / 2
    ridge = float(np.trace(within_HH)) / len(within_HH) + 1e-12
    return np.linalg.solve(within_HH + ridge * np.eye(len(within_HH)), strangers_MH.mean(0) - trained_TH.mean(0))


def strangeness_by_others(trained_TH: Float64Array, strangers_MH: Float64Array) -> Float64Array:
    """How far each stranger [M] lies in the direction towards those of the other parts."""
    part_M = np.arange(len(strangers_MH)) % _NUM_PARTS
    strangeness_M = np.zeros(len(strangers_MH))
    for part in np.unique(part_M):
        is_out_M = part_M == part
        strangeness_M[is_out_M] = strangers_MH[is_out_M] @ towards_strangers(trained_TH, strangers_MH[~is_out_M])
    return strangeness_M


def _nearness(rows: csr_array, terms: csr_array) -> Float64Array:
    """The mean product [N] with the nearest texts of those that `terms` [terms, T] are of."""
    found_N = np.zeros(len(rows.indptr) - 1)
    for start in range(0, len(found_N), _ROWS_AT_ONCE):
        products_NT = (rows[start : start + _ROWS_AT_ONCE] @ terms).toarray()
        nearest = min(NUM_NEAREST, products_NT.shape[1])
        found_N[start : start + _ROWS_AT_ONCE] = np.partition(products_NT, -nearest, axis=1)[:, -nearest:].mean(1, dtype=np.float64)
    return found_N


def weigh(inside_VS: Float64Array, outside_MS: Float64Array) -> Float64Array:
    """The weights of a logistic regression in which both sides count alike, by Newton's method; the signs in units of their deviation inside."""
    spread_S = inside_VS.std(0) + 1e-12
    signs_NS = (np.concatenate((inside_VS, outside_MS)) - inside_VS.mean(0)) / spread_S
    rows_NS = np.column_stack((signs_NS, np.ones(len(signs_NS))))
    is_outside_N = np.repeat((0.0, 1.0), (len(inside_VS), len(outside_MS)))
    counts_N = len(rows_NS) / 2 / np.where(is_outside_N, len(outside_MS), len(inside_VS))
    ridge_S = np.array((1.0, 1.0, 1.0, 1e-9))
    weights_S = np.zeros(4)
    for _ in range(_NUM_STEPS):
        likely_N = 1 / (1 + np.exp(-np.clip(rows_NS @ weights_S, -30, 30)))
        slope_S = rows_NS.T @ (counts_N * (likely_N - is_outside_N)) + ridge_S * weights_S
        bend_SS = (rows_NS * (counts_N * likely_N * (1 - likely_N))[:, None]).T @ rows_NS + np.diag(ridge_S)
        weights_S -= np.linalg.solve(bend_SS, slope_S)
    return np.asarray(weights_S[:3] / spread_S, dtype=np.float64)


def _unit(features_NH: Float32Array) -> Float64Array:
    wide_NH = features_NH.astype(np.float64)
    return wide_NH / np.maximum(np.linalg.norm(wide_NH, axis=1, keepdims=True), 1e-12)
