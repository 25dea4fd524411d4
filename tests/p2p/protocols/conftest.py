"""A requester and a provider on two hosts."""

from contextlib import asynccontextmanager

import pytest

from p2p.agent.capabilities.echo import Echo
from p2p.agent.execution.executions import Executions
from p2p.protocols.task import serve_tasks
from tests.p2p.protocols.parties import ALICE, BOB, running


@pytest.fixture
def pair(make_host):
    """Alice, whom Bob trusts, connected to Bob, who serves echo and whatever else is given."""

    @asynccontextmanager
    async def pair_of(*capabilities, trusted=(ALICE.peer_id,), **serving):
        alice, bob = make_host(key=ALICE), make_host(key=BOB)
        serve_tasks(bob, Executions([Echo(), *capabilities]), set(trusted), key=BOB, **serving)
        async with running(alice), running(bob):
            await alice.connect(BOB.peer_id, bob.addresses)
            yield alice, bob

    return pair_of
