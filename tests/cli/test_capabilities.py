from core.signing.keys import SigningKey


def test_own_and_a_peers_capabilities_are_listed(pair) -> None:
    [a, b], [own, peer] = pair
    b("trust", "add", own)
    said = a("capabilities")
    assert said.code == 0
    assert "echo\n  Answers with its input.\n  input   any JSON\n" in said.out
    assert "status\n" in said.out
    assert "none is needed" in said.out
    of_peer = a("capabilities", peer, "--json").json
    assert {facts["name"] for facts in of_peer} >= {"echo", "capabilities", "status"}
    assert of_peer == a("capabilities", "--json").json


def test_a_peer_that_cannot_be_asked_is_an_error_with_a_code(pair) -> None:
    [a, _], _ = pair
    said = a("capabilities", SigningKey.generate().peer_id, "--json")
    assert (said.code, said.json["error"]["code"]) == (1, "p2p.peer.unreachable")
