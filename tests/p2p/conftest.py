"""Hosts on the loopback interface, and a way to run trio in a plain test."""

import logging
import math
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
import structlog
import trio

from core.signing.keys import SigningKey
from p2p.host import AgentHost, HostConfig
from p2p.peers import AddressBook

LOOPBACK = ("127.0.0.1",)


@pytest.fixture(autouse=True)
def _quiet_logs():
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    yield
    structlog.reset_defaults()


@pytest.fixture
def run():
    """Run an async function to its end, within half a minute."""

    def run_now(function: Callable[[], Awaitable[None]], timeout_s: float = 30.0) -> None:
        async def bounded() -> None:
            with trio.fail_after(timeout_s):
                await function()

        trio.run(bounded)

    return run_now


@pytest.fixture
def make_host():
    """Make a host with a key of its own; it is not announced unless asked."""

    def make(network: str = "test", key: SigningKey | None = None, **config) -> AgentHost:
        config = {"interfaces": LOOPBACK, "is_discoverable": False, **config}
        return AgentHost(key or SigningKey.generate(), HostConfig(network=network, **config), AddressBook())

    return make


class NarrowPath:
    """A forwarder in front of a host that can be slow or stop taking bytes, as a congested network does."""

    def __init__(self, port: int, bytes_per_s: float) -> None:
        self._port = port
        self._bytes_per_s = bytes_per_s
        self._flows = trio.Event()
        self._flows.set()
        self.addresses: tuple[str, ...] = ()

    def close(self) -> None:
        self._flows = trio.Event()

    def open(self) -> None:
        self._flows.set()

    async def forward(self, stream: trio.SocketStream) -> None:
        onward = await trio.open_tcp_stream("127.0.0.1", self._port)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._pump, stream, onward)
            nursery.start_soon(self._pump, onward, stream)

    async def _pump(self, source: trio.SocketStream, sink: trio.SocketStream) -> None:
        try:
            while data := await source.receive_some(65536):
                await trio.sleep(len(data) / self._bytes_per_s)
                await self._flows.wait()
                await sink.send_all(data)
        except (trio.BrokenResourceError, trio.ClosedResourceError):
            pass
        await sink.aclose()


@pytest.fixture
def narrow_path():
    """A path to a running host that can be closed and opened."""

    @asynccontextmanager
    async def make(host: AgentHost, bytes_per_s: float = math.inf):
        path = NarrowPath(int(host.addresses[0].split("/")[4]), bytes_per_s)
        async with trio.open_nursery() as nursery:
            listeners = await nursery.start(trio.serve_tcp, path.forward, 0)
            path.addresses = (f"/ip4/127.0.0.1/tcp/{listeners[0].socket.getsockname()[1]}",)
            yield path
            nursery.cancel_scope.cancel()

    return make
