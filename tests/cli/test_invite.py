def test_a_code_makes_two_agents_trust_each_other(pair) -> None:
    [a, b], [own, peer] = pair
    assert b("ask", own, "echo", "hello", "--json").json["error"]["code"] == "p2p.peer.untrusted"
    invited = a.process("invite", "--expires", "10m")
    joined = b.process("join", invited.out.strip(), "--json")
    assert (joined.json["peer_id"], joined.json["is_trusted"]) == (own, True)
    assert b("ask", own, "echo", "hello").out == "hello\n"
    assert a("ask", peer, "echo", "hello").out == "hello\n"
    again = b("join", invited.out.strip()[:-3], "--json")
    assert (again.code, again.json["error"]["code"]) == (1, "p2p.invitation.malformed")


def test_invitations_are_listed_and_taken_back(pair) -> None:
    [a, b], _ = pair
    made = a("invite", "--purpose", "volunteer", "--uses", "2", "--json").json
    assert made["invitation_id"] in a("invite", "--list").out
    assert a("invite", "--revoke", made["code"], "--json").json["state"] == "revoked"
    refused = b("join", made["code"], "--json")
    assert (refused.code, refused.json["error"]["code"]) == (1, "p2p.invitation.revoked")


def test_a_time_without_a_unit_is_wrong_usage(pair) -> None:
    assert pair[0][0]("invite", "--expires", "10").code == 2


def test_a_purpose_with_a_space_is_refused(pair) -> None:
    said = pair[0][0]("invite", "--purpose", "a b", "--json")
    assert (said.code, said.json["error"]["code"]) == (1, "p2p.request.invalid")
