import pytest

from core.version import VERSION

COMMANDS = [
    "id",
    "start",
    "stop",
    "peers",
    "connect",
    "disconnect",
    "doctor",
    "identity",
    "invite",
    "join",
    "trust",
    "ping",
    "ask",
    "verify",
]


def test_help_names_every_command(command) -> None:
    said = command.process("--help")
    assert said.code == 0
    assert [name for name in COMMANDS if name not in said.out] == []


@pytest.mark.parametrize("words", [("nothing",), ("ask",), ("ask", "a", "b", "c", "--timeout", "x"), ("trust", "add"), ("peers", "--yaml")])
def test_wrong_usage_is_exit_code_2(command, words: tuple[str, ...]) -> None:
    said = command(*words)
    assert (said.code, said.out) == (2, "")


def test_a_process_ends_with_the_commands_exit_code(command) -> None:
    assert [command.process(*words).code for words in (("--version",), ("peers",), ("nothing",))] == [0, 1, 2]


def test_the_version_is_told(command) -> None:
    assert command("--version").out == f"p2p-agent {VERSION}\n"
