import pytest
import trio

from core.signing.keys import SigningKey
from p2p import compat
from p2p.dialing import dial
from p2p.errors import PeerUnreachableError


def dialled(run, make_host, make_addresses, timeout_s=5.0):
    """Which address won, and how long it took."""
    results = []

    async def check():
        target = make_host()
        swarm = compat.new_swarm(SigningKey.generate().seed, 16)
        async with target.run(), compat.background_trio_service(swarm):
            started_s = trio.current_time()
            try:
                connection, address = await dial(swarm, target.peer_id, make_addresses(target.addresses[0]), timeout_s)
                assert len(swarm.get_connections()) == 1
                connection.muxed_conn.end()
                results.append(address == target.addresses[0])
            except PeerUnreachableError as error:
                results.append(error)
            results.append(trio.current_time() - started_s)

    run(check)
    if isinstance(results[0], PeerUnreachableError):
        raise results[0]
    return results


def test_the_address_that_answers_wins_although_others_hang_or_refuse(run, make_host):
    is_good, duration_s = dialled(
        run, make_host, lambda good: ["/ip4/127.0.0.1/tcp/1", "/ip4/10.255.255.1/tcp/9", good, "/ip4/10.255.255.2/tcp/9"]
    )
    assert is_good
    assert duration_s < 3


def test_no_address_and_no_good_address_are_unreachable(run, make_host):
    for addresses in ([], ["/ip4/127.0.0.1/tcp/1"], ["nonsense", "/ip4/127.0.0.1/udp/1"]):
        with pytest.raises(PeerUnreachableError):
            dialled(run, make_host, lambda good, addresses=addresses: addresses)


def test_an_address_that_takes_the_call_and_says_nothing_is_given_up(run, make_host):
    async def check():
        async def say_nothing(stream):
            await trio.sleep_forever()

        swarm = compat.new_swarm(SigningKey.generate().seed, 16)
        async with trio.open_nursery() as nursery, compat.background_trio_service(swarm):
            listeners = await nursery.start(trio.serve_tcp, say_nothing, 0)
            port = listeners[0].socket.getsockname()[1]
            with pytest.raises(PeerUnreachableError):
                await dial(swarm, SigningKey.generate().peer_id, [f"/ip4/127.0.0.1/tcp/{port}"], 0.5)
            nursery.cancel_scope.cancel()

    run(check)
