"""An asker keeps to its time."""

from random import Random

import pytest
import trio
from pydantic import JsonValue, TypeAdapter

from core.ids import new_task_id
from core.signing.keys import SigningKey
from p2p.agent.asking.asker import Asker, Question
from p2p.agent.asking.patience import Patience
from p2p.agent.errors import TaskProviderMissingError
from p2p.agent.execution.executions import Executions
from p2p.protocols.capability import Limits
from p2p.protocols.task import serve_tasks

ALICE = SigningKey.from_seed(b"a" * 32)


class Endless:
    """Never answers."""

    name = "endless"
    summary = "Never answers."
    input = TypeAdapter(JsonValue)
    limits = Limits()

    async def run(self, value, peer):
        await trio.sleep_forever()


class Overheard(Executions):
    """Notes for how long each request is valid."""

    def __init__(self, lifetimes_ms):
        super().__init__([Endless()])
        self.lifetimes_ms = lifetimes_ms

    async def run(self, request, stream):
        self.lifetimes_ms.append(request.expires_at - request.issued_at)
        return await super().run(request, stream)


def test_no_attempt_is_given_more_time_than_there_is(run, make_host):
    lifetimes_ms = []

    async def check():
        keys = [SigningKey.generate() for _ in range(2)]
        alice, bob, carol = make_host(key=ALICE), *(make_host(key=key) for key in keys)
        for host, key in zip((bob, carol), keys, strict=True):
            serve_tasks(host, Overheard(lifetimes_ms), {ALICE.peer_id}, key=key)
        async with alice.run(), bob.run(), carol.run():
            for host in (bob, carol):
                await alice.connect(host.peer_id, host.addresses)
            asker = Asker(alice, ALICE, {key.peer_id for key in keys}, Random(7))
            with pytest.raises(TaskProviderMissingError):
                await asker.ask_any(Question("endless", None, new_task_id()), Patience(timeout_s=0.9))

    run(check)
    assert lifetimes_ms
    assert max(lifetimes_ms) <= 900
