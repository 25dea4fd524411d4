"""The model of a demo: the one that this user's own agent serves, lent to the demo's providers, and an example that it understands."""

from collections.abc import Callable
from dataclasses import dataclass

from pydantic import JsonValue

from p2p.agent.models.card import ModelCard
from p2p.agent.models.store import ModelStore, PublishedModel
from p2p.agent.storage.home import AgentHome

GREETING = "Hello, P2P AI!"
PIXEL_MAX = 16
HANDWRITTEN_ZERO = (
    *(0, 0, 5, 13, 9, 1, 0, 0),
    *(0, 0, 13, 15, 10, 15, 5, 0),
    *(0, 3, 15, 2, 0, 11, 8, 0),
    *(0, 4, 12, 0, 0, 8, 8, 0),
    *(0, 5, 8, 0, 0, 9, 8, 0),
    *(0, 4, 11, 0, 1, 12, 7, 0),
    *(0, 2, 14, 5, 10, 12, 0, 0),
    *(0, 0, 6, 13, 10, 0, 0, 0),
)
"""The first of the UCI handwritten digits, 8 × 8 pixels from 0 to 16."""


@dataclass(frozen=True, slots=True)
class Example:
    """What a demo asks about, and what that is in words."""

    value: JsonValue
    name: str


def served_model(home: AgentHome) -> PublishedModel | None:
    """The model that the agent of `home` serves, whether it runs or not.

    Errors: ModelInvalidError (p2p.model.invalid), ModelUnknownError (p2p.model.unknown).
    """
    return ModelStore(home.models).latest()


def lend(model: PublishedModel | None) -> Callable[[AgentHome], None]:
    """What publishes a copy of `model` in another home."""

    def prepare(home: AgentHome) -> None:
        if model is not None:
            ModelStore(home.models).publish(model.path, model.card)

    return prepare


def example_for(model: PublishedModel | None) -> Example:
    """A greeting without a model, a digit for a model of digits, else the middle of its data."""
    if model is None:
        return Example(GREETING, "a greeting")
    card = model.card
    digit: list[JsonValue] = [pixel / PIXEL_MAX for pixel in HANDWRITTEN_ZERO]
    if _is_of_digits(card):
        return Example(digit, "a handwritten 0")
    middle: list[JsonValue] = [*(card.normalisation.means if card.normalisation else [0.0] * len(card.terms.features))]
    return Example(middle, "the means of the features" if card.normalisation else "zeros")


def _is_of_digits(card: ModelCard) -> bool:
    """Whether the model takes digits as `make smoke` trains on them; one with a normalisation takes them in its owner's own units."""
    return card.normalisation is None and len(card.terms.features) == len(HANDWRITTEN_ZERO) and set(card.terms.classes) <= set("0123456789")
