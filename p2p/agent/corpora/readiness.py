"""Whether participants can train one model: the same features, the same classes, and one scale for all of them."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from pydantic import ValidationError

from core.ids import PeerId
from learning.feature_statistics import FeatureStatistics
from learning.normalisation import normalisation_of, pool_statistics
from learning.plan import Normalisation
from p2p.agent.corpora.store import Readiness
from p2p.agent.errors import CorpusMismatchError
from p2p.agent.models.card import ModelTerms


@dataclass(frozen=True, slots=True)
class Agreement:
    """What all participants have in common."""

    terms: ModelTerms
    normalisation: Normalisation


def agree(ready: Mapping[PeerId, Readiness]) -> Agreement:
    """The terms of all, and the normalisation to mean 0 and deviation 1 over all their examples together.

    Errors: CorpusMismatchError (p2p.corpus.mismatch) naming two participants and what they differ in; EmptyCohortError
    (learning.cohort.empty) where there are none.
    """
    known = iter(ready.items())
    first_peer, first = next(known, (None, None))
    for peer, other in known:
        if first_peer is not None and first is not None:
            _check_alike(first_peer, first.terms, peer, other.terms)
    with np.errstate(over="ignore", invalid="ignore"):
        pooled = _pooled(ready)
    assert first is not None
    return Agreement(first.terms, normalisation_of(pooled))


def _pooled(ready: Mapping[PeerId, Readiness]) -> FeatureStatistics:
    try:
        return pool_statistics([one.statistics for one in ready.values()])
    except ValidationError as error:
        raise CorpusMismatchError("the participants' means or deviations are too large to be true") from error


def _check_alike(first_peer: PeerId, first: ModelTerms, peer: PeerId, other: ModelTerms) -> None:
    for what, one, two in (("features", first.features, other.features), ("classes", first.classes, other.classes)):
        if one != two:
            only_one, only_two = [name for name in one if name not in two], [name for name in two if name not in one]
            message = (
                f"two participants have unlike {what}" if only_one or only_two else f"two participants have their {what} in another order"
            )
            raise CorpusMismatchError(
                message, first=first_peer, second=peer, only_first=", ".join(only_one[:5]), only_second=", ".join(only_two[:5])
            )
