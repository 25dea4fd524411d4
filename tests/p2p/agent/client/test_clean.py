from core.signing.keys import SigningKey
from p2p.agent.api.schemas.clean import CleanRequest
from p2p.agent.client.clean import clean, clean_home
from p2p.agent.training.sessions import SessionRequest


def test_a_running_agent_cleans_its_home_and_forgets_what_is_gone(start, make_plan) -> None:
    agent, nobody = start(), SigningKey.generate().peer_id
    agent.client.trust_add(nobody)
    request = SessionRequest(plan=make_plan(num_clients=1), participants=(nobody,), corpus="none", round_timeout_s=0.1)
    session_ids = [agent.client.start_session(request) for _ in range(2)]
    while any(agent.client.session(session_id).status == "running" for session_id in session_ids):
        pass
    (agent.home.logs / "agent.log.1").write_bytes(b"old")
    dry = clean(agent.client, CleanRequest(everything=True, is_dry_run=True))
    assert set(agent.client.sessions()) == set(session_ids)
    done = clean_home(agent.home, CleanRequest(everything=True), 0.0)
    assert done.removals == dry.removals
    assert {removal.kind: removal.num_entries for removal in done.removals if removal.num_entries} == {"sessions": 2, "logs": 1}
    assert agent.client.sessions() == []
    assert list(agent.home.rounds.iterdir()) == []
    assert clean(agent.client, CleanRequest(everything=True)).size_bytes == 0
