"""Static peers between real hosts."""

from collections.abc import Awaitable, Callable

import pytest
import trio
import trio.testing

from core.signing.keys import SigningKey
from p2p.agent.peers.static import StaticPeers
from p2p.errors import StoreUnreadableError
from p2p.scopes import background

ADDRESS = "/ip4/127.0.0.1/tcp/4001"


async def until(is_so: Callable[[], bool]) -> None:
    while not is_so():
        await trio.sleep(0.02)


def kept(make_host, tmp_path, check: Callable[..., Awaitable[None]], is_configured: bool = False):
    """Run `check(host, other, static)` while the static peers of `host` are kept; `other` does not run yet."""

    async def main() -> None:
        host, other = make_host(), make_host(port=0, key=SigningKey.from_seed(b"o" * 32))
        static = StaticPeers(host, tmp_path / "static_peers.json", jitter=lambda: 0.0)
        async with host.run(), background() as nursery:
            nursery.start_soon(static.run)
            await trio.testing.wait_all_tasks_blocked()
            await check(host, other, static)

    return main


def test_a_peer_that_is_lost_is_connected_again(run, make_host, tmp_path) -> None:
    async def check(host, other, static) -> None:
        async with other.run():
            static.save(other.peer_id, other.addresses)
            await until(lambda: other.peer_id in host.connected_peers())
            await other.disconnect(host.peer_id)
            await until(lambda: other.peer_id not in host.connected_peers())
            await until(lambda: other.peer_id in host.connected_peers())

    run(kept(make_host, tmp_path, check))


def test_a_peer_that_is_not_there_yet_is_tried_again(run, make_host, tmp_path) -> None:
    async def check(host, other, static) -> None:
        async with other.run():
            address = other.addresses[0]
        static.save(other.peer_id, [address])
        await trio.sleep(0.1)
        later = make_host(key=SigningKey.from_seed(b"o" * 32), port=int(address.rpartition("/")[2]))
        async with later.run():
            await until(lambda: later.peer_id in host.connected_peers())

    run(kept(make_host, tmp_path, check))


def test_a_forgotten_peer_stays_away(run, make_host, tmp_path) -> None:
    async def check(host, other, static) -> None:
        async with other.run():
            static.save(other.peer_id, other.addresses)
            await until(lambda: other.peer_id in host.connected_peers())
            assert static.forget(other.peer_id) is True
            await host.disconnect(other.peer_id)
            await trio.sleep(1.5)
            assert host.connected_peers() == ()
            assert static.forget(other.peer_id) is False

    run(kept(make_host, tmp_path, check))


def test_saved_and_configured_peers_come_together_and_the_agent_is_none_of_them(make_host, tmp_path) -> None:
    host, other = make_host(), SigningKey.generate().peer_id
    configured = [f"{ADDRESS}/p2p/{other}", f"/ip4/127.0.0.1/tcp/4002/p2p/{other}", f"{ADDRESS}/p2p/{host.peer_id}"]
    StaticPeers(host, tmp_path / "file").save(other, ["/ip4/127.0.0.1/tcp/4003"])
    static = StaticPeers(host, tmp_path / "file", configured)
    assert dict(static.peers) == {other: ("/ip4/127.0.0.1/tcp/4003", ADDRESS, "/ip4/127.0.0.1/tcp/4002")}
    static.forget(other)
    assert dict(static.peers) == dict(StaticPeers(host, tmp_path / "file").peers) == {}


@pytest.mark.parametrize("content", ["", "[]", '{"version": 2, "peers": {}}', '{"version": 1, "peers": {"nobody": []}}'])
def test_a_damaged_file_is_refused(make_host, tmp_path, content: str) -> None:
    (tmp_path / "file").write_text(content)
    with pytest.raises(StoreUnreadableError):
        StaticPeers(make_host(), tmp_path / "file")
