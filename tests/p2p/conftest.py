"""Hosts on the loopback interface, and a way to run trio in a plain test."""

import logging
from collections.abc import Awaitable, Callable

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
