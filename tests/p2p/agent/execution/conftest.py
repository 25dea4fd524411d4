"""Providers whose capabilities do what a test wants."""

from contextlib import asynccontextmanager

import pytest
import trio
from pydantic import JsonValue, TypeAdapter

from core.signing.keys import SigningKey
from p2p.agent.capabilities.echo import Echo
from p2p.agent.execution.executions import Executions
from p2p.protocols.capability import Limits
from p2p.protocols.task import ask, serve_tasks

ALICE, BOB, CAROL = (SigningKey.from_seed(letter * 32) for letter in (b"a", b"b", b"c"))


class Work:
    """Runs until it is released, and counts."""

    summary = "Works until it is released."
    input = TypeAdapter(JsonValue)

    def __init__(self, name="work", **limits):
        self.name = name
        self.limits = Limits(**limits)
        self.release = trio.Event()
        self.num_started = self.num_at_once = self.max_at_once = self.num_cancelled = 0

    async def run(self, value, peer):
        self.num_started += 1
        self.num_at_once += 1
        self.max_at_once = max(self.max_at_once, self.num_at_once)
        try:
            await self.release.wait()
        except trio.Cancelled:
            self.num_cancelled += 1
            raise
        finally:
            self.num_at_once -= 1
        return {"value": value, "run": self.num_started}

    async def until(self, **counts):
        """Return when the counts are these."""
        with trio.fail_after(10):
            while any(getattr(self, name) != count for name, count in counts.items()):
                await trio.sleep(0.005)


class Alice:
    """One requester, with shorthands."""

    def __init__(self, host, key=ALICE):
        self.host, self.key = host, key

    async def ask(self, task="work", value=1, **options):
        return await ask(self.host, self.key, BOB.peer_id, task, value, **options)

    async def ask_into(self, answers, task="work", value=1, **options):
        answers.append(await self.ask(task, value, **options))


@pytest.fixture
def serving(make_host):
    """Alice, connected to Bob, who serves echo and `work`."""

    @asynccontextmanager
    async def serve(*works, results=None):
        alice, bob = make_host(key=ALICE), make_host(key=BOB)
        executions = Executions([Echo(), *works], results)
        serve_tasks(bob, executions, {ALICE.peer_id, CAROL.peer_id}, key=BOB)
        async with alice.run(), bob.run():
            await alice.connect(BOB.peer_id, bob.addresses)
            yield Alice(alice), bob, executions

    return serve


@pytest.fixture
def work():
    return Work
