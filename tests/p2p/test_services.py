import trio
import trio.testing

from core.signing.keys import SigningKey
from p2p.services import MAX_PER_STRANGER, MAX_STRANGERS, Service

ALICE, BOB = (SigningKey.from_seed(letter * 32).peer_id for letter in (b"a", b"b"))


class Asked:
    """What a service needs of a stream: whose it is, and that it can be reset."""

    def __init__(self, peer):
        self.peer = peer
        self.fate = "waiting"

    async def reset(self):
        self.fate = "reset"


def fates(asked, *, with_busy_handler, is_trusted=lambda peer: True):
    """What becomes of `asked`, all at once, with eight places."""

    async def serve(stream):
        stream.fate = "served"
        await trio.sleep(1)

    async def refuse(stream):
        stream.fate = "told"

    async def check():
        service = Service(serve, refuse if with_busy_handler else None, 8, is_trusted)
        async with trio.open_nursery() as nursery:
            for stream in asked:
                nursery.start_soon(service.answer, stream)
                await trio.testing.wait_all_tasks_blocked()
        again = Asked(ALICE)
        await service.answer(again)
        assert again.fate == "served"

    trio.run(check, clock=trio.testing.MockClock(autojump_threshold=0))
    return [stream.fate for stream in asked]


def test_one_peer_gets_a_quarter_of_the_places():
    assert fates([Asked(ALICE), Asked(ALICE), Asked(ALICE), Asked(BOB)], with_busy_handler=False) == ["served", "served", "reset", "served"]


def test_who_gets_no_place_may_be_told():
    assert fates([Asked(ALICE)] * 2 + [Asked(ALICE)], with_busy_handler=True)[-1] == "told"


def test_all_places_together_are_bounded():
    peers = [SigningKey.from_seed(bytes([n]) * 32).peer_id for n in range(1, 12)]
    assert fates([Asked(peer) for peer in peers], with_busy_handler=False).count("served") == 8


def test_strangers_take_no_place_of_a_trusted_peer():
    strangers = [SigningKey.from_seed(bytes([n]) * 32).peer_id for n in range(1, 30)]
    asked = [Asked(peer) for peer in strangers for _ in range(3)] + [Asked(ALICE), Asked(ALICE)]
    became = fates(asked, with_busy_handler=True, is_trusted=lambda peer: peer == ALICE)
    assert became[-2:] == ["served", "served"]
    assert became.count("served") == MAX_STRANGERS + 2
    assert became[:3].count("served") == MAX_PER_STRANGER
