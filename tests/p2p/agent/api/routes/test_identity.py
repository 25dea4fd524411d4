"""The routes about identities."""

from core.signing.keys import SigningKey


def test_a_key_of_another_is_revoked_here(pair) -> None:
    client, peer = pair[0].client, SigningKey.generate().peer_id
    client.trust_add(peer)
    assert client.revoke(peer).peer_id == pair[0].record.peer_id
    assert peer not in client.trust_list()
    assert [facts.how for facts in client.trust_reasons() if facts.peer_id == peer] == ["revoked"]
    assert client.announced().untold == ()
