"""The routes about peers."""

from core.signing.keys import SigningKey


def test_peers_are_known_with_their_state(pair) -> None:
    a, b = pair
    nobody = SigningKey.generate().peer_id
    a.client.trust_add(nobody)
    known = {facts.peer_id: facts for facts in a.client.peers()}
    assert (known[b.record.peer_id].is_connected, known[b.record.peer_id].is_trusted) == (True, False)
    assert set(b.record.addresses) <= set(known[b.record.peer_id].addresses)
    assert (known[nobody].is_trusted, known[nobody].is_connected, known[nobody].last_seen_s) == (True, False, None)


def test_a_saved_peer_is_static_until_it_is_disconnected(pair) -> None:
    a, b = pair
    assert a.client.connect(b.record.peer_id, b.record.addresses, save=True).is_static
    assert a.client.disconnect(b.record.peer_id) == {"was_connected": True, "was_static": True}
    assert not {facts.peer_id: facts for facts in a.client.peers()}[b.record.peer_id].is_connected
    assert not a.client.connect(b.record.peer_id, b.record.addresses).is_static
