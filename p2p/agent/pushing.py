"""Pushing: a bundle from a file of the user's own to another agent's inbox, again and again until it is acknowledged."""

import hashlib
import os
import stat
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass
from typing import BinaryIO
from weakref import WeakValueDictionary

import structlog
import trio

from core.errors import CodedError
from core.ids import PeerId
from core.units import KIB, MIB
from p2p.agent.errors import FileRefusedError
from p2p.errors import BlobHashMismatchError, PeerUnreachableError
from p2p.host import AgentHost
from p2p.protocols.bundle import push_bundle
from p2p.wire.bundle import BundleOffer
from p2p.wire.errors import InboxBusyError

MAX_FILE_BYTES = 64 * MIB
MIN_PAUSE_S, MAX_PAUSE_S = 0.1, 30.0
_HASHED_BYTES = 256 * KIB

OnWait = Callable[[CodedError], None]

log = structlog.get_logger("p2p.bundle")


@dataclass(frozen=True, slots=True)
class Parcel:
    """A bundle to be pushed: its file, what it holds, and the invitation that goes with it."""

    path: str
    offer: BundleOffer


async def make_parcel(path: str, invitation: str) -> Parcel:
    """The parcel of the plain file at `path`.

    Errors: FileRefusedError (p2p.file.refused).
    """
    sha256, size_bytes = await trio.to_thread.run_sync(_measure, path)
    return Parcel(path, BundleOffer(sha256=sha256, size_bytes=size_bytes, invitation=invitation))


def _unheard(error: CodedError) -> None:
    """Nobody asks why."""


async def push(
    host: AgentHost, peer: PeerId, parcel: Parcel, addresses: Sequence[str], timeout_s: float, *, on_wait: OnWait = _unheard
) -> AsyncGenerator[int]:
    """How much of the parcel `peer` has, again and again, at last all of it: then it has acknowledged the whole.

    What breaks off, or is refused for the moment, is tried again until `timeout_s` are over; so is, once, what came to another hash, since
    the peer may have kept a damaged part. `on_wait` hears why before each pause.
    Errors: those of `push_bundle` and `AgentHost.connect`.
    """
    if peer == host.peer_id:
        raise PeerUnreachableError("an agent pushes nothing to itself: pass the file to those who take bundles in", peer=peer)
    give_up_s, num_attempts, num_bytes, has_mismatched = trio.current_time() + timeout_s, 0, 0, False
    while True:
        num_attempts += 1
        try:
            await host.connect(peer, addresses)
            attempt = push_bundle(host, peer, parcel.offer, lambda: _opened(parcel.path))
            try:
                async for num_bytes in attempt:
                    yield num_bytes
            finally:
                await attempt.aclose()
            return
        except CodedError as error:
            pause_s = _pause_s(error, num_attempts)
            is_first_mismatch = isinstance(error, BlobHashMismatchError) and not has_mismatched
            if not (error.is_retryable or is_first_mismatch) or trio.current_time() + pause_s >= give_up_s:
                raise
            has_mismatched = has_mismatched or is_first_mismatch
            log.info("bundle.retried", peer=peer, code=error.code, attempt=num_attempts)
            on_wait(error)
        yield num_bytes
        await trio.sleep(pause_s)


class Pushes:
    """An agent's pushes, one to each peer at a time: the peer keeps one beginning of a sender's, so two at once would undo each other's."""

    def __init__(self, host: AgentHost) -> None:
        self._host = host
        self._turns: WeakValueDictionary[PeerId, trio.Semaphore] = WeakValueDictionary()

    async def push(
        self, peer: PeerId, parcel: Parcel, addresses: Sequence[str], timeout_s: float, *, on_wait: OnWait = _unheard
    ) -> AsyncGenerator[int]:
        """`push` when those to the peer before it have ended; it says 0 now and then while it waits for them.

        Errors: those of `push`, InboxBusyError (p2p.bundle.busy) where they take longer than `timeout_s`.
        """
        give_up_s = trio.current_time() + timeout_s
        turn = self._turns.setdefault(peer, trio.Semaphore(1))
        while (rest_s := give_up_s - trio.current_time()) > 0:
            with trio.move_on_after(min(rest_s, MAX_PAUSE_S)) as waiting:
                await turn.acquire()
            if not waiting.cancelled_caught:
                break
            on_wait(_busy(peer))
            yield 0
        else:
            raise _busy(peer)
        try:
            pushing = push(self._host, peer, parcel, addresses, rest_s, on_wait=on_wait)
            try:
                async for num_bytes in pushing:
                    yield num_bytes
            finally:
                await pushing.aclose()
        finally:
            turn.release()


def _busy(peer: PeerId) -> InboxBusyError:
    return InboxBusyError("another bundle of this agent's is on its way to the peer", peer=peer)


def _pause_s(error: CodedError, num_attempts: int) -> float:
    """What the peer asks for, within bounds, or a little longer each time."""
    asked = error.context.get("retry_after_ms")
    return min(max(asked / 1000, MIN_PAUSE_S) if isinstance(asked, int) else MIN_PAUSE_S * num_attempts, MAX_PAUSE_S)


def _opened(path: str) -> BinaryIO:
    """The plain file at `path`; what it is, is asked of the open file, so that a FIFO cannot hold the agent."""
    if not os.path.isabs(path):
        raise FileRefusedError("the path is not absolute", path=path[:200])
    try:
        file = os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb")
    except (OSError, ValueError) as error:
        raise FileRefusedError("the file cannot be read", path=path[:200], reason=type(error).__name__) from error
    status = os.fstat(file.fileno())
    if not stat.S_ISREG(status.st_mode) or not 0 < status.st_size <= MAX_FILE_BYTES:
        file.close()
        raise FileRefusedError("no plain file, an empty one, or one that is too large", path=path[:200], size_bytes=status.st_size)
    return file


def _measure(path: str) -> tuple[str, int]:
    digest, size_bytes = hashlib.sha256(), 0
    with _opened(path) as file:
        while data := file.read(_HASHED_BYTES):
            digest.update(data)
            size_bytes += len(data)
            if size_bytes > MAX_FILE_BYTES:
                raise FileRefusedError("the file is too large", path=path[:200])
    return digest.hexdigest(), size_bytes
