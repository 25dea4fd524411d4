def test_trust_is_added_listed_and_removed(pair) -> None:
    [a, _], [_, peer] = pair
    assert a("trust", "list").out.startswith("No peer is trusted")
    assert a.process("trust", "add", peer, "--json").json == {"trusted": [peer]}
    assert a("trust", "list").out.split()[:2] == [peer, "manual"]
    assert a("trust", "remove", peer, "--json").json == {"trusted": []}


def test_a_trusted_peer_has_a_name_and_a_reason(pair) -> None:
    [a, _], [_, peer] = pair
    a("trust", "add", peer, "--name", "Ada [x]")
    listed = a("trust", "list", "--json").json
    assert listed["trusted"] == [peer]
    assert (listed["peers"][0]["name"], listed["peers"][0]["how"]) == ("Ada [x]", "manual")
    assert "Ada [x]" in a("trust", "list").out
    assert "Ada [x]" in a("peers").out


def test_a_name_of_two_lines_is_refused(pair) -> None:
    [a, _], [_, peer] = pair
    said = a("trust", "add", peer, "--name", "a\nb", "--json")
    assert (said.code, said.json["error"]["code"]) == (1, "p2p.request.invalid")


def test_what_is_no_peer_is_refused(pair) -> None:
    said = pair[0][0]("trust", "add", "nobody", "--json")
    assert (said.code, said.json["error"]["code"]) == (1, "core.id.malformed")
