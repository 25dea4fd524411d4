"""Peers: who is known, and a connection to one."""

from fastapi import FastAPI

from core.ids import PeerId, parse_peer_id
from p2p.agent.api.schemas.agent import ConnectRequest, PeerFacts
from p2p.agent.context import AgentContext


def add_peer_routes(app: FastAPI, agent: AgentContext) -> None:
    """Serve /peers."""

    @app.get("/peers")
    async def peers() -> list[PeerFacts]:  # pyright: ignore[reportUnusedFunction]
        return _peer_facts(agent)

    @app.post("/peers")
    async def connect(body: ConnectRequest) -> list[PeerFacts]:  # pyright: ignore[reportUnusedFunction]
        peer = PeerId(body.peer)
        await agent.host.connect(peer, body.addresses)
        if body.save:
            record = agent.host.known_peers().get(peer)
            agent.static_peers.save(peer, body.addresses or (record.addresses if record else ()))
        return [facts for facts in _peer_facts(agent) if facts.peer_id == peer]

    @app.delete("/peers/{peer}")
    async def disconnect(peer: str) -> dict[str, bool]:  # pyright: ignore[reportUnusedFunction]
        peer_id = parse_peer_id(peer)
        was_connected = peer_id in agent.host.connected_peers()
        was_static = agent.static_peers.forget(peer_id)
        await agent.host.disconnect(peer_id)
        return {"was_connected": was_connected, "was_static": was_static}


def _peer_facts(agent: AgentContext) -> list[PeerFacts]:
    """Every peer that is known or trusted, sorted by id."""
    known = agent.host.known_peers()
    facts: list[PeerFacts] = []
    reasons = agent.trust.reasons
    for peer in sorted({*known, *agent.trust.list(), *agent.static_peers.peers}):
        record = known.get(peer)
        facts.append(
            PeerFacts(
                peer_id=peer,
                addresses=record.addresses if record else (),
                is_connected=record.is_connected if record else False,
                name=reasons[peer].name if peer in reasons else None,
                is_trusted=peer in agent.trust,
                is_static=peer in agent.static_peers.peers,
                last_seen_s=record.last_seen_s if record else None,
            )
        )
    return facts
