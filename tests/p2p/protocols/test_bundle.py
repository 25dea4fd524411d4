"""Bundles between hosts over real sockets: resumed, acknowledged once, and whatever a hostile peer says or sends instead."""

import io
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import trio

from core.errors import CodedError
from core.signing.keys import SigningKey
from p2p.agent.inbox.desk import InboxDesk
from p2p.protocols import bundle as bundle_module
from p2p.protocols.bundle import MAX_INBOUND, PROTOCOL, push_bundle, serve_bundles
from p2p.wire.bundle import PIECE_BYTES, BundleAnswer
from p2p.wire.messages import encode_message
from tests.p2p.agent.inbox.places import InboxPlace, offer_of
from tests.p2p.protocols.bundle_pushes import DATA, code_of, hold_places, push, refusal, said, until_busy


@pytest.fixture
def place(tmp_path: Path) -> InboxPlace:
    return InboxPlace(tmp_path)


@pytest.fixture
def inbox(place: InboxPlace) -> InboxDesk:
    desk = InboxDesk(place.around / "inbox.json", place.trusted)
    desk.open(str(place.folder), str(place.arrived))
    return desk


@pytest.fixture
def pair(make_host, inbox: InboxDesk):
    """A volunteer's host that is connected to a maintainer's, which trusts nobody."""

    @asynccontextmanager
    async def run():
        volunteer, maintainer = make_host(), make_host()
        serve_bundles(maintainer, inbox)
        async with volunteer.run(), maintainer.run():
            await volunteer.connect(maintainer.peer_id, maintainer.addresses)
            yield volunteer, maintainer

    return run


def test_a_stranger_with_an_invitation_pushes_and_is_acknowledged_and_again_without_bytes(run, pair, place: InboxPlace) -> None:
    async def main() -> None:
        async with pair() as (volunteer, maintainer):
            assert await push(volunteer, maintainer) == [0, PIECE_BYTES, 2 * PIECE_BYTES, 3 * PIECE_BYTES, len(DATA)]
            assert await push(volunteer, maintainer) == [len(DATA)]
            assert place.whole() == [DATA]

    run(main)


@pytest.mark.parametrize("cut", [1, PIECE_BYTES - 1, PIECE_BYTES, 2 * PIECE_BYTES + 5])
def test_a_push_goes_on_where_it_broke(run, pair, place: InboxPlace, cut: int) -> None:
    async def main() -> None:
        async with pair() as (volunteer, maintainer):
            whole, rest = divmod(cut, PIECE_BYTES)
            pieces = [DATA[start * PIECE_BYTES : (start + 1) * PIECE_BYTES] for start in range(whole)]
            await said(volunteer, maintainer, offer_of(DATA), *pieces, DATA[cut - rest : cut])
            sent = await push(volunteer, maintainer)
            assert (sent[0], sent[-1], place.whole()) == (whole * PIECE_BYTES, len(DATA), [DATA])

    run(main)


def test_a_push_goes_on_where_another_stream_of_the_peer_has_not_ended(run, pair, place: InboxPlace) -> None:
    """What a peer whose connection broke does, while the other side has not noticed."""

    async def main() -> None:
        async with pair() as (volunteer, maintainer):
            stream = await volunteer.open_stream(maintainer.peer_id, PROTOCOL)
            await stream.send_frame(encode_message(offer_of(DATA)))
            await stream.receive_frame(4096, 5)
            await stream.send_bytes(DATA[:PIECE_BYTES])
            await stream.receive_frame(4096, 5)
            assert (await push(volunteer, maintainer))[0] == PIECE_BYTES
            with pytest.raises(CodedError):
                await stream.receive_frame(4096, 5)
            await stream.reset()
            assert place.whole() == [DATA]

    run(main)


