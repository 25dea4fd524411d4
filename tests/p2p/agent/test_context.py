import json

import trio

from p2p.protocols.task import MAX_RESPONSE_BYTES, PROTOCOL, ask
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
            peer = participant.key.peer_id
            participant.trust.remove(coordinator.key.peer_id)
            refused = await ask(coordinator.host, coordinator.key, peer, "echo", 1)
            assert refused.error.code == "p2p.peer.untrusted"
            # The protocol is known to be spoken now: all of these ask for their places in one moment, and say nothing then.
            streams = [await coordinator.host.open_stream(peer, PROTOCOL) for _ in range(MAX_PER_STRANGER + 2)]
            codes: list[str] = []

            async def await_refusal(stream) -> None:
                codes.append(json.loads(await stream.receive_frame(MAX_RESPONSE_BYTES, 20))["error"]["code"])

            async with trio.open_nursery() as nursery:
                for stream in streams:
                    nursery.start_soon(await_refusal, stream)
            assert set(codes) == {"p2p.stream.timeout", "p2p.task.busy"}
            assert codes.count("p2p.stream.timeout") <= MAX_PER_STRANGER

    run(main)
