"""The agent's own routes."""

from p2p.agent.api.schemas.agent import AgentFacts


def test_an_agent_says_who_it_is(http, agent) -> None:
    facts = AgentFacts.model_validate_json(http.get("/id").content)
    assert (facts.peer_id, facts.pid) == (agent.record.peer_id, agent.pid)
    assert http.get("/health").json() == {"status": "running"}
