def test_trust_is_added_listed_and_removed(pair) -> None:
    [a, _], [_, peer] = pair
    assert a("trust", "list").out.startswith("No peer is trusted")
    assert a("trust", "add", peer, "--json").json == {"trusted": [peer]}
    assert a("trust", "list").out.strip() == peer
    assert a("trust", "remove", peer, "--json").json == {"trusted": []}


def test_what_is_no_peer_is_refused(pair) -> None:
    said = pair[0][0]("trust", "add", "nobody", "--json")
    assert (said.code, said.json["error"]["code"]) == (1, "core.id.malformed")
