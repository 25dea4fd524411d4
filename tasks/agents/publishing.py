"""The model that a gate trained, published in the user's own agent home: the next agent there serves it."""

from datetime import UTC, datetime

from prefect import task
from prefect.cache_policies import NO_CACHE

from core.units import format_utc
from p2p.agent.models.card import ModelTerms
from p2p.agent.models.publishing import card_of_session, publish_session
from p2p.agent.settings import home_of, load_settings
from p2p.agent.training.sessions import SessionReport
from tasks.computing.computations import Evaluated
from tasks.evidence.local_identity import local_key

LICENCE = "Apache-2.0. Trained on the handwritten digits of the UCI repository as scikit-learn distributes them (CC BY 4.0)."
_SIDE, _NUM_CLASSES = 8, 10


@task(cache_policy=NO_CACHE, persist_result=False)
def publish_model(session: SessionReport, evaluated: Evaluated) -> str:
    """The hash of the session's final model, which is the published one from now on; an agent need not run.

    Errors: those of `local_key` and of `p2p.agent.models.publishing`.
    """
    home = home_of(load_settings())
    home.prepare()
    named = session.model_copy(update={"terms": digit_terms()})
    created_at = format_utc(datetime.now(UTC))
    card = card_of_session(named, created_at, name="digits", licence=LICENCE, accuracy=evaluated.figures.accuracy)
    return publish_session(home, named, card, local_key()).weights_sha256


def digit_terms() -> ModelTerms:
    """The digits' features, brightness 0 to 1 pixel by pixel and row by row, and their classes."""
    pixels = tuple(f"pixel_{row}_{column}" for row in range(_SIDE) for column in range(_SIDE))
    return ModelTerms(features=pixels, classes=tuple(str(digit) for digit in range(_NUM_CLASSES)))