HOSTILE_OFFERS = {
    "no invitation": (b'{"sha256":"%b","size_bytes":5}' % (b"0" * 64), "p2p.message.malformed"),
    "a foreign invitation": (offer_of(DATA, "another's"), "p2p.peer.untrusted"),
    "a name": (b'{"sha256":"%b","size_bytes":5,"invitation":"x","name":"/etc/passwd"}' % (b"0" * 64), "p2p.message.malformed"),
    "a hash that is a path": (b'{"sha256":"../../../../etc/passwd","size_bytes":5,"invitation":"x"}', "p2p.message.malformed"),
    "an offset": (b'{"sha256":"%b","size_bytes":5,"invitation":"x","offset":-1}' % (b"0" * 64), "p2p.message.malformed"),
    "a size below nothing": (b'{"sha256":"%b","size_bytes":-5,"invitation":"x"}' % (b"0" * 64), "p2p.message.malformed"),
    "a size beyond all": (offer_of(DATA).model_copy(update={"size_bytes": 2**53 - 1}), "p2p.bundle.too_large"),
    "an endless invitation": (b'{"sha256":"%b","size_bytes":5,"invitation":"%b"}' % (b"0" * 64, b"x" * 32_000), "p2p.message.malformed"),
    "an endless offer": (b"x" * 40_000, "p2p.message.too_large"),
    "no JSON": (b"\xff\xfe", "p2p.message.malformed"),
}


@pytest.mark.parametrize("what", HOSTILE_OFFERS)
def test_a_hostile_offer_is_refused_before_a_byte_and_leaves_nothing(run, pair, place: InboxPlace, what: str) -> None:
    offer, code = HOSTILE_OFFERS[what]

    async def main() -> None:
        async with pair() as (volunteer, maintainer):
            (answer,) = await said(volunteer, maintainer, offer)
            assert code_of(answer) == code
            assert await push(volunteer, maintainer, b"a good one") == [0, 10]
        assert place.whole() == [b"a good one"]
        assert list((place.folder / "arriving").iterdir()) == []

    run(main)


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        ({"is_revoked": True}, "p2p.bundle.revoked"),
        ({"expires_at_ms": 1}, "p2p.bundle.expired"),
        ({"uses": 1, "peers": (SigningKey.from_seed(b"m" * 32).peer_id,)}, "p2p.bundle.exhausted"),
        ({"allowance_bytes": len(DATA) - 1}, "p2p.bundle.allowance"),
    ],
)
def test_an_invitation_that_does_not_hold_is_refused_with_its_reason(run, pair, place: InboxPlace, terms: dict, code: str) -> None:
    place.grant(**terms)

    async def main() -> None:
        async with pair() as (volunteer, maintainer):
            assert await refusal(volunteer, maintainer) == code
        assert place.whole() == []

    run(main)


def test_a_trusted_peer_needs_an_invitation_too_and_a_closed_inbox_takes_nothing(run, pair, place: InboxPlace, inbox: InboxDesk) -> None:
    async def main() -> None:
        async with pair() as (volunteer, maintainer):
            place.trusted.add(volunteer.peer_id)
            assert await refusal(volunteer, maintainer, invitation="another's") == "p2p.bundle.uninvited"
            inbox.close()
            assert await refusal(volunteer, maintainer) == "p2p.bundle.closed"

    run(main)


@pytest.mark.parametrize(
    ("pieces", "code"),
    [
        ([b"y" * 100], "p2p.blob.hash_mismatch"),
        ([b"x" * 50], "p2p.blob.truncated"),
        ([b"x" * 50 + b"y" * 50 + b"x" * 1000], "p2p.blob.hash_mismatch"),
        ([b""], "p2p.blob.truncated"),
    ],
    ids=("another hash", "truncated", "longer than said", "nothing"),
)
def test_bytes_that_are_not_the_announced_ones_never_arrive(run, pair, place: InboxPlace, pieces: list[bytes], code: str) -> None:
    async def main() -> None:
        async with pair() as (volunteer, maintainer):
            answers = await said(volunteer, maintainer, offer_of(b"x" * 100), *pieces)
            assert [code_of(answer) for answer in answers] == [None, code]
            assert place.whole() == []
            assert (await push(volunteer, maintainer, b"x" * 100))[-1] == 100
        assert place.whole() == [b"x" * 100]

    run(main)


