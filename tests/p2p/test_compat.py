"""The defects of libp2p 0.8.1, each shown in the library as it is and gone in the mended one.

Each runs in a process of its own, since a mend cannot be undone: a fork of one that has imported the library, which costs most.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from p2p import compat
from p2p.errors import LibraryVersionError

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.xdist_group("compat")

LIBRARY = """
import json, logging, os, structlog, sys, trio
structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
from p2p import compat
for name in compat._BARE:
    del sys.modules[name]  # what the mends leave out is the library as it is
from libp2p import new_host, create_new_ed25519_key_pair
from libp2p.network.config import ConnectionConfig
from libp2p.peer.peerinfo import PeerInfo
from multiaddr import Multiaddr
logging.getLogger("libp2p").setLevel(logging.CRITICAL)
LOOPBACK = Multiaddr("/ip4/127.0.0.1/tcp/0")
def host(mended_options=True, **options):
    pair = create_new_ed25519_key_pair()
    if sys.argv[1] == "mended" and mended_options:
        options = {"sec_opt": compat.noise_only(pair), **options}
    return new_host(key_pair=pair, listen_addrs=[LOOPBACK], **options)
def guarded(handler):
    return compat.guard(handler) if sys.argv[1] == "mended" else handler
def go(main):
    async def bounded():
        with trio.move_on_after(10):
            await main()
    trio.run(bounded)
def info(of):
    return PeerInfo(of.get_id(), of.get_addrs())
for line in sys.stdin:
    kind, body = json.loads(line)
    theirs, ours = os.pipe()
    if os.fork() == 0:
        os.dup2(ours, 1)
        sys.argv = ["", kind]
        if kind == "mended":
            compat.apply()
        exec(body)
        sys.exit()
    os.close(ours)
    with open(theirs) as told:
        lines = told.read().split("\\n")[:-1]
    status = os.wait()[1]
    print(json.dumps(lines[-1] if lines else f"ended with {status}"), flush=True)
"""


@pytest.fixture(scope="module")
def outcome() -> Iterator[Callable[[str, str], str]]:
    """What a body prints last, in a process with the library as it is (`raw`) or `mended`."""
    server = subprocess.Popen([sys.executable, "-c", LIBRARY], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)

    def ask(kind: str, body: str) -> str:
        server.stdin.write(json.dumps([kind, body]) + "\n")
        server.stdin.flush()
        return json.loads(server.stdout.readline())

    yield ask
    server.communicate(timeout=20)


INBOUND_SLOTS = """
async def main():
    server = host(connection_config=ConnectionConfig(max_connections=6, min_connections=2, low_watermark=3, high_watermark=6))
    num_connected = 0
    async with server.run([LOOPBACK]):
        address = server.get_addrs()[0]
        for _ in range(7):
            client = host()
            async with client.run([]):
                with trio.move_on_after(1):
                    try:
                        await client.connect(PeerInfo(server.get_id(), [address.decapsulate(Multiaddr(f"/p2p/{server.get_id()}"))]))
                        num_connected += 1
                    except Exception:
                        pass
                await client.close()
        print(num_connected, flush=True)
        await server.close()
go(main)
"""


def test_an_inbound_connection_frees_its_slot(outcome):
    assert outcome("raw", INBOUND_SLOTS) == "4"
    assert outcome("mended", INBOUND_SLOTS) == "7"


HANDLER_RAISES = """
async def main():
    server, client = host(), host()
    async def fail(stream):
        await stream.read(1)
        raise RuntimeError("a bug")
    async def echo(stream):
        await stream.write(await stream.read(5))
        await stream.close()
    server.set_stream_handler("/fail", guarded(fail))
    server.set_stream_handler("/echo", guarded(echo))
    async with server.run([LOOPBACK]), client.run([]):
        await client.connect(info(server))
        stream = await client.new_stream(server.get_id(), ["/fail"])
        await stream.write(b"x")
        await trio.sleep(0.3)
        with trio.move_on_after(3):
            stream = await client.new_stream(server.get_id(), ["/echo"])
            await stream.write(b"alive")
            print((await stream.read(5)).decode(), flush=True)
        os._exit(0)
go(main)
"""


def test_a_handler_that_raises_does_not_end_the_host(outcome):
    assert outcome("raw", HANDLER_RAISES) != "alive"
    assert outcome("mended", HANDLER_RAISES) == "alive"


def test_a_handler_whose_stream_the_peer_resets_does_not_end_the_host(outcome):
    body = HANDLER_RAISES.replace('await stream.write(b"x")\n', "await stream.reset()\n")
    assert outcome("raw", body) != "alive"
    assert outcome("mended", body) == "alive"


PLAINTEXT = """
from libp2p.security.insecure.transport import InsecureTransport, PLAINTEXT_PROTOCOL_ID
async def main():
    server = host()
    pair = create_new_ed25519_key_pair()
    client = host(mended_options=False, sec_opt={PLAINTEXT_PROTOCOL_ID: InsecureTransport(pair)})
    async with server.run([LOOPBACK]), client.run([]):
        try:
            with trio.fail_after(5):
                await client.connect(info(server))
            print("accepted", flush=True)
        except Exception:
            print("refused", flush=True)
        await client.close(); await server.close()
