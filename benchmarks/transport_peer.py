"""The serving side of `benchmarks.transport`: an agent's host and a bare trio server, each with an echo, a sink and a source.

Prints one line of JSON when both listen; ends with its standard input.
"""

import gc
import json
import logging
import sys
import tempfile
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import structlog
import trio

from core.signing.keys import SigningKey
from core.units import MIB
from p2p.agent.capabilities.echo import Echo
from p2p.agent.execution.executions import Executions
from p2p.errors import StreamClosedError
from p2p.host import AgentHost, HostConfig
from p2p.peers import AddressBook
from p2p.protocols.blob import BlobShelf, serve_blobs
from p2p.protocols.task import serve_tasks
from p2p.stream import PeerStream

NETWORK = "transport-benchmark"
NUM_CLIENTS = 4
NUM_MIB = 64
TIMEOUT_S = 30.0
ECHO, SINK, SOURCE = "/bench/echo", "/bench/sink", "/bench/source"


def key_of(number: int) -> SigningKey:
    """The key of a process of the benchmark: 0 serves, the others ask."""
    return SigningKey.from_seed(bytes([number + 1]) * 32)


def collect_often() -> None:
    """Collect garbage as an agent does (`p2p.agent.process`)."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(700, 10, 2)


def new_host(key: SigningKey) -> AgentHost:
    """A host on the loopback interface that nobody discovers."""
    return AgentHost(key, HostConfig(network=NETWORK, interfaces=("127.0.0.1",), is_discoverable=False), AddressBook())


async def echo(stream: PeerStream) -> None:
    """Send every message back until the peer leaves."""
    with suppress(StreamClosedError):
        while True:
            await stream.send_frame(await stream.receive_frame(MIB, TIMEOUT_S))


async def sink(stream: PeerStream) -> None:
    """Take as many bytes as the first message announces, then say so."""
    missing = int(await stream.receive_frame(64, TIMEOUT_S))
    while missing:
        data = await stream.receive_some(MIB, TIMEOUT_S)
        assert data, "the stream ended early"
        missing -= len(data)
    await stream.send_frame(b"done")


async def source(stream: PeerStream) -> None:
    """Send as many bytes as the first message asks for."""
    piece = bytes(MIB)
    for _ in range(int(await stream.receive_frame(64, TIMEOUT_S)) // MIB):
        await stream.send_bytes(piece)


async def bare(stream: trio.SocketStream) -> None:
    """The same three over a bare connection: its first byte says which."""
    kind = await stream.receive_some(1)
    if kind == b"e":
        while data := await stream.receive_some(65536):
            await stream.send_all(data)
    elif kind == b"s":
        missing = NUM_MIB * MIB
        while missing and (data := await stream.receive_some(MIB)):
            missing -= len(data)
        await stream.send_all(b"done")
    else:
        for _ in range(NUM_MIB):
            await stream.send_all(bytes(MIB))


async def serve(folder: Path) -> None:
    """Serve until standard input ends."""
    host, shelf = new_host(key_of(0)), BlobShelf()
    peers = frozenset(key_of(number).peer_id for number in range(1, NUM_CLIENTS + 1))
    content = bytes(NUM_MIB * MIB)
    (folder / "blob").write_bytes(content)
    serve_tasks(host, Executions([Echo()]), peers, key=key_of(0))
    serve_blobs(host, shelf)
    for protocol, handler in ((ECHO, echo), (SINK, sink), (SOURCE, source)):
        host.serve(protocol, handler)
    async with host.run(), trio.open_nursery() as nursery:
        listeners = await nursery.start(trio.serve_tcp, bare, 0)
        with shelf.offered(folder / "blob", len(content), sha256(content).hexdigest(), peers) as reference:
            collect_often()
            port = listeners[0].socket.getsockname()[1]
            print(json.dumps({"addresses": host.addresses, "port": port, "blob": reference.model_dump()}), flush=True)
            await trio.to_thread.run_sync(sys.stdin.read, abandon_on_cancel=True)
        nursery.cancel_scope.cancel()


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR), cache_logger_on_first_use=True)
    with tempfile.TemporaryDirectory() as name:
        trio.run(serve, Path(name))
