"""The models in a home: weights named by their hash, a card beside each, and which of them is published. Light to import: no NumPy."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from core.parameters import Parameters
from learning.plan import ModelSpec
from p2p.agent.errors import FileRefusedError, ModelInvalidError, ModelUnknownError
from p2p.agent.models.card import MAX_CARD_BYTES, ModelCard, encode_card, parse_card
from p2p.agent.storage.imports import read_bounded
from p2p.atomic_file import write_private_file
from p2p.wire.train import MODEL_HEADER_BYTES

MIN_PREFIX = 6
"""So many characters of a hash may stand for all of it."""


@dataclass(frozen=True, slots=True)
class PublishedModel:
    """A model in the store: its weights' file and its card."""

    path: Path
    card: ModelCard

    @property
    def weights_sha256(self) -> str:
        """The hash of its weights, its identity."""
        return self.card.weights_sha256


class _Published(Parameters):
    """published.json: which model is served."""

    format_version: Literal[1] = 1
    weights_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


@dataclass(frozen=True, slots=True)
class ModelStore:
    """The folder `models` of a home; every file in it is written whole or not at all, also under a running agent."""

    folder: Path

    def add(self, source: Path, card: ModelCard) -> PublishedModel:
        """Take the weights in `source` into the store; the model is not served yet. A model that is there gets the new card.

        Errors: FileRefusedError (p2p.file.refused), ModelInvalidError (p2p.model.invalid) where the weights are not the card's,
        WeightsMalformedError (learning.weights.malformed).
        """
        data = read_bounded(source, max_weights_bytes(card.architecture))
        check_weights(data, card)
        path = self._weights_path(card.weights_sha256)
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_private_file(path, data)
            write_private_file(path.with_suffix(".json"), encode_card(card))
        except OSError as error:
            raise FileRefusedError(f"the model cannot be stored: {error.strerror}", path=str(path)) from error
        return PublishedModel(path, card)

    def publish(self, source: Path, card: ModelCard) -> PublishedModel:
        """Take the weights in `source` into the store, and serve them from now on.

        Errors: those of `add`.
        """
        model = self.add(source, card)
        self.select(model.weights_sha256)
        return model

    def select(self, weights_sha256: str) -> PublishedModel:
        """Serve a model that is in the store from now on.

        Errors: ModelUnknownError (p2p.model.unknown), ModelInvalidError (p2p.model.invalid).
        """
        model = self.named(weights_sha256)
        write_private_file(self._pointer, _Published(weights_sha256=model.weights_sha256).model_dump_json().encode())
        return model

    def latest(self) -> PublishedModel | None:
        """The model that is served; None where none was published.

        Errors: ModelInvalidError (p2p.model.invalid), ModelUnknownError (p2p.model.unknown) where its files are gone.
        """
        published = self.published_sha256()
        return self.named(published) if published is not None else None

    def published_sha256(self) -> str | None:
        """The hash of the model that is served; None where none was published.

        Errors: ModelInvalidError (p2p.model.invalid).
        """
        try:
            return _Published.model_validate_json(read_bounded(self._pointer, 4096)).weights_sha256
        except FileRefusedError:
            return None
        except ValidationError as error:
            raise ModelInvalidError("the note of the published model is damaged", path=str(self._pointer)) from error

    def named(self, sha256: str) -> PublishedModel:
        """The model whose hash is, or begins with, `sha256`, of at least six characters.

        Errors: ModelUnknownError (p2p.model.unknown), also where several begin so; ModelInvalidError (p2p.model.invalid).
        """
        is_hash = len(sha256) >= MIN_PREFIX and set(sha256) <= set("0123456789abcdef")
        found = [name for name in self.names() if name.startswith(sha256)] if is_hash else []
        if len(found) != 1:
            raise ModelUnknownError("several models begin so" if found else "no model has this hash", model=sha256[:64])
        path = self._weights_path(found[0])
        card = parse_card(read_bounded(path.with_suffix(".json"), MAX_CARD_BYTES))
        if card.weights_sha256 != found[0]:
            raise ModelInvalidError("the card is another model's", model=found[0])
        return PublishedModel(path, card)

    def version(self, weights_sha256: str) -> int:
        """A number that changes when a model gets another card.

        Errors: ModelUnknownError (p2p.model.unknown).
        """
        try:
            return self._weights_path(weights_sha256).with_suffix(".json").stat().st_mtime_ns
        except OSError as error:
            raise ModelUnknownError("no model has this hash", model=weights_sha256) from error

    def names(self) -> tuple[str, ...]:
        """The hashes of all models, the oldest first."""
        paths = self.folder.glob("*.safetensors") if self.folder.is_dir() else ()
        cards = [path.with_suffix(".json") for path in paths]
        return tuple(card.stem for card in sorted((card for card in cards if card.is_file()), key=lambda card: card.stat().st_mtime_ns))

    @property
    def _pointer(self) -> Path:
        return self.folder / "published.json"

    def _weights_path(self, weights_sha256: str) -> Path:
        return self.folder / f"{weights_sha256}.safetensors"


def check_weights(data: bytes, card: ModelCard) -> None:
    """Return when `data` holds the weights that the card names.

    Errors: WeightsMalformedError (learning.weights.malformed), ModelInvalidError (p2p.model.invalid).
    """
    # NumPy comes with it, which an agent's host and most commands do without.
    from learning.weights import unpack_weights, weights_sha256

    found = weights_sha256(unpack_weights(data, card.architecture))
    if found != card.weights_sha256:
        raise ModelInvalidError("the weights are not those of the card", have=found, need=card.weights_sha256)


def max_weights_bytes(spec: ModelSpec) -> int:
    """No file of weights of such a model is longer."""
    return 4 * spec.num_parameters + MODEL_HEADER_BYTES
