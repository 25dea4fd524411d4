import json

import pytest
from typer.testing import CliRunner

from cli.main import app


@pytest.fixture
def chat(tmp_path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("P2P_AGENT_HOME", str(tmp_path / "home"))
    return lambda words, *options: CliRunner().invoke(app, ["chat", *options], input=words)


def test_lines_from_a_pipe_are_answered_one_by_one(chat) -> None:
    result = chat("what is 12 times 12?\n\n2 km in metres\n")
    assert (result.exit_code, result.stdout) == (0, "144\n2000\n")


def test_programs_read_one_value_a_line(chat) -> None:
    result = chat("add 3 and 4, then double it\n", "--json")
    said = json.loads(result.stdout)
    assert [step["result"] for step in said["steps"]] == ["7", "14"]
    assert said["is_refused"] is False


def test_help_says_how_to_leave(chat) -> None:
    assert "Ctrl-D" in chat("/help\n").stderr


def test_what_is_no_peer_is_refused(chat) -> None:
    assert chat("hello\n", "--peer", "nobody").exit_code == 1
