import trio

from core.signing.keys import SigningKey
from p2p.events import PeerEvent, PeerEvents

ALICE = SigningKey.from_seed(b"a" * 32).peer_id


def test_every_subscriber_hears_what_happens_while_it_listens(run):
    async def check():
        events, event = PeerEvents(), PeerEvent("connected", ALICE)
        with events.subscribe() as one, events.subscribe() as two:
            events.tell(event)
            assert await one.receive() == await two.receive() == event
        events.tell(event)
        with events.subscribe() as late, trio.move_on_after(0.05) as scope:
            await late.receive()
        assert scope.cancelled_caught

    run(check)


def test_a_subscriber_that_does_not_listen_holds_nobody_up(run):
    async def check():
        events = PeerEvents()
        with events.subscribe() as one:
            for _ in range(1000):
                events.tell(PeerEvent("lost", ALICE))
            assert one.statistics().current_buffer_used == 256

    run(check)
