"""What the assistant has in an agent's home: router.safetensors with router.json beside it, documents.jsonl, and what is known of their passages."""

# H width of the encoder, L labels.

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from pydantic import Field, ValidationError

from core.parameters import Parameters
from learning.adapter import WIDTH
from learning.arrays import Float32Array
from learning.errors import DataMalformedError
from learning.plan import ModelSpec
from learning.retrieval.corpus import Document
from learning.weights import pack_weights, tensor_views, unpack_weights, weights_sha256
from p2p.agent.assistant.passages import Vectors, parse_passages
from p2p.agent.assistant.router import Router
from p2p.agent.errors import ModelInvalidError
from p2p.agent.storage.imports import read_bounded
from p2p.atomic_file import write_private_file

MAX_FILE_BYTES = 64 * 2**20
_WEIGHTS, _CARD, _DOCUMENTS, _PASSAGES = "router.safetensors", "router.json", "documents.jsonl", "passages.safetensors"


class RouterCard(Parameters):
    """router.json: what the weights mean."""

    format: Literal["p2p-agent/assistant-router"] = "p2p-agent/assistant-router"
    format_version: Literal[2] = 2
    labels: Annotated[tuple[str, ...], Field(min_length=2, max_length=1024)]
    threshold: Annotated[float, Field(allow_inf_nan=False)]
    weights_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


def write_assistant(
    folder: Path, weights_P: Float32Array, labels: Sequence[str], threshold: float, documents: Sequence[Document]
) -> RouterCard:
    """Put a router and documents into the folder `assistant` of a home; the next assistant there works with them."""
    card = RouterCard(labels=tuple(labels), threshold=threshold, weights_sha256=weights_sha256(weights_P))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_private_file(folder / _WEIGHTS, pack_weights(weights_P, _spec(card)))
    write_private_file(folder / _CARD, card.model_dump_json(indent=1).encode())
    write_private_file(folder / _DOCUMENTS, "".join(f"{document.model_dump_json()}\n" for document in documents).encode())
    return card


def read_router(folder: Path) -> Router:
    """The router in `folder`; one that never says an intent where none was put there.

    Errors: ModelInvalidError (p2p.model.invalid), WeightsMalformedError (learning.weights.malformed), FileRefusedError (p2p.file.refused).
    """
    if not (folder / _CARD).is_file():
        return Router(("none",), np.zeros((WIDTH, 1), dtype=np.float32), np.zeros(1, dtype=np.float32), threshold=math.inf)
    try:
        card = RouterCard.model_validate_json(read_bounded(folder / _CARD, MAX_FILE_BYTES))
    except ValidationError as error:
        raise ModelInvalidError("the card of the assistant's router is damaged", path=str(folder / _CARD)) from error
    weights_P = unpack_weights(read_bounded(folder / _WEIGHTS, MAX_FILE_BYTES), _spec(card))
    if weights_sha256(weights_P) != card.weights_sha256:
        raise ModelInvalidError("the weights of the assistant's router are not those of its card", path=str(folder / _WEIGHTS))
    weights_HL, bias_L = tensor_views(weights_P, _spec(card)).values()
    return Router(card.labels, weights_HL, bias_L, card.threshold)


def read_documents(folder: Path) -> tuple[Document, ...]:
    """The documents in `folder`; none where none were put there.

    Errors: DataMalformedError (learning.data.malformed), FileRefusedError (p2p.file.refused).
    """
    path = folder / _DOCUMENTS
    if not path.is_file():
        return ()
    try:
        return tuple(Document.model_validate_json(line, strict=True) for line in read_bounded(path, MAX_FILE_BYTES).splitlines())
    except ValidationError as error:
        raise DataMalformedError("the assistant's documents are damaged", path=str(path)) from error


def write_passages(folder: Path, content: bytes) -> None:
    """Put what `pack_passages` has packed beside the documents, which the assistant there then does not encode."""
    write_private_file(folder / _PASSAGES, content)


def read_passages(folder: Path) -> Vectors:
    """The vectors of passages in `folder`; none where none were put there.

    Errors: DataMalformedError (learning.data.malformed), FileRefusedError (p2p.file.refused).
    """
    path = folder / _PASSAGES
    return parse_passages(read_bounded(path, MAX_FILE_BYTES)) if path.is_file() else {}


def _spec(card: RouterCard) -> ModelSpec:
    return ModelSpec(kind="mlp", layer_sizes=(WIDTH, len(card.labels)))
