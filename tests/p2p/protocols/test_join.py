import pytest

from core.signing.keys import SigningKey
from p2p.clock import now_ms
from p2p.protocols.join import MAX_BYTES, PROTOCOL, join, serve_joins
from p2p.wire.errors import InvitationUnknownError
from p2p.wire.invitation import Invitation, JoinAnswer, JoinRequest, sign_invitation
from p2p.wire.messages import encode_message, envelope, parse_message
from p2p.wire.signing import sign_message

INVITER, JOINER, THIEF = (SigningKey.from_seed(letter * 32) for letter in (b"i", b"j", b"t"))


def invitation(**fields) -> Invitation:
    base = {"peer": INVITER.peer_id, "addresses": (), "network": "test", "purpose": "agents", "expires": now_ms() + 60_000, "uses": 1}
    return sign_invitation(Invitation(**{**base, "nonce": "0" * 16, **fields}), INVITER)


class Desk:
    """An inviter that knows one invitation and notes whom it admits."""

    def __init__(self, known: Invitation) -> None:
        self.known = known
        self.admitted = []

    def recognise(self, shown: Invitation) -> None:
        if shown != self.known:
            raise InvitationUnknownError("not issued here")

    async def admit(self, request, peer) -> None:
        self.admitted.append(peer)


@pytest.fixture
def meeting(run, make_host):
    """Run a check with a desk, the host of a joiner, and the code of the answer to any bytes that it sends."""

    def meet(check) -> None:
        async def main() -> None:
            inviter, joiner = make_host(key=INVITER), make_host(key=JOINER)
            desk = Desk(invitation())
            serve_joins(inviter, INVITER, desk.recognise, desk.admit)
            async with inviter.run(), joiner.run():
                await joiner.connect(inviter.peer_id, inviter.addresses)

                async def code_for(raw: bytes) -> str | None:
                    stream = await joiner.open_stream(inviter.peer_id, PROTOCOL)
                    await stream.send_frame(raw)
                    answer = parse_message(JoinAnswer, await stream.receive_frame(MAX_BYTES, 10))
                    await stream.close()
                    return answer.error.code if answer.error else None

                await check(desk, joiner, code_for)

        run(main)

    return meet


def request(sender=JOINER, recipient=INVITER, key=JOINER, at_ms=None, **fields) -> JoinRequest:
    head = envelope(sender.peer_id, recipient.peer_id, now_ms() if at_ms is None else at_ms, 10_000)
    return sign_message(JoinRequest(**{"invitation": invitation(), "addresses": (), **head, **fields}), key)


def test_who_presents_what_was_issued_is_admitted(meeting) -> None:
    async def check(desk, joiner, code_for) -> None:
        await join(joiner, JOINER, desk.known, 5)
        assert desk.admitted == [JOINER.peer_id]

    meeting(check)


def test_each_wrong_presentation_has_its_code_and_admits_nobody(meeting) -> None:
    async def check(desk, joiner, code_for) -> None:
        wrong = {
            "p2p.message.malformed": [b"", b"{}", b"\xff" * 100, encode_message(request())[:-1]],
            "p2p.invitation.unknown": [encode_message(request(invitation=invitation(nonce="1" * 16)))],
            "p2p.message.misaddressed": [encode_message(request(recipient=THIEF, invitation=desk.known))],
            "p2p.peer.mismatch": [encode_message(request(sender=THIEF, key=THIEF, invitation=desk.known))],
            "p2p.signature.invalid": [encode_message(request(key=THIEF, invitation=desk.known))],
            "p2p.task.expired": [encode_message(request(at_ms=1, invitation=desk.known))],
        }
        for code, frames in wrong.items():
            for frame in frames:
                assert await code_for(frame) == code
        assert desk.admitted == []

    meeting(check)


def test_a_replayed_presentation_is_refused(meeting) -> None:
    async def check(desk, joiner, code_for) -> None:
        frame = encode_message(request(invitation=desk.known))
        assert (await code_for(frame), await code_for(frame)) == (None, "p2p.task.replayed")
        assert desk.admitted == [JOINER.peer_id]

    meeting(check)


def test_an_oversized_presentation_is_refused_and_the_inviter_goes_on(meeting) -> None:
    async def check(desk, joiner, code_for) -> None:
        assert await code_for(bytes(MAX_BYTES + 1)) == "p2p.message.too_large"
        silent = await joiner.open_stream(INVITER.peer_id, PROTOCOL)
        await join(joiner, JOINER, desk.known, 5)
        answer = parse_message(JoinAnswer, await silent.receive_frame(MAX_BYTES, 15))
        assert answer.error.code == "p2p.stream.timeout"

    meeting(check)
