"""Statements among real agents in this process: who follows whom, and what a liar gets."""

from contextlib import AsyncExitStack

import pytest
import trio

from core.signing.keys import SigningKey
from p2p.agent.context import assembled
from p2p.agent.peers.statements import StatementDesk
from p2p.agent.settings import AgentSettings
from p2p.agent.storage.home import AgentHome
from p2p.identity import load_or_create_identity
from p2p.identity_changes import rotate_identity
from p2p.protocols.statements import tell_statements
from p2p.scopes import background
from p2p.wire.errors import PeerRevokedError
from p2p.wire.statements import revocation, rotation


async def until(is_so) -> None:
    while not is_so():
        await trio.sleep(0.02)


@pytest.fixture
def agents(tmp_path, network):
    """Start agents whose keys lie in their homes; the name is the home's."""

    class Agents:
        def __init__(self, stack: AsyncExitStack) -> None:
            self._stack = stack

        async def start(self, name: str, stack: AsyncExitStack | None = None):
            home = AgentHome.at(tmp_path / name)
            home.prepare()
            settings = AgentSettings(home=home.path, interfaces=("127.0.0.1",), network=network)
            stack = stack or self._stack
            agent = await stack.enter_async_context(assembled(home, settings, load_or_create_identity(home.path)))
            await stack.enter_async_context(agent.host.run())
            nursery = await stack.enter_async_context(background())
            nursery.start_soon(agent.statements.run)
            return agent

    return Agents


@pytest.fixture
def meeting(run, agents):
    """Run a check with a function that starts agents."""

    def meet(check) -> None:
        async def main() -> None:
            async with AsyncExitStack() as stack:
                await check(agents(stack))

        run(main, timeout_s=60)

    return meet


async def introduce(*those) -> None:
    """Have agents trust each other and be connected."""
    for one in those:
        for other in those:
            if one is not other:
                one.trust.add(other.key.peer_id)
                await one.host.connect(other.key.peer_id, other.host.addresses)


def test_peers_follow_a_rotation_whether_they_are_there_or_come_later(meeting) -> None:
    async def check(agents) -> None:
        there = await agents.start("there")
        async with AsyncExitStack() as before:
            late, old = await agents.start("late", before), await agents.start("rotating", before)
            await introduce(there, old)
            await introduce(late, old)
            there.trust.add(old.key.peer_id, name="Ada")
        rotate_identity(old.home.path, None, 1)
        new = await agents.start("rotating")
        await until(lambda: new.key.peer_id in there.trust)
        assert old.key.peer_id not in there.trust
        assert (there.trust.reasons[new.key.peer_id].name, there.trust.reasons[new.key.peer_id].how) == ("Ada", "rotation")
        late = await agents.start("late")
        assert old.key.peer_id in late.trust
        await late.host.connect(new.key.peer_id, new.host.addresses)
        await until(lambda: new.key.peer_id in late.trust)
        assert old.key.peer_id not in late.trust
        await until(lambda: new.statements.untold() == ())

    meeting(check)


def test_who_missed_two_rotations_follows_both(meeting) -> None:
    async def check(agents) -> None:
        peer = await agents.start("peer")
        async with AsyncExitStack() as before:
            first = await agents.start("rotating", before)
            await introduce(peer, first)
        rotate_identity(first.home.path, None, 1)
        rotate_identity(first.home.path, None, 2)
        third = await agents.start("rotating")
        await until(lambda: peer.trust.list() == (third.key.peer_id,))

    meeting(check)


def test_a_revocation_spreads_and_lasts(meeting) -> None:
    async def check(agents) -> None:
        a, b = await agents.start("a"), await agents.start("b")
        async with AsyncExitStack() as before:
            c = await agents.start("c", before)
            await introduce(a, b)
            await introduce(b, c)
            c.trust.add(a.key.peer_id)
            a.statements.revoke_own()
            await until(lambda: a.key.peer_id in c.trust.revoked)
        for agent in (b, await agents.start("c")):
            assert a.key.peer_id not in agent.trust
            with pytest.raises(PeerRevokedError):
                agent.trust.add(a.key.peer_id)
        a.trust.add(stranger := SigningKey.generate().peer_id)
        assert [one.kind for one in StatementDesk(a.host, a.key, a.trust, a.home.path)._missing(stranger)] == ["revocation"]

    meeting(check)


@pytest.mark.parametrize("is_met_later", [False, True])
def test_a_revocation_reaches_those_whom_the_revoked_one_does_not_trust(meeting, is_met_later: bool) -> None:
    async def check(agents) -> None:
        a, trusting = await agents.start("a"), await agents.start("trusting")
        trusting.trust.add(a.key.peer_id)
        if is_met_later:
            a.statements.revoke_own()
        await a.host.connect(trusting.key.peer_id, trusting.host.addresses)
        if not is_met_later:
            a.statements.revoke_own()
        await until(lambda: a.key.peer_id in trusting.trust.revoked)
        await until(lambda: a.statements._missing(trusting.key.peer_id) == [])
        assert a.statements.untold() == ()

    meeting(check)


def test_what_is_forged_or_not_our_concern_changes_nothing(meeting) -> None:
    async def check(agents) -> None:
        agent, friend, liar = await agents.start("agent"), await agents.start("friend"), await agents.start("liar")
        await introduce(agent, friend)
        await liar.host.connect(agent.key.peer_id, agent.host.addresses)
        nobody, thief = SigningKey.generate(), liar.key
        forged = rotation(thief, nobody, 1).model_copy(update={"old": friend.key.peer_id, "new": thief.peer_id})
        lies = [
            forged,
            revocation(thief, 1).model_copy(update={"peer": friend.key.peer_id}),
            rotation(nobody, thief, 1),
            revocation(nobody, 1),
            rotation(thief, agent.key, 1),
            revocation(agent.key, 1),
        ]
        await tell_statements(liar.host, agent.key.peer_id, lies, 5)
        assert agent.trust.list() == (friend.key.peer_id,)
        assert dict(agent.trust.revoked) == {}
        assert agent.statements.untold() == ()

    meeting(check)


def test_of_two_successors_the_first_one_heard_counts(meeting) -> None:
    async def check(agents) -> None:
        agent, friend = await agents.start("agent"), await agents.start("friend")
        await introduce(agent, friend)
        first, second = SigningKey.generate(), SigningKey.generate()
        both = [rotation(friend.key, first, 1), rotation(friend.key, second, 2), rotation(friend.key, first, 1)]
        await tell_statements(friend.host, agent.key.peer_id, both, 5)
        assert agent.trust.list() == (first.peer_id,)

    meeting(check)


def test_a_revoked_key_takes_over_from_nobody(meeting) -> None:
    async def check(agents) -> None:
        agent, friend = await agents.start("agent"), await agents.start("friend")
        await introduce(agent, friend)
        bad = SigningKey.generate()
        agent.trust.revoke(bad.peer_id)
        await tell_statements(friend.host, agent.key.peer_id, [rotation(friend.key, bad, 1)], 5)
        assert agent.trust.list() == (friend.key.peer_id,)

    meeting(check)
