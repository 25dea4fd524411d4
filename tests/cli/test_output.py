import pytest

from cli.output import filled, plain, plain_lines, sentence, waiting
from core.errors import ParameterInvalidError
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


@pytest.mark.parametrize(
    ("message", "context", "said"),
    [
        ("the file is empty", {"path": "/a"}, "A parameter has an invalid value. The file is empty (path=/a)"),
        ("local.epochs: too many", {}, "A parameter has an invalid value. local.epochs: too many"),
        ("a parameter has an invalid value", {"name": "x"}, "A parameter has an invalid value (name=x)"),
        (f"{ParameterInvalidError.text} It is too long", {}, "A parameter has an invalid value. It is too long"),
        (ParameterInvalidError.text, {}, "A parameter has an invalid value."),
    ],
)
def test_an_error_is_told_in_sentences_and_once(message: str, context, said: str) -> None:
    assert sentence(ParameterInvalidError(message, **context)) == f"{said} [core.parameters.invalid]"


def test_a_program_sees_no_sign_of_waiting(capsys) -> None:
    with waiting("something"):
        pass
    assert capsys.readouterr() == ("", "")


def test_lines_fit_and_what_is_for_copying_is_never_cut() -> None:
    long = "x" * 100
    assert filled(f"topic      a b c {long} d", "  ", width=20) == f"topic      a b c\n  {long}\n  d"