def test_what_comes_behind_the_announced_bytes_is_stored_nowhere(run, pair, place: InboxPlace) -> None:
    async def main() -> None:
        async with pair() as (volunteer, maintainer):
            answers = await said(volunteer, maintainer, offer_of(b"x" * 100), b"x" * 100 + b"y" * 100_000)
            assert answers[-1].sha256 == offer_of(b"x" * 100).sha256
        assert place.whole() == [b"x" * 100]
        assert list((place.folder / "arriving").iterdir()) == []

    run(main)


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ([BundleAnswer(offset=len(DATA))], "p2p.message.malformed"),
        ([BundleAnswer(offset=2**53 - 1)], "p2p.message.malformed"),
        ([BundleAnswer(offset=0), BundleAnswer(offset=0)], "p2p.message.malformed"),
        ([BundleAnswer(offset=PIECE_BYTES), BundleAnswer(offset=PIECE_BYTES)], "p2p.message.malformed"),
        ([BundleAnswer(sha256="0" * 64)], "p2p.blob.hash_mismatch"),
        ([b'{"offset":-1}'], "p2p.message.malformed"),
        ([b"{}"], "p2p.message.malformed"),
        ([b"x" * 5000], "p2p.message.too_large"),
        ([], "p2p.stream.closed"),
    ],
)
def test_a_hostile_maintainer_gets_nothing_twice_and_no_acknowledgement_of_another_is_believed(
    run, make_host, answers: list[BundleAnswer | bytes], code: str
) -> None:
    async def answer(stream) -> None:
        await stream.receive_frame(32_768, 5)
        for one in answers:
            await stream.send_frame(one if isinstance(one, bytes) else encode_message(one))
            if one is not answers[-1]:
                await stream.receive_some(PIECE_BYTES, 5)

    async def main() -> None:
        volunteer, maintainer = make_host(), make_host()
        maintainer.serve(PROTOCOL, answer)
        async with volunteer.run(), maintainer.run():
            await volunteer.connect(maintainer.peer_id, maintainer.addresses)
            assert await refusal(volunteer, maintainer) == code

    run(main)


def test_a_file_that_became_shorter_is_not_pushed(run, pair, place: InboxPlace) -> None:
    async def main() -> None:
        async with pair() as (volunteer, maintainer):
            with pytest.raises(CodedError) as refused:
                async for _ in push_bundle(volunteer, maintainer.peer_id, offer_of(DATA), lambda: io.BytesIO(DATA[:-1])):
                    pass
            assert refused.value.code == "p2p.blob.hash_mismatch"
        assert place.whole() == []

    run(main)


def test_strangers_take_no_places_of_those_who_have_joined(run, pair, make_host, place: InboxPlace, monkeypatch) -> None:
    """Every place of strangers is held by one who says nothing; who has joined pushes on, who has not is told to come again."""
    monkeypatch.setattr(bundle_module, "OFFER_TIMEOUT_S", 25.0)

    async def main() -> None:
        async with pair() as (volunteer, maintainer), trio.open_nursery() as nursery:
            await push(volunteer, maintainer, b"joined")
            for _ in range(4):
                await nursery.start(hold_places, make_host(), maintainer, 2)
            late = make_host()
            async with late.run():
                await late.connect(maintainer.peer_id, maintainer.addresses)
                await until_busy(late, maintainer, invitation="another's")
            assert (await push(volunteer, maintainer))[-1] == len(DATA)
            nursery.cancel_scope.cancel()
        assert place.whole() == [b"joined", DATA]

    run(main)


def test_one_who_has_joined_gets_a_quarter_of_the_places(run, pair, make_host, monkeypatch) -> None:
    monkeypatch.setattr(bundle_module, "OFFER_TIMEOUT_S", 25.0)

    async def main() -> None:
        async with pair() as (volunteer, maintainer):
            await push(volunteer, maintainer, b"joined")
            streams = [await volunteer.open_stream(maintainer.peer_id, PROTOCOL) for _ in range(MAX_INBOUND // 4)]
            for stream in streams:
                await stream.send_bytes(b"\x05")
            await until_busy(volunteer, maintainer)
            for stream in streams:
                await stream.reset()

    run(main)
