from contextlib import suppress

import pytest

from p2p.errors import StreamClosedError, StreamTimeoutError
from p2p.protocols.task import PROTOCOL, ask
from p2p.services import MAX_PER_STRANGER


def test_an_assembled_agent_serves_the_tasks_of_trusted_peers(run, agents_here) -> None:
    async def main() -> None:
        async with agents_here(1) as (coordinator, [participant]):
            asked = await ask(coordinator.host, coordinator.key, participant.key.peer_id, "echo", {"a": 1})
            assert (asked.status, asked.output) == ("completed", {"a": 1})
            refused = await ask(participant.host, participant.key, coordinator.key.peer_id, "nothing", None)
            assert (refused.status, refused.error.code) == ("failed", "p2p.task.unknown")
            participant.trust.remove(coordinator.key.peer_id)
            stranger = await ask(coordinator.host, coordinator.key, participant.key.peer_id, "echo", 1)
            assert stranger.error.code == "p2p.peer.untrusted"

    run(main)


def test_the_host_knows_strangers_from_trusted_peers(run, agents_here) -> None:
    async def main() -> None:
        async with agents_here(1) as (coordinator, [participant]):
            participant.trust.remove(coordinator.key.peer_id)
            streams = [await coordinator.host.open_stream(participant.key.peer_id, PROTOCOL) for _ in range(MAX_PER_STRANGER + 1)]
            for stream in streams[:-1]:
                with pytest.raises(StreamTimeoutError):
                    await stream.receive_some(1, 0.3)
            with suppress(StreamClosedError):
                assert await streams[-1].receive_some(1, 1)

    run(main)
