"""Blobs on the wire: what names one, how it is asked for, announced and acknowledged."""

from typing import Annotated

from pydantic import Field

from p2p.wire.messages import ErrorReport, Message

MAX_BLOB_MESSAGE_BYTES = 4096

BlobName = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
"""A random key into the offering agent's shelf, never a path."""

Size = Annotated[int, Field(ge=0, le=2**53 - 1)]


class BlobReference(Message):
    """A blob that one agent offers to another."""

    name: BlobName
    size_bytes: Size
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class BlobRequest(Message):
    """Asks for the bytes of a blob from `offset` on."""

    name: BlobName
    offset: Size = 0


class BlobHeader(Message):
    """The answer to a request: what follows, or why nothing does."""

    blob: BlobReference | None = None
    error: ErrorReport | None = None


class BlobAck(Message):
    """The receiver's last word: the bytes are verified and stored, or refused."""

    error: ErrorReport | None = None
