"""Signing: a message is its sender's, meant for us, of this time and new, or it is refused with a reason."""

import base64
import heapq
from collections import Counter
from collections.abc import Callable
from typing import TypeVar

from pydantic import BaseModel

from core.errors import IdMalformedError, KeyRefusedError, SignatureRefusedError
from core.ids import PeerId, public_key_of
from core.signing.keys import SigningKey, check_public_key, verify_by_peer
from p2p.errors import (
    MessageMisaddressedError,
    PeerMismatchError,
    PeerUntrustedError,
    SignatureInvalidError,
    TaskBusyError,
    TaskExpiredError,
    TaskReplayedError,
)
from p2p.wire.messages import SignedMessage, canonical_fields, message_fields

MAX_CLOCK_SKEW_MS = 60_000
MAX_LIFETIME_MS = 600_000

Signed = TypeVar("Signed", bound=BaseModel)


def sign_message(message: Signed, key: SigningKey) -> Signed:
    """`message` with the signature of `key` over its canonical JSON without `signature`.

    Errors: MessageMalformedError (p2p.message.malformed) where it holds a value without a canonical form.
    """
    signature = base64.b64encode(key.sign(_signed_bytes(message))).decode()
    return message.model_copy(update={"signature": signature})


def encode_signed(message: BaseModel, key: SigningKey) -> bytes:
    """`message` as canonical JSON with the signature of `key`, which `sign_message` would give it; each field is written once.

    Errors: those of `sign_message`.
    """
    fields = message_fields(message)
    before = canonical_fields({name: value for name, value in fields.items() if name < "signature"})[1:-1]
    after = canonical_fields({name: value for name, value in fields.items() if name > "signature"})[1:-1]
    signature = b'"signature":"%b"' % base64.b64encode(key.sign(_as_object(before, after)))
    return _as_object(before, signature, after)


def verify_message(message: BaseModel, signature: str, signer: PeerId) -> None:
    """Return when `signature` over `message` is by `signer`.

    Errors: SignatureInvalidError (p2p.signature.invalid), MessageMalformedError (p2p.message.malformed).
    """
    try:
        verify_by_peer(signer, base64.b64decode(signature, validate=True), _signed_bytes(message))
    except (SignatureRefusedError, KeyRefusedError, IdMalformedError, ValueError) as error:
        raise SignatureInvalidError("the signature does not verify", signer=signer) from error


def check_peer(peer: PeerId) -> None:
    """Return when `peer` carries an Ed25519 key that identifies somebody (no key of small order).

    Errors: IdMalformedError (core.id.malformed), KeyRefusedError (core.key.refused).
    """
    check_public_key(public_key_of(peer))


class ReplayWindow:
    """Remembers every admitted message until it has expired; when full it refuses rather than forgets.

    One sender can fill at most half of it.
    """

    def __init__(self, capacity: int = 131_072) -> None:
        self._capacity = capacity
        self._seen: set[tuple[str, str]] = set()
        self._by_expiry: list[tuple[int, str, str]] = []
        self._num_by_sender: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._seen)

    def admit(self, message: SignedMessage, now_ms: int) -> None:
        """Record `message`, whose times were checked before.

        Errors: TaskReplayedError (p2p.task.replayed), TaskBusyError (p2p.task.busy) when full.
        """
        self._forget_expired(now_ms)
        key = (message.sender, message.nonce)
        if key in self._seen:
            raise TaskReplayedError("the message was seen before", sender=message.sender)
        if len(self._seen) >= self._capacity or self._num_by_sender[message.sender] >= max(1, self._capacity // 2):
            wait_ms = min(max(0, self._by_expiry[0][0] - now_ms), MAX_LIFETIME_MS)
            raise TaskBusyError("too many messages are remembered", num_messages=len(self._seen), retry_after_ms=wait_ms)
        self.remember(message.expires_at + MAX_CLOCK_SKEW_MS, *key)

    def remember(self, until_ms: int, sender: str, nonce: str) -> None:
        """Count the message of that sender and nonce as seen until then."""
        self._seen.add((sender, nonce))
        self._num_by_sender[sender] += 1
        heapq.heappush(self._by_expiry, (until_ms, sender, nonce))

    def _forget_expired(self, now_ms: int) -> None:
        while self._by_expiry and self._by_expiry[0][0] < now_ms:
            _, sender, nonce = heapq.heappop(self._by_expiry)
            self._seen.discard((sender, nonce))
            self._num_by_sender[sender] -= 1
            if not self._num_by_sender[sender]:
                del self._num_by_sender[sender]


def check_request(
    request: SignedMessage,
    *,
    peer: PeerId,
    own_id: PeerId,
    now_ms: int,
    window: ReplayWindow,
    is_trusted: Callable[[PeerId], bool],
) -> None:
    """Return when `request` is a trusted peer's, addressed to us, of this time and new.

    `peer` is the one that Noise verified at the other end of the stream. A stranger learns only that it is one,
    costs no signature check, and never enters the replay window.
    Errors, in the order of the checks: PeerMismatchError (p2p.peer.mismatch), PeerUntrustedError (p2p.peer.untrusted),
    MessageMisaddressedError (p2p.message.misaddressed), TaskExpiredError (p2p.task.expired), SignatureInvalidError
    (p2p.signature.invalid), TaskReplayedError (p2p.task.replayed), TaskBusyError (p2p.task.busy).
    """
    if request.sender != peer:
        raise PeerMismatchError("the sender is not the peer of the stream", sender=request.sender, peer=peer)
    if not is_trusted(peer):
        raise PeerUntrustedError("the peer is not on the trust list", peer=peer)
    if request.recipient != own_id:
        raise MessageMisaddressedError("the recipient is another agent", recipient=request.recipient)
    _check_times(request, now_ms)
    verify_message(request, request.signature, peer)
    window.admit(request, now_ms)


def _check_times(request: SignedMessage, now_ms: int) -> None:
    if request.expires_at <= request.issued_at or request.expires_at - request.issued_at > MAX_LIFETIME_MS:
        raise TaskExpiredError("the lifetime is out of bounds", lifetime_ms=request.expires_at - request.issued_at)
    if request.issued_at > now_ms + MAX_CLOCK_SKEW_MS:
        raise TaskExpiredError("issued in the future", ahead_ms=request.issued_at - now_ms)
    if request.expires_at + MAX_CLOCK_SKEW_MS < now_ms:
        raise TaskExpiredError("the request has expired", late_ms=now_ms - request.expires_at)


def _as_object(*members: bytes) -> bytes:
    return b"{%b}" % b",".join(filter(None, members))


def _signed_bytes(message: BaseModel) -> bytes:
    fields = message_fields(message)
    fields.pop("signature", None)
    return canonical_fields(fields)
