"""A coordinator's view of one participant that is played by hand."""

from contextlib import asynccontextmanager

import pytest
import trio

from core.errors import CodedError
from core.ids import new_session_id
from core.signing.keys import SigningKey
from p2p.agent.training.member import MAX_UNREAD, Member, SessionTerms
from p2p.protocols.train import TRAIN_PROTOCOL, Credentials, TrainChannel
from p2p.wire.blob import BlobReference
from p2p.wire.messages import ErrorReport
from p2p.wire.signing import ReplayWindow
from p2p.wire.train import NO_SESSION, Decline, RoundAccept, SessionAccept, SessionEnd, UpdateAck, UpdateOffer

MODEL = BlobReference(name="0" * 32, size_bytes=1, sha256="0" * 64)


@pytest.fixture
def meeting(make_host, make_plan):
    """A member whose participant runs `play` on every stream after it has accepted the session."""

    @asynccontextmanager
    async def run(play, is_trusted: bool = True):
        keys = [SigningKey.generate(), SigningKey.generate()]
        here, there = (make_host(key=key) for key in keys)

        async def answer(stream) -> None:
            channel = TrainChannel(stream, Credentials(keys[1], lambda _: True, ReplayWindow()), NO_SESSION)
            channel.session_id = (await channel.receive_first(5)).session_id
            await channel.send(SessionAccept, kind="session_accept", num_examples=3)
            await play(channel)

        there.serve(TRAIN_PROTOCOL, answer)
        async with here.run(), there.run(), trio.open_nursery() as nursery:
            await here.connect(there.peer_id, there.addresses)
            terms = SessionTerms(new_session_id(), make_plan(), "blobs", 5.0)
            yield Member(0, there.peer_id, terms, here, Credentials(keys[0], lambda _: is_trusted, ReplayWindow())), nursery
            nursery.cancel_scope.cancel()

    return run


def offer_of(round_index: int) -> dict[str, object]:
    return {"kind": "update_offer", "round_index": round_index, "update": MODEL, "num_examples": 3, "loss": 1.0}


def test_a_round_is_offered_accepted_and_delivered(run, meeting) -> None:
    ends: list[str] = []

    async def play(channel) -> None:
        offer = await channel.receive(5)
        await channel.send(RoundAccept, kind="round_accept", round_index=offer.round_index)
        await channel.send(UpdateOffer, **offer_of(offer.round_index))
        ends.append(type(await channel.receive(5)).__name__)
        ends.append(type(await channel.receive(5)).__name__)

    async def main() -> None:
        async with meeting(play) as (member, nursery):
            await member.offer_round(0, MODEL, 5, nursery)
            assert (await member.update_of(0)).round_index == 0
            assert member.num_examples == 3
            await member.acknowledge(0, None)
            await member.end(is_over=True)
            await member.end(is_over=True)

    run(main)
    assert ends == ["UpdateAck", "SessionEnd"]


def test_a_late_update_is_told_that_it_is_late_and_not_delivered(run, meeting) -> None:
    told: list[UpdateAck] = []

    async def play(channel) -> None:
        for round_index in (0, 1):
            await channel.receive(5)
            await channel.send(RoundAccept, kind="round_accept", round_index=round_index)
        await channel.send(UpdateOffer, **offer_of(0))
        told.append(await channel.receive(5))
        await channel.send(UpdateOffer, **offer_of(1))
        await channel.receive(5)

    async def main() -> None:
        async with meeting(play) as (member, nursery):
            await member.offer_round(0, MODEL, 5, nursery)
            member.leave_round()
            await member.offer_round(1, MODEL, 5, nursery)
            assert (await member.update_of(1)).round_index == 1

    run(main)
    assert (told[0].round_index, told[0].error.code) == (0, "p2p.round.late")


def test_an_old_decline_does_not_end_the_new_round(run, meeting) -> None:
    async def play(channel) -> None:
        await channel.receive(5)
        old = ErrorReport(code="p2p.worker.failed", message="no")
        await channel.send(Decline, kind="decline", round_index=0, error=old)
        await channel.send(RoundAccept, kind="round_accept", round_index=1)
        await channel.send(Decline, kind="decline", round_index=None, error=ErrorReport(code="p2p.session.busy", message="no"))
        await channel.receive(5)

    async def main() -> None:
        async with meeting(play) as (member, nursery):
            await member.offer_round(1, MODEL, 5, nursery)
            with pytest.raises(CodedError) as refusal:
                await member.update_of(1)
            assert refusal.value.code == "p2p.session.busy"

    run(main)


@pytest.mark.parametrize(
    ("ending", "code"), [("reset", "p2p.peer.lost"), ("flood", "p2p.message.malformed"), ("coordinate", "p2p.message.malformed")]
)
def test_a_participant_that_goes_or_misbehaves_is_lost_and_may_join_again(run, meeting, ending: str, code: str) -> None:
    async def play(channel) -> None:
        await channel.receive(5)
        await channel.send(RoundAccept, kind="round_accept", round_index=0)
        if ending == "reset":
            await channel.reset()
        elif ending == "coordinate":
            await channel.send(SessionEnd, kind="session_end")
        else:
            for _ in range(2 * MAX_UNREAD + 2):
                await channel.send(RoundAccept, kind="round_accept", round_index=0)
        await trio.sleep(0.5)

    async def main() -> None:
        async with meeting(play) as (member, nursery):
            await member.offer_round(0, MODEL, 5, nursery)
            assert await member.is_lost(5)
            with pytest.raises(CodedError) as failure:
                await member.update_of(0)
            assert failure.value.code == code
            await member.offer_round(0, MODEL, 5, nursery)

    run(main)


def test_a_participant_without_our_trust_is_not_even_dialled(run, meeting) -> None:
    async def play(channel) -> None:
        raise AssertionError

    async def main() -> None:
        async with meeting(play, is_trusted=False) as (member, nursery):
            with pytest.raises(CodedError) as refusal:
                await member.offer_round(0, MODEL, 5, nursery)
            assert refusal.value.code == "p2p.peer.untrusted"

    run(main)
