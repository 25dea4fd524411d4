"""Diallers that come in hundreds, speak no Noise, fall silent or lead astray: an agent's process takes the others as before."""

import socket
import struct

import pytest
import trio

from core.errors import CodedError
from core.signing.keys import SigningKey
from p2p.errors import PeerOtherNetworkError
from p2p.host import AgentHost, HostConfig
from p2p.peers import AddressBook
from p2p.wire.framing import encode_frame
from tests.system.tried_agents import TRUSTED, PeerProcess, TriedAgents, eventually, is_connected

pytestmark = pytest.mark.timeout(120)
MULTISTREAM = encode_frame(b"/multistream/1.0.0\n")
NOISE = MULTISTREAM + encode_frame(b"/noise\n")
PLAINTEXT = MULTISTREAM + encode_frame(b"/plaintext/2.0.0\n")
WORDS = {
    "plaintext": PLAINTEXT,
    "secio": MULTISTREAM + encode_frame(b"/secio/1.0.0\n"),
    "silence": b"",
    "HTTP": b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "noise of zeros": bytes(70_000),
    "half a handshake": NOISE + b"\x00\x20" + bytes(range(32)),
    "a handshake of nothing": NOISE + b"\xff\xff" + bytes(65_535),
    "a length that never ends": b"\xff" * 64,
}


async def dial(agents: TriedAgents) -> trio.SocketStream:
    _, _, ip, _, port, *_ = agents.addresses[0].split("/")
    return await trio.open_tcp_stream(ip, int(port))


def test_three_hundred_peers_that_come_and_go_leave_room_and_no_descriptor(agents: TriedAgents) -> None:
    before = agents.num_descriptors()

    async def come_and_go(seed: int) -> None:
        async with agents.host(SigningKey.from_seed(seed.to_bytes(32, "big"))):
            pass

    async def check() -> None:
        for first in range(1, 301, 10):
            async with trio.open_nursery() as nursery:
                for seed in range(first, first + 10):
                    nursery.start_soon(come_and_go, seed)

    agents.run(check, timeout_s=90)
    eventually(lambda: agents.num_descriptors() <= before)


def test_connects_and_disconnects_of_one_peer_leave_no_descriptor(agents: TriedAgents) -> None:
    before = agents.num_descriptors()

    async def check() -> None:
        async with agents.host(TRUSTED) as host:
            for _ in range(50):
                await host.connect(agents.peer_id, agents.addresses)
                await host.disconnect(agents.peer_id)

    agents.run(check, timeout_s=60)
    eventually(lambda: agents.num_descriptors() <= before)


def test_whoever_speaks_no_noise_gets_nothing_and_is_hung_up_on(agents: TriedAgents) -> None:
    said: dict[str, bytes] = {}

    async def speak(name: str) -> None:
        async with await dial(agents) as connection:
            heard = bytearray()
            try:
                await connection.send_all(WORDS[name])
                while data := await connection.receive_some():
                    heard += data
            except trio.BrokenResourceError:
                pass
            said[name] = bytes(heard)

    async def check() -> None:
        async with trio.open_nursery() as nursery:
            for name in WORDS:
                nursery.start_soon(speak, name)
            nursery.start_soon(trio.to_thread.run_sync, agents.assert_unharmed)

    agents.run(check, timeout_s=15)
    assert set(said) == set(WORDS)
    for name in ("plaintext", "secio"):
        assert said[name].endswith(encode_frame(b"na\n")), said[name]


def test_two_hundred_silent_sockets_are_closed_and_a_friend_gets_in_meanwhile(agents: TriedAgents) -> None:
    async def check() -> None:
        silent = [await dial(agents) for _ in range(200)]
        host = AgentHost(TRUSTED, HostConfig(agents.network, ("127.0.0.1",), is_discoverable=False), AddressBook())
        async with host.run():
            while not host.connected_peers():
                with trio.move_on_after(5):
                    await try_to_connect(host, agents)
        for connection in silent:
            with trio.fail_after(10):
                await ended(connection)

    agents.run(check, timeout_s=40)


async def try_to_connect(host: AgentHost, agents: TriedAgents) -> None:
    try:
        await host.connect(agents.peer_id, agents.addresses)
    except CodedError:
        await trio.sleep(0.1)


async def ended(connection: trio.SocketStream) -> None:
    async with connection:
        try:
            while await connection.receive_some():
                pass
        except trio.BrokenResourceError:
            return


@pytest.mark.parametrize("bad", ["/ip4/127.0.0.1/tcp/1", "/ip4/127.0.0.1/udp/1/quic-v1", "/no/address", "/dns4/nowhere.invalid/tcp/1"])
def test_a_bad_address_before_a_good_one_does_not_keep_a_peer_out(agents: TriedAgents, bad: str) -> None:
    other = f"/ip4/127.0.0.1/tcp/{agents.friend.record.addresses[0].split('/')[4]}"
    with PeerProcess(agents, "provide", seed=21) as peer:
        agents.friend.client.trust_add(peer.key.peer_id)
        facts = agents.friend.client.connect(peer.key.peer_id, (bad, other, *peer.addresses))
        assert facts.is_connected


def test_a_peer_of_another_network_stays_out(agents: TriedAgents) -> None:
    async def check() -> None:
        with pytest.raises(PeerOtherNetworkError):
            async with agents.host(TRUSTED, network="another"):
                pass

    agents.run(check)
    assert not is_connected(agents.tried.client, TRUSTED.peer_id)


def test_a_peer_that_announces_text_and_no_service_record_is_found(agents: TriedAgents) -> None:
    """As js-libp2p does."""
    peer = SigningKey.generate().peer_id
    service, instance = name_of("_p2p._udp.local."), name_of("abcdefghijklmnopqrstuvwxyz012345._p2p._udp.local.")
    texts = [f"dnsaddr=/ip4/127.0.0.1/tcp/4003/p2p/{peer}", f"p2p-agents-network={agents.network}"]
    text = b"".join(bytes([len(line)]) + line.encode() for line in texts)
    packet = struct.pack("!6H", 0, 0x8400, 0, 2, 0, 0) + record(service, 12, instance) + record(instance, 16, text)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton("127.0.0.1"))
        sender.bind(("127.0.0.1", 0))
        sender.sendto(packet, ("224.0.0.251", 5353))
        eventually(lambda: any(facts.peer_id == peer for facts in agents.tried.client.peers()), timeout_s=10)


def name_of(name: str) -> bytes:
    return b"".join(bytes([len(label)]) + label.encode() for label in name.rstrip(".").split(".")) + b"\0"


def record(name: bytes, kind: int, data: bytes) -> bytes:
    return name + struct.pack("!HHIH", kind, 1, 120, len(data)) + data
