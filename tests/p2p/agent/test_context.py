from p2p.protocols.task import ask


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