go(main)
"""


def test_a_plaintext_dialler_is_refused(outcome):
    assert outcome("raw", PLAINTEXT) == "accepted"
    assert outcome("mended", PLAINTEXT) == "refused"


CANCELLED_WRITE = """
async def main():
    server, client = host(), host()
    flowing = trio.Event()
    flowing.set()
    gate = [flowing]
    async def pump(source, sink):
        try:
            while data := await source.receive_some(65536):
                await gate[0].wait()
                await sink.send_all(data)
        except (trio.BrokenResourceError, trio.ClosedResourceError):
            pass
        await sink.aclose()
    async def forward(stream):
        port = int(server.get_addrs()[0].value_for_protocol("tcp"))
        onward = await trio.open_tcp_stream("127.0.0.1", port)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(pump, stream, onward)
            nursery.start_soon(pump, onward, stream)
    async def echo(stream):
        while True:
            await stream.write(await stream.read(5))
    async def write_much(stream):
        with trio.move_on_after(0.5):
            await stream.write(bytes(250_000))
    server.set_stream_handler("/echo", guarded(echo))
    async with server.run([LOOPBACK]), client.run([]), trio.open_nursery() as nursery:
        listeners = await nursery.start(trio.serve_tcp, forward, 0)
        address = Multiaddr(f"/ip4/127.0.0.1/tcp/{listeners[0].socket.getsockname()[1]}")
        async def connect():
            await client.get_network().dial_addr(address, server.get_id())
        await connect()
        streams = [await client.new_stream(server.get_id(), ["/echo"]) for _ in range(80)]
        gate[0] = trio.Event()
        async with trio.open_nursery() as writers:
            for stream in streams:
                writers.start_soon(write_much, stream)
        gate[0].set()
        await trio.sleep(3)
        is_listed = bool(client.get_network().get_connections(server.get_id()))
        try:
            with trio.fail_after(3):
                if not is_listed:
                    await connect()
                stream = await client.new_stream(server.get_id(), ["/echo"])
                await stream.write(b"alive")
                print((await stream.read(5)).decode(), flush=True)
        except BaseException:
            print("broken but listed" if is_listed else "broken", flush=True)
        os._exit(0)
go(main)
"""


def test_a_cancelled_write_leaves_a_broken_connection_behind_in_the_library(outcome):
    """The mended one is in test_compat_in_hosts.py: our own connection takes the place of the library's."""
    assert outcome("raw", CANCELLED_WRITE) == "broken but listed"


CLOSED_BEFORE_READ = """
async def main():
    server, client = host(), host()
    async def say_much(stream):
        await stream.write(bytes(200_000))
        await stream.close_write()
        if sys.argv[1] == "mended":
            await stream.read(1)  # the acknowledgement
        await server.disconnect(client.get_id())
    server.set_stream_handler("/much", guarded(say_much))
    async with server.run([LOOPBACK]), client.run([]):
        await client.connect(info(server))
        stream = await client.new_stream(server.get_id(), ["/much"])
        await trio.sleep(0.5)
        num_bytes = 0
        try:
            while num_bytes < 200_000 and (data := await stream.read(50_000)):
                num_bytes += len(data)
            await stream.write(b"!")
        except Exception:
            pass
        print("whole" if num_bytes == 200_000 else "cut off", flush=True)
        await client.close(); await server.close()
go(main)
"""


def test_only_an_acknowledgement_tells_that_closing_loses_nothing(outcome):
    assert outcome("raw", CLOSED_BEFORE_READ) == "cut off"
    assert outcome("mended", CLOSED_BEFORE_READ) == "whole"


def test_another_version_of_the_library_is_refused():
    compat.check_version("0.8.1")
    for other in ("0.8.0", "0.8.2", "0.9.0", ""):
        with pytest.raises(LibraryVersionError):
            compat.check_version(other)


def test_mending_twice_is_mending_once():
    compat.apply()
    before = compat.Swarm.upgrade_inbound_raw_conn
    compat.apply()
    assert compat.Swarm.upgrade_inbound_raw_conn is before


def test_the_stub_stands_in_only_where_fastecdsa_is_absent(monkeypatch):
    present = sys.modules["fastecdsa"]
    compat.stub_fastecdsa()
    assert sys.modules["fastecdsa"] is present
