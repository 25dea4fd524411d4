"""Join: a stranger presents an invitation, and its inviter takes it in or says why not."""

from collections.abc import Awaitable, Callable

import structlog
import trio

from core.errors import CodedError
from core.ids import PeerId
from core.signing.keys import SigningKey
from core.units import KIB
from p2p.clock import now_ms
from p2p.errors import MessageMalformedError, StreamClosedError, StreamTimeoutError
from p2p.host import AgentHost
from p2p.stream import PeerStream
from p2p.wire.invitation import MAX_ADDRESSES, Invitation, JoinAnswer, JoinRequest
from p2p.wire.messages import ErrorReport, encode_message, envelope, error_of, parse_message
from p2p.wire.signing import ReplayWindow, check_request, sign_message

PROTOCOL = "/p2p-agent/join/1.0.0"
MAX_BYTES = 8 * KIB
READ_TIMEOUT_S = 5.0
MAX_INBOUND = 16
ANSWER_LIFETIME_MS = 60_000
_NO_NONCE = "0" * 16

Recognise = Callable[[Invitation], None]
Admit = Callable[[JoinRequest, PeerId], Awaitable[None]]

_log = structlog.get_logger("p2p.join")


def serve_joins(host: AgentHost, key: SigningKey, recognise: Recognise, admit: Admit) -> None:
    """Let `host` take invitations: `recognise` refuses one that was not issued here, `admit` counts it and takes the peer in.

    What is refused raises a CodedError, whose code the peer is told. A stranger costs a signature check only with an
    invitation that was issued here.
    """
    host.serve(PROTOCOL, _Inviter(key, recognise, admit).answer, MAX_INBOUND)


async def join(host: AgentHost, key: SigningKey, invitation: Invitation, timeout_s: float) -> None:
    """Connect to the inviter and return when it has taken us in.

    Errors: InvitationUnknownError (p2p.invitation.unknown), InvitationExpiredError (p2p.invitation.expired),
    InvitationUsedUpError (p2p.invitation.used_up), InvitationRevokedError (p2p.invitation.revoked), what else the inviter
    says, MessageMalformedError (p2p.message.malformed), and those of `AgentHost.connect` and `AgentHost.open_stream`.
    """
    inviter = PeerId(invitation.peer)
    fields = envelope(host.peer_id, inviter, now_ms(), round(timeout_s * 1000))
    request = sign_message(JoinRequest(invitation=invitation, addresses=host.addresses[:MAX_ADDRESSES], **fields), key)
    with trio.move_on_after(timeout_s):
        await host.connect(inviter, invitation.addresses)
        stream = await host.open_stream(inviter, PROTOCOL, timeout_s)
        try:
            await stream.send_frame(encode_message(request), timeout_s)
            answer = parse_message(JoinAnswer, await stream.receive_frame(MAX_BYTES, timeout_s))
            await stream.close()
        finally:
            await stream.reset()
        _check_answer(answer, invitation, host.peer_id)
        return
    raise StreamTimeoutError("the inviter does not answer", peer=inviter, timeout_s=timeout_s)


def _check_answer(answer: JoinAnswer, invitation: Invitation, own_id: PeerId) -> None:
    check_request(
        answer, peer=PeerId(invitation.peer), own_id=own_id, now_ms=now_ms(), window=ReplayWindow(1), is_trusted=lambda peer: True
    )
    if answer.error is not None:
        raise error_of(answer.error)
    if answer.invitation_nonce != invitation.nonce:
        raise MessageMalformedError("the answer is to another invitation")


class _Inviter:
    """The side that issued the invitations."""

    def __init__(self, key: SigningKey, recognise: Recognise, admit: Admit) -> None:
        self._key = key
        self._recognise = recognise
        self._admit = admit
        self._window = ReplayWindow(4096)

    async def answer(self, stream: PeerStream) -> None:
        """Read one request and answer it, whatever comes."""
        nonce = _NO_NONCE
        error: CodedError | None = None
        try:
            request = parse_message(JoinRequest, await stream.receive_frame(MAX_BYTES, READ_TIMEOUT_S))
            nonce = request.invitation.nonce
            self._recognise(request.invitation)
            own_id, window = self._key.peer_id, self._window
            check_request(request, peer=stream.peer, own_id=own_id, now_ms=now_ms(), window=window, is_trusted=lambda peer: True)
            await self._admit(request, stream.peer)
        except StreamClosedError:
            raise
        except CodedError as refusal:
            _log.info("join.refused", peer=stream.peer, code=refusal.code, reason=refusal.message)
            error = refusal
        await stream.send_frame(self._answer(stream.peer, nonce, error))

    def _answer(self, peer: PeerId, nonce: str, error: CodedError | None) -> bytes:
        report = None if error is None else ErrorReport.of(error)
        fields = envelope(self._key.peer_id, peer, now_ms(), ANSWER_LIFETIME_MS)
        answer = JoinAnswer(invitation_nonce=nonce, error=report, **fields)
        return encode_message(sign_message(answer, self._key))
