"""docs/quickstart.md, followed literally: every command in the terminal that it is for, and what the document shows must be said.

The set-up is taken as done: `p2p-agent` on the path is this checkout's, run by the interpreter of the tests.
"""

import os
import re
import shlex
import subprocess
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "quickstart.md"
ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Step:
    """Commands for one terminal, and the lines that the document shows below them."""

    terminal: int
    commands: tuple[str, ...]
    shown: tuple[str, ...]


def steps(text: str) -> list[Step]:
    """The document's steps for the terminals, in order."""
    found: list[Step] = []
    blocks = re.compile(r"^Terminal (\d):\n\n```sh\n(.*?)^```\n\n```text\n(.*?)^```$", re.MULTILINE | re.DOTALL)
    for terminal, commands, shown in blocks.findall(text):
        found.append(Step(int(terminal), tuple(commands.splitlines()), tuple(shown.splitlines())))
    return found


class Terminal:
    """A shell in which a person types."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            ["bash", "--norc", "--noprofile"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def type(self, command: str) -> str:
        """What a command says on both streams; it must succeed."""
        mark = uuid.uuid4().hex
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{command}\necho {mark} $?\n")
        self.process.stdin.flush()
        said: list[str] = []
        for line in self.process.stdout:
            if line.startswith(mark):
                assert line.split()[1] == "0", (command, said)
                return "".join(said)
            said.append(line)
        raise AssertionError(f"the shell ended: {command}")

    def close(self) -> None:
        """Close the terminal."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(30)
        self.process.stdout.close()


@dataclass(slots=True)
class Reader:
    """Who follows the document: types what it says, and fills in the words in capitals with what was printed."""

    environment: dict[str, str]
    terminals: dict[int, Terminal] = field(default_factory=dict[int, Terminal])
    learnt: dict[str, str] = field(default_factory=dict[str, str])

    def follow(self, step: Step) -> None:
        """Type a step's commands, and compare what they say."""
        terminal = self.terminals.setdefault(step.terminal, Terminal(self.environment))
        said = "".join(terminal.type(self.filled_in(command)) for command in step.commands)
        for line in step.shown:
            match = re.search(self.pattern(line), said, re.MULTILINE)
            assert match, f"not said: {line}\n{said}"
            self.learnt |= match.groupdict()

    def filled_in(self, command: str) -> str:
        """The command with what is known in the place of words in capitals."""
        return re.sub(r"\b(CODE|PEER)\b", lambda word: shlex.quote(self.learnt[word[0]]), command)

    def pattern(self, line: str) -> str:
        """An expression for a shown line: an ellipsis is anything, a word in capitals what it was before."""
        parts = re.split(rf"({ELLIPSIS}|\b(?:CODE|PEER)\b)", line.strip())
        return "".join(map(self._expression, parts))

    def _expression(self, part: str) -> str:
        if part == ELLIPSIS:
            return r".*"
        if part in self.learnt:
            return re.escape(self.learnt[part])
        kinds = {"CODE": r"^(?P<CODE>[1-9A-HJ-NP-Za-km-z]{100,})$", "PEER": r"(?P<PEER>12D3KooW\w{44})"}
        return kinds.get(part, re.escape(part))


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    """Someone with a home of their own, on a network of their own, with `p2p-agent` on the path."""
    command = tmp_path / "bin" / "p2p-agent"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m cli.main "$@"\n')
    command.chmod(0o755)
    own = {
        "PATH": f"{command.parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "HOME": str(tmp_path),
        "P2P_AGENT_INTERFACES": "127.0.0.1",
        "P2P_AGENT_NETWORK": f"quickstart-{uuid.uuid4().hex[:8]}",
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith("P2P_AGENT_")}
    one = Reader({**kept, **own})
    yield one
    for terminal in one.terminals.values():
        terminal.process.stdin.write("p2p-agent stop\n")
        terminal.close()


def test_the_document_leads_from_nothing_to_a_finished_task_between_two_terminals(reader) -> None:
    todo = steps(DOCUMENT.read_text())
    assert [step.terminal for step in todo] == [1, 1, 2, 2, 1, 2]
    for step in todo:
        reader.follow(step)
    assert {"CODE", "PEER"} <= reader.learnt.keys()


def test_every_command_of_the_document_is_followed_or_belongs_to_the_set_up() -> None:
    text = DOCUMENT.read_text()
    blocks = re.findall(r"^```sh\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    followed = ["\n".join(step.commands) + "\n" for step in steps(text)]
    assert [block for block in blocks if block not in followed] == [blocks[0]]
    assert blocks[0].splitlines()[-2:] == ["make setup", ". .venv/bin/activate"]
    assert re.search(r"^setup:", (ROOT / "Makefile").read_text(), re.MULTILINE)
