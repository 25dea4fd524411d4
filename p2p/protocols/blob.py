"""Blobs over `/p2p-agent/blob/1.0.0`: pulled by the receiver, resumed, verified and acknowledged."""

import hashlib
import secrets
from collections import Counter
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Protocol

import structlog
import trio

from core.ids import PeerId, Sha256
from p2p.errors import (
    BlobHashMismatchError,
    BlobQuotaError,
    BlobTruncatedError,
    BlobUnknownError,
    MessageMalformedError,
    StreamClosedError,
    StreamTimeoutError,
)
from p2p.host import AgentHost
from p2p.protocols.pieces import receive_piece
from p2p.stream import PeerStream
from p2p.wire.blob import MAX_BLOB_MESSAGE_BYTES, BlobAck, BlobHeader, BlobReference, BlobRequest
from p2p.wire.messages import ErrorReport, encode_message, error_of, parse_message

BLOB_PROTOCOL = "/p2p-agent/blob/1.0.0"
WRITE_BYTES = 2**20
READ_TIMEOUT_S = 30.0
MAX_ATTEMPTS = 4
MAX_SERVINGS = 8
"""A blob is sent to one peer at most so many times over; a peer that wants more wastes our uplink."""

DEFAULT_QUOTA_BYTES = 2 * 2**30
"""What one peer's blobs may take of the disk."""
DEFAULT_TOTAL_BYTES = 8 * 2**30
"""What all peers' blobs together may take."""

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Offer:
    path: Path
    reference: BlobReference
    peers: frozenset[PeerId]
    sent_bytes: Counter[PeerId] = field(default_factory=Counter[PeerId])


class BlobShelf:
    """What this agent offers, by random name; a blob exists only for the peers it was offered to."""

    def __init__(self) -> None:
        self.num_bytes_sent = 0
        self._offers: dict[str, _Offer] = {}

    @contextmanager
    def offered(self, path: Path, size_bytes: int, sha256: str, peers: frozenset[PeerId]) -> Generator[BlobReference]:
        """Offer the file at `path` to `peers` until the block is left."""
        reference = BlobReference(name=secrets.token_hex(16), size_bytes=size_bytes, sha256=sha256)
        self._offers[reference.name] = _Offer(path, reference, peers)
        try:
            yield reference
        finally:
            del self._offers[reference.name]

    def check_named(self, peer: PeerId) -> None:
        """Return when anything is offered to `peer`.

        Errors: BlobUnknownError (p2p.blob.unknown).
        """
        if not any(peer in offer.peers for offer in self._offers.values()):
            raise BlobUnknownError("nothing is offered to the peer", peer=peer)

    def admit(self, peer: PeerId, request: BlobRequest) -> tuple[Path, BlobReference]:
        """The file and reference that `peer` asks for; its bytes count as sent.

        Errors: BlobUnknownError (p2p.blob.unknown), BlobQuotaError (p2p.blob.quota),
        MessageMalformedError (p2p.message.malformed) for an offset beyond the end.
        """
        offer = self._offers.get(request.name)
        if offer is None or peer not in offer.peers:
            raise BlobUnknownError("nothing of that name is offered to the peer", name=request.name, peer=peer)
        size_bytes = offer.reference.size_bytes
        if request.offset > size_bytes:
            raise MessageMalformedError("the offset is beyond the end", offset=request.offset, size_bytes=size_bytes)
        if offer.sent_bytes[peer] > size_bytes * (MAX_SERVINGS - 1):
            raise BlobQuotaError("the peer has pulled the blob too often", name=request.name, peer=peer)
        offer.sent_bytes[peer] += max(1, size_bytes - request.offset)
        return offer.path, offer.reference


class BlobStore:
    """Where pulled blobs lie until they are used, bounded for each peer and for all of them."""

    def __init__(self, folder: Path, quota_bytes: int = DEFAULT_QUOTA_BYTES, total_bytes: int = DEFAULT_TOTAL_BYTES) -> None:
        self._folder = folder
        self._quota_bytes = quota_bytes
        self._total_bytes = total_bytes
        self._held_bytes: Counter[PeerId] = Counter()
        self.num_bytes_received = 0

    @property
    def held_bytes(self) -> int:
        """What lies there or is on its way."""
        return self._held_bytes.total()

    @contextmanager
    def space(self, peer: PeerId, size_bytes: int) -> Generator[Path]:
        """A path for `size_bytes` from `peer`; what lies there is removed when the block is left.

        Errors: BlobQuotaError (p2p.blob.quota).
        """
        if self._held_bytes[peer] + size_bytes > self._quota_bytes:
            raise BlobQuotaError("the peer's blobs exceed its quota", peer=peer, size_bytes=size_bytes, quota_bytes=self._quota_bytes)
        if self.held_bytes + size_bytes > self._total_bytes:
            raise BlobQuotaError("the blobs of all peers exceed their quota", size_bytes=size_bytes, total_bytes=self._total_bytes)
        self._held_bytes[peer] += size_bytes
        path = self._folder / f"in-{secrets.token_hex(16)}"
        try:
            yield path
        finally:
            self._held_bytes[peer] -= size_bytes
            path.unlink(missing_ok=True)
            _partial(path).unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class PulledBlob:
    """A verified file, and how many bytes its streams carried both ways."""

    path: Path
    num_stream_bytes: int


