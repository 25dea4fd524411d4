"""Features of unlike units brought to one scale, the same for everybody who trains or predicts."""

# N examples, F features.

from collections.abc import Sequence

import numpy as np

from learning.arrays import Float32Array
from learning.errors import DataMalformedError, EmptyCohortError
from learning.examples import Examples
from learning.feature_statistics import FeatureStatistics
from learning.plan import Normalisation


def measure_features(features_NF: Float32Array) -> FeatureStatistics:
    """Mean and standard deviation of each feature, in 64 bits.

    Shapes: features_NF [examples, features], at least one example.
    """
    exact_NF = features_NF.astype(np.float64)
    means, deviations = exact_NF.mean(axis=0), exact_NF.std(axis=0)
    return FeatureStatistics(num_examples=len(features_NF), means=tuple(means.tolist()), deviations=tuple(deviations.tolist()))


def pool_statistics(parts: Sequence[FeatureStatistics]) -> FeatureStatistics:
    """What `measure_features` would find for the examples of all parts together, up to rounding.

    Errors: EmptyCohortError (learning.cohort.empty), DataMalformedError (learning.data.malformed) for parts of unlike width.
    Source: Chan, Golub, LeVeque 1979, "Updating formulae and a pairwise algorithm for computing sample variances".
    """
    if not parts:
        raise EmptyCohortError("there are no statistics to pool")
    if len({len(part.means) for part in parts}) != 1:
        raise DataMalformedError("the parts have unlike numbers of features")
    shares = np.array([part.num_examples for part in parts], dtype=np.float64)
    shares /= shares.sum()
    means = np.array([part.means for part in parts])
    mean = shares @ means
    variance = shares @ (np.square([part.deviations for part in parts]) + np.square(means - mean))
    return FeatureStatistics(
        num_examples=sum(part.num_examples for part in parts), means=tuple(mean.tolist()), deviations=tuple(np.sqrt(variance).tolist())
    )


def normalisation_of(statistics: FeatureStatistics) -> Normalisation:
    """The normalisation to mean 0 and deviation 1; a feature that does not vary is only moved."""
    scales = tuple(deviation if deviation > 0 else 1.0 for deviation in statistics.deviations)
    return Normalisation(means=statistics.means, scales=scales)


def normalise_features(features_NF: Float32Array, normalisation: Normalisation | None) -> Float32Array:
    """The features on the scale of `normalisation`; the same array where there is none.

    Shapes: features_NF [examples, features], the result too.
    Errors: DataMalformedError (learning.data.malformed) where the width differs or a value leaves the range of float32.
    """
    if normalisation is None:
        return features_NF
    if features_NF.shape[1] != len(normalisation.means):
        raise DataMalformedError("other features than the normalisation's", have=features_NF.shape[1], need=len(normalisation.means))
    with np.errstate(over="ignore", invalid="ignore"):
        scaled_NF = ((features_NF - np.array(normalisation.means)) / np.array(normalisation.scales)).astype(np.float32)
    if not np.isfinite(scaled_NF).all():
        raise DataMalformedError("a feature is too large for the normalisation")
    return scaled_NF


def normalise(examples: Examples, normalisation: Normalisation | None) -> Examples:
    """The examples with their features on the scale of `normalisation`.

    Errors: those of `normalise_features`.
    """
    if normalisation is None:
        return examples
    return Examples(normalise_features(examples.features_NF, normalisation), examples.labels_N)
