"""Whether a text is out of scope: three signs of it, weighed on validation texts, and from where on their sum counts."""

# N texts, T texts that were trained on, V validation texts in scope, M texts known to be out of scope, H width of the encoder, K intents.

from dataclasses import dataclass

import numpy as np

from learning.arrays import Float32Array, Float64Array, Int64Array
from learning.text.out_of_scope import OutOfScope, fit_out_of_scope, threshold_at

SHRINKAGE = 0.3
NUM_STRANGERS = 3
_NUM_STEPS = 30


@dataclass(frozen=True, slots=True, eq=False)
class Scope:
    """Shapes: trained_TH and strangers_MH [texts, 384] of unit length, weights_S [3]. A text that scores above `threshold` is out of scope."""

    distance: OutOfScope
    trained_TH: Float32Array
    strangers_MH: Float32Array
    weights_S: Float64Array
    threshold: float

    def scores(self, features_NH: Float32Array) -> Float64Array:
        """The score [texts] of each text, greater for what is further out."""
        return self.signs(features_NH, strangers_nearness(features_NH, self.strangers_MH)) @ self.weights_S

    def signs(self, features_NH: Float32Array, nearness_N: Float64Array) -> Float64Array:
        """How far the text is from all intents, from the nearest text that was trained on, and how near to known strangers."""
        return np.column_stack((self.distance.distances(features_NH), -_nearest(features_NH, self.trained_TH, 1), nearness_N))


def fit_scope(
    trained: tuple[Float32Array, Int64Array], validation_VH: Float32Array, strangers_MH: Float32Array, max_false_alarms: float
) -> Scope:
    """Fit on trained texts and their labels; the weights tell validation texts from strangers, of which each is new to the rest.

    Errors: those of `fit_out_of_scope`.
    """
    distance = fit_out_of_scope(*trained, SHRINKAGE)
    unweighed = Scope(distance, _unit(trained[0]), _unit(strangers_MH), np.zeros(3), np.inf)
    inside_VS = unweighed.signs(validation_VH, strangers_nearness(validation_VH, strangers_MH))
    outside_MS = unweighed.signs(strangers_MH, _nearness_of_strangers(strangers_MH))
    weights_S = weigh(inside_VS, outside_MS)
    return Scope(distance, unweighed.trained_TH, unweighed.strangers_MH, weights_S, threshold_at(inside_VS @ weights_S, max_false_alarms))


def strangers_nearness(features_NH: Float32Array, strangers_MH: Float32Array) -> Float64Array:
    """The mean cosine [texts] of each text to the nearest of the texts that are known to be out of scope."""
    return _nearest(features_NH, _unit(strangers_MH), NUM_STRANGERS)


def _nearness_of_strangers(strangers_MH: Float32Array) -> Float64Array:
    """The same of the strangers, each among the others."""
    unit_MH = _unit(strangers_MH)
    cosines_MM = unit_MH @ unit_MH.T
    np.fill_diagonal(cosines_MM, -1)
    return np.sort(cosines_MM, axis=1)[:, -NUM_STRANGERS:].mean(1, dtype=np.float64)


def _nearest(features_NH: Float32Array, known_TH: Float32Array, k: int) -> Float64Array:
    """The mean cosine to the nearest `k`, 1,000 texts at a time."""
    unit_NH = _unit(features_NH)
    parts = [
        np.partition(unit_NH[start : start + 1000] @ known_TH.T, -k, axis=1)[:, -k:].mean(1, dtype=np.float64)
        for start in range(0, len(unit_NH), 1000)
    ]
    return np.concatenate(parts) if parts else np.zeros(0)


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


def _unit(features_NH: Float32Array) -> Float32Array:
    return features_NH / np.maximum(np.linalg.norm(features_NH, axis=1, keepdims=True), np.float32(1e-12))
