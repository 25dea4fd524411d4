"""Participants agree on names, classes and scale, or are told what keeps them apart."""

import numpy as np
import pytest

from core.errors import CodedError
from core.signing.keys import SigningKey
from learning.normalisation import measure_features
from p2p.agent.corpora.readiness import agree
from p2p.agent.corpora.store import Readiness

A, B = (SigningKey.from_seed(bytes([seed]) * 32).peer_id for seed in (1, 2))
FEATURES = np.random.default_rng(0).normal(3, 2, size=(60, 2)).astype(np.float32)


def ready(features=FEATURES, names=("x", "y"), classes=("0", "1"), **statistics) -> Readiness:
    measured = measure_features(features).model_copy(update=statistics)
    return Readiness(corpus="mine", terms={"features": names, "classes": classes}, statistics=measured)


def test_the_scale_is_that_of_all_examples_together() -> None:
    agreement = agree({A: ready(FEATURES[:10]), B: ready(FEATURES[10:])})
    assert agreement.terms.classes == ("0", "1")
    assert agreement.normalisation.means == pytest.approx(FEATURES.mean(axis=0), rel=1e-5)
    assert agreement.normalisation.scales == pytest.approx(FEATURES.std(axis=0), rel=1e-5)


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (ready(names=("x", "z")), "unlike features"),
        (ready(names=("y", "x")), "features in another order"),
        (ready(classes=("0", "2")), "unlike classes"),
        (ready(classes=("0", "1", "2")), "unlike classes"),
        (ready(means=(1e308, 0.0), deviations=(1e308, 0.0)), "too large to be true"),
    ],
)
def test_what_does_not_fit_together_is_refused_with_the_difference(other: Readiness, said: str) -> None:
    with pytest.raises(CodedError) as refusal:
        agree({A: ready(), B: other})
    assert refusal.value.code == "p2p.corpus.mismatch"
    assert said in str(refusal.value)


def test_nobody_agrees_on_nothing() -> None:
    with pytest.raises(CodedError) as refusal:
        agree({})
    assert refusal.value.code == "learning.cohort.empty"
