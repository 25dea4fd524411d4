"""Capabilities: what this agent, or a peer, can be asked to do."""

from fastapi import FastAPI
from pydantic import ValidationError

from core.ids import new_task_id, parse_peer_id
from p2p.agent.api.schemas.capabilities import CAPABILITIES, CapabilityFacts
from p2p.agent.asking.asker import Question
from p2p.agent.asking.patience import Patience
from p2p.agent.capabilities.listing import Listing, described
from p2p.agent.context import AgentContext
from p2p.errors import MessageMalformedError
from p2p.wire.messages import error_of

TIMEOUT_S = 10.0


def add_capability_routes(app: FastAPI, agent: AgentContext) -> None:
    """Serve /capabilities, the agent's own, and /capabilities/PEER."""

    @app.get("/capabilities")
    async def own() -> list[CapabilityFacts]:  # pyright: ignore[reportUnusedFunction]
        return described(agent.executions.capabilities)

    @app.get("/capabilities/{peer}")
    async def of_peer(peer: str) -> list[CapabilityFacts]:  # pyright: ignore[reportUnusedFunction]
        question = Question(Listing.name, None, new_task_id())
        attempts = await agent.asker.ask(parse_peer_id(peer), question, Patience(TIMEOUT_S, retries=1))
        response = attempts[-1].response
        assert response is not None, "an asker's last attempt has a response"
        if response.error is not None:
            raise error_of(response.error)
        try:
            return CAPABILITIES.validate_python(response.output)
        except ValidationError as error:
            raise MessageMalformedError("the peer's list of capabilities cannot be read", peer=peer) from error
