import pytest

from core.signing.keys import SigningKey

PEER = SigningKey.from_seed(b"1" * 32).peer_id


@pytest.mark.parametrize("text", ["NaN", "[1, -Infinity]", '{"a": 1e999}'])
def test_an_input_that_json_cannot_say_is_wrong_usage(command, text: str) -> None:
    said = command("ask", PEER, "echo", text)
    assert (said.code, said.out) == (2, "")
    assert "JSON has no NaN" in said.err


def test_a_trusted_asker_is_answered_and_a_stranger_is_not(pair) -> None:
    [a, b], [own, peer] = pair
    refused = a("ask", peer, "echo", "hello", "--json")
    assert (refused.code, refused.json["error"]["code"]) == (1, "p2p.peer.untrusted")
    b("trust", "add", own)
    answered = a("ask", peer, "echo", "hello")
    assert (answered.code, answered.out) == (0, "hello\n")
    assert "verified" in answered.err
    in_json = a("ask", peer, "echo", '{"a": [1]}', "--json").json
    assert (in_json["status"], in_json["output"], in_json["provider"]) == ("completed", {"a": [1]}, peer)
    unknown = a("ask", peer, "nothing", "1")
    assert unknown.code == 1
    assert "p2p.task.unknown" in unknown.err
