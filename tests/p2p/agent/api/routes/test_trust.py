"""The routes about trust."""

import pytest

from core.signing.keys import SigningKey
from p2p.agent.errors import RequestInvalidError


def test_why_a_peer_is_trusted_is_told(pair) -> None:
    peer = SigningKey.generate().peer_id
    client = pair[0].client
    assert peer in client.trust_add(peer, name="Ada")
    [facts] = [facts for facts in client.trust_reasons() if facts.peer_id == peer]
    assert (facts.name, facts.how, facts.previous, facts.added_at_s > 0) == ("Ada", "manual", None, True)
    assert {known.peer_id: known.name for known in client.peers()}[peer] == "Ada"
    assert peer not in client.trust_remove(peer)


def test_a_name_that_moves_the_cursor_is_refused(http) -> None:
    answer = http.post("/trust", json={"peer": SigningKey.generate().peer_id, "name": "a\x1b[2J"})
    assert (answer.status_code, answer.json()["code"]) == (422, "p2p.request.invalid")


def test_an_agent_is_no_peer_of_its_own(pair) -> None:
    client, own = pair[0].client, pair[0].record.peer_id
    with pytest.raises(RequestInvalidError):
        client.trust_add(own)
    assert own not in client.trust_list()
