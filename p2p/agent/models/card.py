"""The card of a model: what it takes, what it answers, where it comes from, and who says so. Light to import: no NumPy."""

import base64
from typing import Annotated, Literal, Self

from pydantic import Field, ValidationError, model_validator

from core.errors import CodedError
from core.ids import PeerId
from core.parameters import Parameters
from core.signing.canonical import canonical_json
from core.signing.keys import SigningKey, verify_by_peer
from learning.plan import MAX_NORMALISED, ModelSpec, Normalisation, TrainingPlan
from p2p.agent.errors import ModelInvalidError
from p2p.wire.messages import PeerIdText

MAX_CARD_BYTES = 4 * 2**20
MAX_CLASSES = 1024

Label = Annotated[str, Field(min_length=1, max_length=128, pattern=r"^[^\p{C}\p{Zl}\p{Zp}]*$")]
"""The name of a feature or of a class: printable, on one line."""

Labels = Annotated[tuple[Label, ...], Field(min_length=1, max_length=MAX_NORMALISED)]
ModelName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
Sha256Text = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class ModelTerms(Parameters):
    """What the numbers of a model mean: its features and its classes, in order."""

    features: Labels
    classes: Annotated[tuple[Label, ...], Field(min_length=1, max_length=MAX_CLASSES)]

    @model_validator(mode="after")
    def _check(self) -> Self:
        for names in (self.features, self.classes):
            if len(set(names)) != len(names):
                raise ValueError("a name is repeated")
        return self


class TrainingFacts(Parameters):
    """How a model was trained; `accuracy` is a fraction on examples that it was not trained on, where that is known."""

    plan: TrainingPlan
    num_rounds: Annotated[int, Field(ge=0)]
    num_participants: Annotated[int, Field(ge=1)]
    session_id: Annotated[str, Field(max_length=64)] | None = None
    loss: float | None = None
    accuracy: Annotated[float, Field(ge=0, le=1)] | None = None


class ModelCard(Parameters):
    """One model's card; the SHA-256 of its weights is its identity."""

    format: Literal["p2p-agent/model-card"] = "p2p-agent/model-card"
    format_version: Literal[1] = 1
    name: ModelName
    weights_sha256: Sha256Text
    architecture: ModelSpec
    terms: ModelTerms
    normalisation: Normalisation | None = None
    training: TrainingFacts | None = None
    created_at: Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")]
    licence: Annotated[str, Field(min_length=1, max_length=16_384)]
    signer: PeerIdText | None = None
    signature: Annotated[str, Field(max_length=88)] | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        spec = self.architecture
        if (len(self.terms.features), len(self.terms.classes)) != (spec.num_features, spec.num_classes):
            raise ValueError("the terms are those of another architecture")
        if self.normalisation is not None and len(self.normalisation.means) != spec.num_features:
            raise ValueError("the normalisation is of another number of features")
        if self.training is not None and (self.training.plan.model, self.training.plan.normalisation) != (spec, self.normalisation):
            raise ValueError("the training is another model's")
        if (self.signer is None) != (self.signature is None):
            raise ValueError("a signer and a signature belong together")
        return self


def parse_card(data: bytes) -> ModelCard:
    """The card in `data`, its signature checked where it has one.

    Errors: ModelInvalidError (p2p.model.invalid).
    """
    if len(data) > MAX_CARD_BYTES:
        raise ModelInvalidError("the card is too large", size_bytes=len(data), max_size_bytes=MAX_CARD_BYTES)
    try:
        card = ModelCard.model_validate_json(data)
        if card.signer is not None and card.signature is not None:
            verify_by_peer(PeerId(card.signer), base64.b64decode(card.signature, validate=True), _signed_bytes(card))
    except ValidationError as error:
        first = error.errors()[0]
        path = ".".join(str(part) for part in first["loc"])
        raise ModelInvalidError(f"{path or 'the card'}: {first['msg']}"[:300]) from error
    except CodedError as error:
        raise ModelInvalidError(f"the card's signature: {error.message}") from error
    except ValueError as error:
        raise ModelInvalidError("the card's signature is no base64") from error
    return card


def encode_card(card: ModelCard) -> bytes:
    """The card as JSON that a person can read."""
    return card.model_dump_json(indent=1, exclude_none=True).encode()


def sign_card(card: ModelCard, key: SigningKey) -> ModelCard:
    """The card as said by the holder of `key`, whoever said it before."""
    unsigned = card.model_copy(update={"signer": key.peer_id, "signature": None})
    signature = base64.b64encode(key.sign(_signed_bytes(unsigned))).decode()
    return unsigned.model_copy(update={"signature": signature})


def default_terms(spec: ModelSpec) -> ModelTerms:
    """Terms for a model of which nothing but its architecture is known: features and classes by number.

    Errors: ModelInvalidError (p2p.model.invalid) for more of them than a card may name.
    """
    try:
        return ModelTerms(
            features=tuple(f"feature_{index}" for index in range(spec.num_features)),
            classes=tuple(str(index) for index in range(spec.num_classes)),
        )
    except ValidationError as error:
        raise ModelInvalidError("the model has more features or classes than a card may name") from error


def _signed_bytes(card: ModelCard) -> bytes:
    """What a signature covers: the canonical JSON of everything else."""
    return canonical_json(card.model_dump(mode="json", exclude_none=True, exclude={"signature"}))
