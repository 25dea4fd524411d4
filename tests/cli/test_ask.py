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
    assert f"Next: on the peer's machine: p2p-agent trust add {own}" in a("ask", peer, "echo", "hello").err
    b("trust", "add", own)
    answered = a.process("ask", peer, "echo", "hello")
    assert (answered.code, answered.out) == (0, "hello\n")
    assert "verified" in answered.err
    in_json = a("ask", peer, "echo", '{"a": [1]}', "--json").json
    assert (in_json["status"], in_json["output"], in_json["provider"]) == ("completed", {"a": [1]}, peer)
    unknown = a("ask", peer, "nothing", "1")
    assert unknown.code == 1
    assert "p2p.task.unknown" in unknown.err
    assert f"p2p-agent capabilities {peer}" in unknown.err


def test_whoever_can_is_asked_and_the_answer_says_who_did(pair) -> None:
    [a, b], [own, peer] = pair
    nobody = a("ask", "--any", "--capability", "echo", "1", "--json")
    assert (nobody.code, nobody.json["error"]["code"]) == (1, "p2p.task.no_provider")
    a("trust", "add", peer)
    b("trust", "add", own)
    answer = a("ask", "--any", "--capability", "echo", "hello", "--json").json
    assert (answer["output"], answer["provider"], len(answer["attempts"])) == ("hello", peer, 1)


def test_a_person_is_told_who_answered_and_after_how_many_attempts(pair) -> None:
    [a, b], [own, peer] = pair
    b("trust", "add", own)
    said = a("ask", peer, "echo", "hello", "--task-id", "00000000-0000-4000-8000-000000000009", "--timeout", "20", "--retries", "1")
    assert said.out == "hello\n"
    assert f"from {peer}, verified, in " in said.err
    assert "attempt" not in said.err


def test_what_is_asked_of_whom_is_said_in_one_of_two_ways(command) -> None:
    for words in (
        [PEER, "echo"],
        ["--any", "1"],
        ["--any", "--capability", "echo", PEER, "1"],
        [PEER, "echo", "1", "--capability", "echo"],
    ):
        said = command("ask", *words)
        assert (said.code, said.out) == (2, "")
        assert "ask --any --capability NAME INPUT" in " ".join(said.err.replace("│", " ").split())
