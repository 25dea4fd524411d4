import pytest

from cli.output import plain, plain_lines
from core.signing.keys import SigningKey

PEER = SigningKey.from_seed(b"1" * 32).peer_id


@pytest.mark.parametrize("words", [("peers",), ("stop",), ("trust", "list"), ("trust", "add", PEER), ("ask", PEER, "echo", "x")])
def test_without_an_agent_a_command_says_what_to_do(command, words: tuple[str, ...]) -> None:
    said = command(*words)
    assert (said.code, said.out) == (1, "")
    assert "p2p.agent.not_running" in said.err
    in_json = command(*words, "--json")
    assert (in_json.code, in_json.err, in_json.json["error"]["code"]) == (1, "", "p2p.agent.not_running")
    assert set(in_json.json["error"]) == {"code", "message", "context"}


def test_text_of_others_cannot_move_the_cursor() -> None:
    assert plain("a\x1b[2J\u202eb\nc\r") == r"a\x1b[2J\u202eb\nc\r"
    assert plain_lines("a\x9b2J\nb\tü") == "a\\x9b2J\nb\\tü"
