"""Invitations between real agents in this process, and what an attacker makes of them."""

import pytest
import trio

from core.errors import CodedError
from core.signing.keys import SigningKey
from p2p.agent.peers.invitations import Invitations
from p2p.errors import PeerOtherNetworkError, PeerUntrustedError, SignatureInvalidError, StoreUnreadableError
from p2p.protocols.join import join
from p2p.trust import TrustList
from p2p.wire.errors import (
    InvitationExpiredError,
    InvitationMalformedError,
    InvitationRevokedError,
    InvitationUnknownError,
    InvitationUsedUpError,
    PeerRevokedError,
)
from p2p.wire.invitation import decode_invitation, encode_invitation, sign_invitation


def code_of(inviter, **fields) -> str:
    fields = {"purpose": "agents", "lifetime_s": 60.0, "uses": 1, **fields}
    return encode_invitation(inviter.invitations.invite(**fields).invitation)


async def use(joiner, code: str, trust_back: bool = True):
    return await joiner.invitations.join(code, trust_back=trust_back, timeout_s=5)


@pytest.fixture
def meeting(run, agent_here):
    """Run a check with an inviter and two strangers to it."""

    def meet(check) -> None:
        async def main() -> None:
            async with agent_here("inviter") as inviter, agent_here("first") as first, agent_here("second") as second:
                await check(inviter, first, second)

        run(main)

    return meet


def test_who_joins_and_the_inviter_trust_each_other(meeting) -> None:
    async def check(inviter, first, second) -> None:
        await use(first, code_of(inviter))
        assert inviter.trust.reasons[first.key.peer_id].how == first.trust.reasons[inviter.key.peer_id].how == "invitation"
        assert second.key.peer_id not in inviter.trust
        assert set(first.host.addresses) <= set(inviter.host.known_peers()[first.key.peer_id].addresses)

    meeting(check)


def test_trust_back_can_be_withheld(meeting) -> None:
    async def check(inviter, first, second) -> None:
        await use(first, code_of(inviter), trust_back=False)
        assert first.key.peer_id in inviter.trust
        assert inviter.key.peer_id not in first.trust

    meeting(check)


def test_of_two_who_race_for_one_use_one_gets_in(meeting) -> None:
    async def check(inviter, first, second) -> None:
        code, outcomes = code_of(inviter), []

        async def race(agent) -> None:
            try:
                await use(agent, code)
                outcomes.append("in")
            except InvitationUsedUpError:
                outcomes.append("out")

        async with trio.open_nursery() as nursery:
            nursery.start_soon(race, first)
            nursery.start_soon(race, second)
        assert sorted(outcomes) == ["in", "out"]
        assert len(inviter.trust) == 1
        assert len(first.trust) + len(second.trust) == 1

    meeting(check)


def test_who_joins_again_uses_nothing_up_unless_it_lost_its_trust(meeting) -> None:
    async def check(inviter, first, second) -> None:
        code = code_of(inviter, uses=2)
        await use(first, code)
        await use(first, code)
        inviter.trust.remove(first.key.peer_id)
        with pytest.raises(PeerUntrustedError):
            await use(first, code)
        await use(second, code)
        assert inviter.trust.list() == (second.key.peer_id,)

    meeting(check)


def test_an_altered_code_is_refused_before_anybody_is_asked(meeting) -> None:
    async def check(inviter, first, second) -> None:
        code = code_of(inviter)
        with pytest.raises(InvitationMalformedError):
            await use(first, code[:-2] + "zz")
        forged = decode_invitation(code).model_copy(update={"uses": 9})
        with pytest.raises(SignatureInvalidError):
            await use(first, encode_invitation(forged))
        with pytest.raises(InvitationMalformedError):
            await use(first, "z" * 1_000_000)
        assert first.host.connected_peers() == ()

    meeting(check)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [({"expires": 1}, InvitationExpiredError), ({"network": "another"}, PeerOtherNetworkError)],
)
def test_an_invitation_that_is_over_or_to_elsewhere_is_refused_by_the_joiner(meeting, change, refusal) -> None:
    async def check(inviter, first, second) -> None:
        other = sign_invitation(decode_invitation(code_of(inviter)).model_copy(update=change), inviter.key)
        with pytest.raises(refusal):
            await use(first, encode_invitation(other))

    meeting(check)


def test_an_invitation_that_ends_while_the_joiner_waits_is_refused_by_the_inviter(meeting) -> None:
    async def check(inviter, first, second) -> None:
        invitation = decode_invitation(code_of(inviter, lifetime_s=0.01))
        await trio.sleep(0.05)
        with pytest.raises(InvitationExpiredError):
            await join(first.host, first.key, invitation, 5)
        assert len(inviter.trust) == 0

    meeting(check)


def test_what_was_taken_back_or_never_issued_is_refused(meeting) -> None:
    async def check(inviter, first, second) -> None:
        code = code_of(inviter)
        inviter.invitations.revoke(decode_invitation(code).nonce)
        with pytest.raises(InvitationRevokedError):
            await use(first, code)
        grown = sign_invitation(decode_invitation(code).model_copy(update={"uses": 1000}), inviter.key)
        with pytest.raises(InvitationUnknownError):
            await use(first, encode_invitation(grown))
        with pytest.raises(InvitationUnknownError):
            inviter.invitations.revoke("0" * 16)
        assert len(inviter.trust) == 0

    meeting(check)


def test_anothers_invitation_opens_nothing_here(meeting) -> None:
    async def check(inviter, first, second) -> None:
        theirs = decode_invitation(code_of(second))
        disguised = theirs.model_copy(update={"peer": inviter.key.peer_id, "addresses": inviter.host.addresses})
        for presented in (disguised, sign_invitation(disguised, first.key)):
            with pytest.raises(InvitationUnknownError):
                await join(first.host, first.key, presented, 5)
        assert len(inviter.trust) == 0

    meeting(check)


def test_a_revoked_key_neither_joins_nor_invites(meeting) -> None:
    async def check(inviter, first, second) -> None:
        code = code_of(inviter)
        inviter.trust.revoke(first.key.peer_id)
        with pytest.raises(PeerRevokedError):
            await use(first, code)
        second.trust.revoke(inviter.key.peer_id)
        with pytest.raises(PeerRevokedError):
            await use(second, code)
        await join(second.host, second.key, decode_invitation(code), 5)

    meeting(check)


def test_uses_and_revocations_outlive_the_process(meeting) -> None:
    async def check(inviter, first, second) -> None:
        used, taken_back = code_of(inviter), code_of(inviter)
        await use(first, used)
        inviter.invitations.revoke(decode_invitation(taken_back).nonce)
        again = Invitations(inviter.host, inviter.key, inviter.trust, inviter.home.path / "invitations.json")
        again.serve()
        with pytest.raises(InvitationUsedUpError):
            await use(second, used)
        with pytest.raises(InvitationRevokedError):
            await use(second, taken_back)

    meeting(check)


def test_a_damaged_file_is_refused(make_host, tmp_path) -> None:
    (tmp_path / "file").write_text("[]")
    with pytest.raises(StoreUnreadableError):
        Invitations(make_host(), SigningKey.generate(), TrustList(), tmp_path / "file")


def test_invitations_are_bounded(make_host, tmp_path) -> None:
    key = SigningKey.generate()
    invitations = Invitations(make_host(key=key), key, TrustList(), tmp_path / "file", max_issued=3)
    for _ in range(3):
        invitations.invite("agents", 60, 1)
    with pytest.raises(CodedError):
        invitations.invite("agents", 60, 1)
