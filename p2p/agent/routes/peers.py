"""Peers: who is known, who is trusted, and a connection to one."""

from fastapi import FastAPI

from core.ids import PeerId, parse_peer_id
from p2p.agent.context import AgentContext
from p2p.agent.control import ConnectRequest, PeerFacts, TrustRequest


def add_peer_routes(app: FastAPI, agent: AgentContext) -> None:
    """Serve /peers and /trust."""

    @app.get("/peers")
    async def peers() -> list[PeerFacts]:  # pyright: ignore[reportUnusedFunction]
        return _peer_facts(agent)

    @app.post("/peers")
    async def connect(body: ConnectRequest) -> list[PeerFacts]:  # pyright: ignore[reportUnusedFunction]
        await agent.host.connect(PeerId(body.peer), body.addresses)
        return [facts for facts in _peer_facts(agent) if facts.peer_id == body.peer]

    @app.get("/trust")
    async def trusted() -> list[str]:  # pyright: ignore[reportUnusedFunction]
        return list(agent.trust.list())

    @app.post("/trust")
    async def trust(body: TrustRequest) -> list[str]:  # pyright: ignore[reportUnusedFunction]
        agent.trust.add(PeerId(body.peer))
        return list(agent.trust.list())

    @app.delete("/trust/{peer}")
    async def distrust(peer: str) -> list[str]:  # pyright: ignore[reportUnusedFunction]
        agent.trust.remove(parse_peer_id(peer))
        return list(agent.trust.list())


def _peer_facts(agent: AgentContext) -> list[PeerFacts]:
    """Every peer that is known or trusted, sorted by id."""
    known = agent.host.known_peers()
    facts: list[PeerFacts] = []
    for peer in sorted({*known, *agent.trust.list()}):
        record = known.get(peer)
        facts.append(
            PeerFacts(
                peer_id=peer,
                addresses=record.addresses if record else (),
                is_connected=record.is_connected if record else False,
                is_trusted=peer in agent.trust,
                last_seen_s=record.last_seen_s if record else None,
            )
        )
    return facts