class Digest(Protocol):
    """What hashlib's hashes can do."""

    def update(self, data: bytes, /) -> None:
        """Take more bytes in."""
        ...

    def hexdigest(self) -> str:
        """The hash so far."""
        ...


@dataclass(slots=True)
class _Transfer:
    """The state of a pull across its attempts: the part that has arrived, and its hash so far."""

    reference: BlobReference
    file: BinaryIO
    received_bytes: int = 0
    stream_bytes: int = 0
    digest: Digest = field(default_factory=hashlib.sha256)

    @property
    def missing_bytes(self) -> int:
        return self.reference.size_bytes - self.received_bytes

    def take(self, data: bytes) -> None:
        self.file.write(data)
        self.digest.update(data)
        self.received_bytes += len(data)


def serve_blobs(host: AgentHost, shelf: BlobShelf) -> None:
    """Answer the pulls of peers from `shelf`."""

    async def answer(stream: PeerStream) -> None:
        try:
            shelf.check_named(stream.peer)
            request = parse_message(BlobRequest, await stream.receive_frame(MAX_BLOB_MESSAGE_BYTES, READ_TIMEOUT_S))
            path, reference = shelf.admit(stream.peer, request)
        except (BlobUnknownError, BlobQuotaError, MessageMalformedError) as error:
            log.warning("blob.refused", peer=stream.peer, code=error.code)
            await stream.send_frame(encode_message(BlobHeader(error=ErrorReport.of(error))))
            return
        await stream.send_frame(encode_message(BlobHeader(blob=reference)))
        async with await trio.open_file(path, "rb") as file:
            await file.seek(request.offset)
            while data := await file.read(WRITE_BYTES):
                await stream.send_bytes(data)
                shelf.num_bytes_sent += len(data)
        ack = parse_message(BlobAck, await stream.receive_frame(MAX_BLOB_MESSAGE_BYTES, READ_TIMEOUT_S))
        if ack.error is not None:
            log.warning("blob.rejected", peer=stream.peer, code=ack.error.code)
        await stream.close()

    host.serve(BLOB_PROTOCOL, answer)


@asynccontextmanager
async def pulled_blob(
    host: AgentHost, store: BlobStore, peer: PeerId, reference: BlobReference, *, timeout_s: float
) -> AsyncGenerator[PulledBlob]:
    """The blob that `peer` offers, verified, as a file that lives until the block is left.

    A broken stream is resumed where it broke, a few times; `timeout_s` is for all of it.
    Errors: BlobQuotaError (p2p.blob.quota), BlobHashMismatchError (p2p.blob.hash_mismatch), BlobTruncatedError
    (p2p.blob.truncated), BlobUnknownError (p2p.blob.unknown), those of the host and of streams.
    """
    with store.space(peer, reference.size_bytes) as path:
        with _partial(path).open("xb") as file:
            transfer = _Transfer(reference, file)
            with trio.move_on_after(timeout_s) as scope:
                try:
                    await _pull(host, peer, transfer)
                finally:
                    store.num_bytes_received += transfer.received_bytes
            if scope.cancelled_caught:
                raise StreamTimeoutError("the blob did not come in time", peer=peer, timeout_s=timeout_s)
        _partial(path).rename(path)
        yield PulledBlob(path, transfer.stream_bytes)


async def _pull(host: AgentHost, peer: PeerId, transfer: _Transfer) -> None:
    for attempt in range(1, MAX_ATTEMPTS + 1):
        stream = await host.open_stream(peer, BLOB_PROTOCOL)
        try:
            await _pull_once(stream, transfer)
            return
        except (StreamClosedError, StreamTimeoutError, BlobTruncatedError) as error:
            if attempt == MAX_ATTEMPTS:
                raise
            log.info("blob.resumed", peer=peer, code=error.code, offset=transfer.received_bytes)
        finally:
            transfer.stream_bytes += stream.num_bytes_sent + stream.num_bytes_received
            await stream.reset()
        await trio.sleep(0.1 * attempt)


async def _pull_once(stream: PeerStream, transfer: _Transfer) -> None:
    await stream.send_frame(encode_message(BlobRequest(name=transfer.reference.name, offset=transfer.received_bytes)))
    header = parse_message(BlobHeader, await stream.receive_frame(MAX_BLOB_MESSAGE_BYTES, READ_TIMEOUT_S))
    if header.error is not None:
        raise error_of(header.error)
    if header.blob != transfer.reference:
        raise BlobHashMismatchError("the peer announces another blob than it offered", peer=stream.peer, name=transfer.reference.name)
    while transfer.missing_bytes:
        data = await receive_piece(stream, min(WRITE_BYTES, transfer.missing_bytes), READ_TIMEOUT_S)
        await trio.to_thread.run_sync(transfer.take, data)
    if transfer.digest.hexdigest() != transfer.reference.sha256:
        error = BlobHashMismatchError("the bytes are not the announced ones", peer=stream.peer, sha256=Sha256(transfer.reference.sha256))
        await stream.send_frame(encode_message(BlobAck(error=ErrorReport.of(error))))
        await stream.close()
        raise error
    transfer.file.flush()
    await stream.send_frame(encode_message(BlobAck()))
    await stream.close()


def _partial(path: Path) -> Path:
    return path.with_suffix(".part")
