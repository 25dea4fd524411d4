"""Bundles over `/p2p-agent/bundle/1.0.0`: pushed piece by piece into the inbox of an agent that invited the sender."""

from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager
from typing import BinaryIO, Protocol

import structlog
import trio

from core.errors import CodedError
from core.ids import PeerId
from p2p.errors import BlobHashMismatchError, StreamClosedError
from p2p.host import AgentHost
from p2p.protocols.pieces import receive_piece
from p2p.stream import PeerStream
from p2p.wire.bundle import MAX_ANSWER_BYTES, MAX_OFFER_BYTES, PIECE_BYTES, BundleAnswer, BundleOffer, next_offset
from p2p.wire.errors import InboxBusyError
from p2p.wire.messages import ErrorReport, encode_message, parse_message

PROTOCOL = "/p2p-agent/bundle/1.0.0"
OFFER_TIMEOUT_S = 5.0
READ_TIMEOUT_S = 30.0
STREAM_TIMEOUT_S = 300.0
"""A stream that has not brought the whole bundle by then is ended; the next goes on where it stopped."""
MAX_INBOUND = 32
RETRY_AFTER_MS = 500

_log = structlog.get_logger("p2p.bundle")


class Arrival(Protocol):
    """A bundle on its way in, as far as it lies on the disk."""

    @property
    def received_bytes(self) -> int:
        """How much has arrived, over all streams."""
        ...

    async def take(self, piece: bytes) -> None:
        """Add the next bytes.

        Errors: InboxFullError (p2p.bundle.full).
        """
        ...

    async def finish(self) -> None:
        """Return when the whole bundle is verified, on the disk and in the inbox.

        Errors: BlobHashMismatchError (p2p.blob.hash_mismatch), InboxFullError (p2p.bundle.full).
        """
        ...


class Inbox(Protocol):
    """Who may hand in what, and where it goes."""

    def knows(self, peer: PeerId) -> bool:
        """Whether `peer` has handed something in before; others share a few places."""
        ...

    def arriving(self, peer: PeerId, offer: BundleOffer) -> AbstractAsyncContextManager[Arrival | None]:
        """The arrival of what `peer` offers, None where it is in already; its block ends early when the peer offers anew elsewhere.

        Errors, before a byte of the bundle is read: PeerUntrustedError (p2p.peer.untrusted), BundleOversizedError
        (p2p.bundle.too_large), and the other p2p.bundle.*.
        """
        ...


def serve_bundles(host: AgentHost, inbox: Inbox) -> None:
    """Let peers of `host` push bundles into `inbox`."""

    async def answer(stream: PeerStream) -> None:
        try:
            offer = parse_message(BundleOffer, await stream.receive_frame(MAX_OFFER_BYTES, OFFER_TIMEOUT_S))
            is_in = await _received(stream, inbox, offer)
        except StreamClosedError:
            raise
        except CodedError as error:
            _log.info("bundle.refused", peer=stream.peer, code=error.code, reason=error.message)
            await _say(stream, BundleAnswer(error=ErrorReport.of(error)))
            return
        if is_in:
            await _say(stream, BundleAnswer(sha256=offer.sha256))

    async def be_busy(stream: PeerStream) -> None:
        error = InboxBusyError("too many bundles at once", retry_after_ms=RETRY_AFTER_MS)
        await _say(stream, BundleAnswer(error=ErrorReport.of(error)))

    host.serve(PROTOCOL, answer, MAX_INBOUND, be_busy, is_known=inbox.knows)


async def push_bundle(host: AgentHost, peer: PeerId, offer: BundleOffer, open_file: Callable[[], BinaryIO]) -> AsyncGenerator[int]:
    """Push what `open_file` holds to `peer` over one stream; how much of it the peer has, again and again, at last all of it.

    It ends when the peer has acknowledged the whole bundle. What breaks off is gone on with by another call.
    Errors: those that the peer reports (p2p.bundle.*, p2p.peer.untrusted), BlobHashMismatchError (p2p.blob.hash_mismatch), also for a file
    that has become shorter, those of `next_offset`, `AgentHost.open_stream` and the stream.
    """
    stream = await host.open_stream(peer, PROTOCOL)
    try:
        await stream.send_frame(encode_message(offer))
        with open_file() as file:
            offset = next_offset(await _answer(stream), offer, None)
            while offset is not None:
                yield offset
                piece = await trio.to_thread.run_sync(_read, file, offset, min(PIECE_BYTES, offer.size_bytes - offset))
                await stream.send_bytes(piece)
                offset = next_offset(await _answer(stream), offer, offset + len(piece))
        await stream.close()
    finally:
        await stream.reset()
    yield offer.size_bytes


async def _received(stream: PeerStream, inbox: Inbox, offer: BundleOffer) -> bool:
    """Whether the bundle is in; not so where another stream of the peer, or its time, has ended this one."""
    is_in = False
    with trio.move_on_after(STREAM_TIMEOUT_S):
        async with inbox.arriving(stream.peer, offer) as arrival:
            if arrival is not None:
                await _take_all(stream, arrival, offer.size_bytes)
            is_in = True
    return is_in


async def _take_all(stream: PeerStream, arrival: Arrival, size_bytes: int) -> None:
    while missing_bytes := size_bytes - arrival.received_bytes:
        await _say(stream, BundleAnswer(offset=arrival.received_bytes))
        await arrival.take(await receive_piece(stream, min(PIECE_BYTES, missing_bytes), READ_TIMEOUT_S))
    await arrival.finish()


async def _answer(stream: PeerStream) -> BundleAnswer:
    return parse_message(BundleAnswer, await stream.receive_frame(MAX_ANSWER_BYTES, READ_TIMEOUT_S))


async def _say(stream: PeerStream, answer: BundleAnswer) -> None:
    await stream.send_frame(encode_message(answer))


def _read(file: BinaryIO, offset: int, size_bytes: int) -> bytes:
    file.seek(offset)
    piece = file.read(size_bytes)
    if len(piece) < size_bytes:
        raise BlobHashMismatchError("the file has become shorter while it was pushed", missing_bytes=size_bytes - len(piece))
    return piece
