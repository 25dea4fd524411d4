"""How far a text is from everything that a classifier knows: what is out of scope is told before it is given a label."""

# N texts, H width of the encoder, K intents.

from dataclasses import dataclass

import numpy as np

from learning.arrays import Float32Array, Float64Array, Int64Array
from learning.errors import DataMalformedError

_EPSILON = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class OutOfScope:
    """Shapes: whitening_HH and background_HH [384, 384], means_KH [intents, 384] whitened, background_mean_H [384].

    A text's distance is the least Mahalanobis distance to an intent, all of which share one covariance, less its distance to all texts
    together: what is merely unusual is far from both.
    Source: Ren et al. 2021, arXiv:2106.09022, equation 3.
    """

    whitening_HH: Float64Array
    means_KH: Float64Array
    background_HH: Float64Array
    background_mean_H: Float64Array

    def distances(self, features_NH: Float32Array) -> Float64Array:
        """The distance [texts] of each text, greater for what is further out of scope."""
        unit_NH = _unit(features_NH)
        near_NH = unit_NH @ self.whitening_HH
        squared_NK = (near_NH**2).sum(1)[:, None] - 2 * near_NH @ self.means_KH.T + (self.means_KH**2).sum(1)
        apart_NH = (unit_NH - self.background_mean_H) @ self.background_HH
        return squared_NK.min(1) - (apart_NH**2).sum(1)


def fit_out_of_scope(features_NH: Float32Array, labels_N: Int64Array, shrinkage: float) -> OutOfScope:
    """Fit on texts in scope alone; `shrinkage`, above 0, is how much of the mean variance each direction gets.

    Errors: DataMalformedError (learning.data.malformed) where there is no text, or a label is missing among the labels from 0 on.
    """
    if not len(labels_N) or len(np.unique(labels_N)) != int(labels_N.max()) + 1:
        raise DataMalformedError("each label from 0 on needs texts", num_texts=len(labels_N))
    unit_NH = _unit(features_NH)
    means_KH = np.stack([unit_NH[labels_N == label].mean(0) for label in range(int(labels_N.max()) + 1)])
    mean_H = unit_NH.mean(0)
    whitening_HH = _whitening(unit_NH - means_KH[labels_N], shrinkage)
    return OutOfScope(whitening_HH, means_KH @ whitening_HH, _whitening(unit_NH - mean_H, shrinkage), mean_H)


def threshold_at(distances_N: Float64Array, max_false_alarms: float) -> float:
    """The distance that at most this share of texts in scope exceed, which are not those that were fitted on."""
    return float(np.quantile(distances_N, 1 - max_false_alarms, method="higher"))


def _whitening(centred_NH: Float64Array, shrinkage: float) -> Float64Array:
    covariance_HH = centred_NH.T @ centred_NH / len(centred_NH)
    width = len(covariance_HH)
    ridge = shrinkage * float(np.trace(covariance_HH)) / width + _EPSILON
    return np.asarray(np.linalg.cholesky(np.linalg.inv(covariance_HH + ridge * np.eye(width))), dtype=np.float64)


def _unit(features_NH: Float32Array) -> Float64Array:
    wide_NH = features_NH.astype(np.float64)
    return wide_NH / np.maximum(np.linalg.norm(wide_NH, axis=1, keepdims=True), _EPSILON)
