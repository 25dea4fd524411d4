"""An owner opens and closes the inbox, also over restarts; one arrival of a peer at a time."""

import os
from pathlib import Path

import pytest
import trio

from core.errors import CodedError
from core.signing.keys import SigningKey
from p2p.agent.inbox.desk import InboxDesk
from tests.p2p.agent.inbox.places import InboxPlace, offer_of

ALICE, BOB = (SigningKey.from_seed(letter * 32).peer_id for letter in (b"a", b"b"))
DATA = os.urandom(1000)


def desk_of(place: InboxPlace) -> InboxDesk:
    return InboxDesk(place.around / "inbox.json", place.trusted)


@pytest.fixture
def desk(place: InboxPlace) -> InboxDesk:
    made = desk_of(place)
    made.open(str(place.folder), str(place.arrived))
    return made


async def handed_in(desk: InboxDesk, data: bytes = DATA) -> bool:
    """Hand in what is missing; whether it was in already."""
    async with desk.arriving(ALICE, offer_of(data)) as arrival:
        if arrival is None:
            return True
        await arrival.take(data[arrival.received_bytes :])
        await arrival.finish()
    return False


async def refusal(desk: InboxDesk) -> str:
    with pytest.raises(CodedError) as refused:
        await handed_in(desk)
    return refused.value.code


def test_nothing_is_received_before_an_owner_has_named_a_place_nor_after_it_was_closed(place: InboxPlace) -> None:
    async def main() -> None:
        desk = desk_of(place)
        assert await refusal(desk) == "p2p.bundle.closed"
        desk.open(str(place.folder), str(place.arrived))
        assert not desk.knows(ALICE)
        assert await handed_in(desk) is False
        assert (desk.num_received, desk.knows(ALICE), desk.knows(BOB)) == (1, True, False)
        desk.close()
        assert (await refusal(desk), await refusal(desk_of(place))) == ("p2p.bundle.closed", "p2p.bundle.closed")

    trio.run(main)


def test_an_open_inbox_is_open_after_a_restart(desk: InboxDesk, place: InboxPlace) -> None:
    async def main() -> None:
        assert await handed_in(desk) is False
        assert await handed_in(desk_of(place)) is True

    trio.run(main)


def test_an_inbox_that_is_gone_keeps_no_agent_from_starting(desk: InboxDesk, place: InboxPlace) -> None:
    place.arrived.rmdir()
    assert desk_of(place).store is None


def test_a_new_arrival_of_a_peer_ends_its_earlier_one_and_goes_on_from_there(desk: InboxDesk) -> None:
    ends: list[int] = []

    async def begin(has_begun: trio.Event) -> None:
        async with desk.arriving(ALICE, offer_of(DATA)) as arrival:
            assert arrival is not None
            await arrival.take(DATA[:100])
            has_begun.set()
            await trio.sleep_forever()
        ends.append(100)

    async def main() -> None:
        async with trio.open_nursery() as nursery:
            has_begun = trio.Event()
            nursery.start_soon(begin, has_begun)
            await has_begun.wait()
            async with desk.arriving(ALICE, offer_of(DATA)) as arrival:
                assert arrival is not None and (ends, arrival.received_bytes) == ([100], 100)

    trio.run(main)


def test_a_closed_inbox_ends_what_is_on_its_way(desk: InboxDesk) -> None:
    async def main() -> None:
        async with desk.arriving(ALICE, offer_of(DATA)):
            desk.close()
            await trio.sleep_forever()

    trio.run(main)


def test_a_place_is_a_folder_of_ones_own_that_is_closed_to_others(place: InboxPlace) -> None:
    (place.around / "file").touch()
    (place.around / "link").symlink_to(place.folder)
    (place.around / "wide").mkdir(mode=0o755)
    desk, arrived = desk_of(place), str(place.arrived)
    for folder in ("inbox", str(place.around / "file"), str(place.around / "link"), str(place.around / "wide")):
        with pytest.raises(CodedError) as refused:
            desk.open(folder, arrived)
        assert refused.value.code == "p2p.file.refused", folder
    for missing in (str(place.around / "missing"), "a\0b"):
        with pytest.raises(CodedError) as refused:
            desk.open(str(place.folder), missing)
        assert refused.value.code == "p2p.file.refused"
    assert (desk.store, (Path(place.around) / "inbox.json").exists()) == (None, False)
