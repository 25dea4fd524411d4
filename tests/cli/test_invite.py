import pytest

from tests.cli.conftest import Command


@pytest.fixture(scope="module")
def strangers(tmp_path_factory):
    """Two agents that nobody has introduced."""
    commands = [Command(tmp_path_factory.mktemp(name) / "home") for name in ("inviter", "joiner")]
    ids = [command("start", "--json").json["peer_id"] for command in commands]
    yield commands, ids
    for command in commands:
        command("stop")


def test_a_code_makes_two_agents_trust_each_other(strangers) -> None:
    [a, b], [own, peer] = strangers
    invited = a("invite", "--expires", "10m")
    joined = b("join", invited.out.strip(), "--json")
    assert (joined.json["peer_id"], joined.json["is_trusted"]) == (own, True)
    assert b("ask", own, "echo", "hello").out == "hello\n"
    assert a("ask", peer, "echo", "hello").out == "hello\n"
    again = b("join", invited.out.strip()[:-3], "--json")
    assert (again.code, again.json["error"]["code"]) == (1, "p2p.invitation.malformed")


def test_invitations_are_listed_and_taken_back(strangers) -> None:
    [a, b], _ = strangers
    made = a("invite", "--purpose", "volunteer", "--uses", "2", "--json").json
    assert made["invitation_id"] in a("invite", "--list").out
    assert a("invite", "--revoke", made["code"], "--json").json["state"] == "revoked"
    refused = b("join", made["code"], "--json")
    assert (refused.code, refused.json["error"]["code"]) == (1, "p2p.invitation.revoked")


def test_a_time_without_a_unit_is_wrong_usage(strangers) -> None:
    assert strangers[0][0]("invite", "--expires", "10").code == 2


def test_a_purpose_with_a_space_is_refused(strangers) -> None:
    said = strangers[0][0]("invite", "--purpose", "a b", "--json")
    assert (said.code, said.json["error"]["code"]) == (1, "p2p.request.invalid")
