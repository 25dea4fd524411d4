"""One normalisation for all: what parts know apart adds up to what they would know together."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.client import client_update
from learning.errors import DataMalformedError, EmptyCohortError, PlanInvalidError
from learning.examples import Examples
from learning.kernels.registry import initial_weights
from learning.normalisation import measure_features, normalisation_of, normalise, normalise_features, pool_statistics


def features(seed: int, num_examples: int = 50) -> np.ndarray:
    random = np.random.default_rng(seed)
    return (random.normal(size=(num_examples, 6)) * 10 ** random.uniform(-3, 3, 6) + 100 * random.normal(size=6)).astype(np.float32)


@given(st.lists(st.integers(1, 60), min_size=1, max_size=5), st.integers(0, 1000))
def test_pooled_statistics_are_those_of_all_examples_together(sizes: list[int], seed: int) -> None:
    parts = [features(seed + index, size) for index, size in enumerate(sizes)]
    pooled = pool_statistics([measure_features(part) for part in parts])
    whole = measure_features(np.concatenate(parts))
    assert pooled.num_examples == sum(sizes)
    assert pooled.means == pytest.approx(whole.means, rel=1e-9, abs=1e-9)
    assert pooled.deviations == pytest.approx(whole.deviations, rel=1e-6, abs=1e-6)


def test_normalised_features_have_mean_zero_and_deviation_one() -> None:
    normalised = normalise_features(features(1), normalisation_of(measure_features(features(1))))
    assert normalised.dtype == np.float32
    assert np.abs(normalised.mean(axis=0)).max() < 1e-5
    assert np.abs(normalised.std(axis=0) - 1).max() < 1e-5


def test_a_feature_that_does_not_vary_is_only_moved() -> None:
    constant = np.full((4, 1), 7, dtype=np.float32)
    assert normalise_features(constant, normalisation_of(measure_features(constant))).tolist() == [[0]] * 4


def test_without_a_normalisation_examples_stay_the_same_object(shards) -> None:
    assert normalise(shards[0], None) is shards[0]
    assert normalise_features(shards[0].features_NF, None) is shards[0].features_NF


def test_a_client_trains_on_the_plans_scale(make_plan, shards) -> None:
    normalisation = normalisation_of(measure_features(shards[0].features_NF))
    plan = make_plan()
    weights_P = initial_weights(plan.model, 0)
    scaled = Examples(normalise_features(shards[1].features_NF, normalisation), shards[1].labels_N)
    by_plan = client_update(make_plan(normalisation=normalisation.model_dump(mode="json")), weights_P, shards[1], 0, 1)
    assert by_plan.payload == client_update(plan, weights_P, scaled, 0, 1).payload


def test_what_cannot_be_normalised_or_pooled_is_refused(shards) -> None:
    normalisation = normalisation_of(measure_features(features(1)))
    with pytest.raises(DataMalformedError):
        normalise_features(features(1)[:, :5], normalisation)
    tiny = normalisation.model_copy(update={"scales": (1e-300,) * 6})
    with pytest.raises(DataMalformedError):
        normalise_features(features(1), tiny)
    with pytest.raises(EmptyCohortError):
        pool_statistics([])
    with pytest.raises(DataMalformedError):
        pool_statistics([measure_features(features(1)), measure_features(features(1)[:, :5])])


def test_a_plan_refuses_a_normalisation_that_does_not_fit(make_plan) -> None:
    for wrong in ({"means": [0.0], "scales": [1.0]}, {"means": [0.0] * 6, "scales": [0.0] * 6}, {"means": [0.0] * 6, "scales": [1.0] * 5}):
        with pytest.raises(PlanInvalidError):
            make_plan(normalisation=wrong)
