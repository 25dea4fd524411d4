"""Bundles on the wire: one is offered with its invitation, sent in pieces that are asked for one by one, and acknowledged with its hash."""

from typing import Annotated

from pydantic import Field, model_validator

from p2p.errors import BlobHashMismatchError, MessageMalformedError
from p2p.wire.messages import ErrorReport, Message, error_of

MAX_OFFER_BYTES = 32_768
MAX_ANSWER_BYTES = 4096
MAX_INVITATION_CHARS = 16_384
PIECE_BYTES = 131_072
"""So much is sent before the receiver has said that it lies on its disk: nobody holds more of a bundle in memory."""

Size = Annotated[int, Field(ge=0, le=2**53 - 1)]
Sha256Text = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class BundleOffer(Message):
    """A whole bundle by its hash and size, and the file of the invitation, as it was issued, that lets its sender hand it in."""

    sha256: Sha256Text
    size_bytes: Annotated[int, Field(ge=1, le=2**53 - 1)]
    invitation: str = Field(min_length=1, max_length=MAX_INVITATION_CHARS)


class BundleAnswer(Message):
    """The receiver's word, one of three: go on from `offset`; the bundle of `sha256` is in; or why it is refused."""

    offset: Size | None = None
    sha256: Sha256Text | None = None
    error: ErrorReport | None = None

    @model_validator(mode="after")
    def _says_one_thing(self) -> "BundleAnswer":
        if sum(said is not None for said in (self.offset, self.sha256, self.error)) != 1:
            raise ValueError("an answer says one thing")
        return self


def next_offset(answer: BundleAnswer, offer: BundleOffer, expected: int | None) -> int | None:
    """From where to go on, None once the whole bundle is in; `expected` is where the last piece ended, None before the first.

    A receiver asks for nothing twice, for nothing beyond the end, and acknowledges nothing but what was offered.
    Errors: what the receiver reports, BlobHashMismatchError (p2p.blob.hash_mismatch), MessageMalformedError (p2p.message.malformed).
    """
    if answer.error is not None:
        raise error_of(answer.error)
    if answer.sha256 is not None:
        if answer.sha256 != offer.sha256:
            raise BlobHashMismatchError("the receiver acknowledges another bundle", sha256=offer.sha256)
        return None
    assert answer.offset is not None, "an answer says one thing"
    if answer.offset >= offer.size_bytes or answer.offset != (answer.offset if expected is None else expected):
        raise MessageMalformedError("the receiver asks for what is not next", offset=answer.offset, expected=expected)
    return answer.offset
