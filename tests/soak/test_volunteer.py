"""`make soak-volunteer`: docs/volunteer.md followed literally from `git clone` to "passed", in earnest and then as a rehearsal."""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tasks.project.files import PROJECT_ROOT
from tests.system.cohort_rehearsal import clone
from tests.system.volunteer_document import DOCUMENT, commands, filled_in, section, steps

NETWORK = "volunteer-document"
TIMEOUT_S = 1800.0
TEXT = DOCUMENT.read_text()
PARTS = ("1. Set up once", "2. Start", "3. Submit")


@dataclass(frozen=True)
class Terminal:
    """Where somebody types: a folder, an agent home, and what was typed there before that lasts."""

    folder: Path
    home: Path
    before: str = "true"
    own_path: str = ""

    @property
    def environment(self) -> dict[str, str]:
        """That of somebody who has nothing of this process's."""
        of_others = ("P2P_AGENT_", "PREFECT_", "PYTHON", "VIRTUAL_ENV")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(of_others)}
        path = [one for one in os.environ["PATH"].split(":") if Path(one) != Path(sys.prefix) / "bin"]
        own = {"P2P_AGENT_HOME": str(self.home), "P2P_AGENT_INTERFACES": "127.0.0.1", "P2P_AGENT_NETWORK": NETWORK}
        return {**kept, **own, "PATH": ":".join([*filter(None, [self.own_path]), *path])}

    def started(self, typed: str) -> "subprocess.Popen[str]":
        """What was typed, as it begins; what it says on standard error comes with the rest."""
        return subprocess.Popen(
            ["bash", "-ec", f"{self.before}\n{typed}"],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL if "--json" in typed else subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def type(self, typed: str) -> str:
        """What a command says that must succeed."""
        process = self.started(typed)
        said, _ = process.communicate(timeout=TIMEOUT_S)
        assert process.returncode == 0, (typed, said)
        return said


@contextmanager
def maintained(around: Path) -> Iterator[Terminal]:
    """The maintainer's terminal, whose agent runs; its checkout is set up as this one is."""
    clone(around / "maintainer")
    command = around / "bin" / "p2p-agent"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nPYTHONPATH="{around / "maintainer"}" exec "{sys.executable}" -m cli.main "$@"\n')
    command.chmod(0o755)
    terminal = Terminal(around / "maintainer", around / "maintainer" / "home", own_path=str(command.parent))
    terminal.type("p2p-agent start")
    try:
        yield terminal
    finally:
        terminal.type("p2p-agent stop")


@contextmanager
def running(terminal: Terminal, typed: str) -> Iterator[None]:
    """A node that runs, from the end of its first cycle on until Ctrl-C, which leaves nothing behind."""
    process, said = terminal.started(f"exec {typed}"), list[str]()
    assert process.stdout is not None
    for line in process.stdout:
        said.append(line)
        if line.startswith("next: p2p-agent volunteer submit"):
            break
    assert any(re.match(r"cycle of .*: every gate passed", line) for line in said), "".join(said)
    try:
        yield
    finally:
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=TIMEOUT_S)
    assert process.returncode == 130 and "nothing is left running" in rest, rest


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_the_document_leads_from_a_clone_to_passed(write_result: Callable[[str, str], None]) -> None:
    began_s = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="vol-") as name, maintained(around := Path(name)) as maintainer:
        invited = json.loads(maintainer.type("p2p-agent cohort invite --json"))
        opened = json.loads(maintainer.type("p2p-agent cohort open --json"))
        words = {"INVITATION": invited["path"], "NODE": "node-1", "REGION": "eu", "MAINTAINER": opened["addresses"][0]}
        set_up, (start,), (submit,) = (
            [filled_in(line, words | {"ADDRESS": str(PROJECT_ROOT)}) for line in commands(section(TEXT, title))] for title in PARTS
        )

        assert "next: p2p-agent volunteer run" in Terminal(around, around / "home").type("\n".join(set_up))
        set_up_s = time.monotonic() - began_s
        volunteer = Terminal(around / "p2p-agents", around / "home", ". .venv/bin/activate")
        with running(volunteer, start):
            assert "is with 12D3KooW" in volunteer.type(submit)
        assert re.search(r"^passed  .* node-1 1$", maintainer.type("p2p-agent cohort accept"), re.MULTILINE)
        passed_s = time.monotonic() - began_s

        for step in steps(TEXT):
            said = "".join(volunteer.type(filled_in(command, words)) for command in step.commands)
            assert step.missing(said, words) == [], said
        assert re.search(r"^passed  .* node-1 2$", maintainer.type("p2p-agent cohort accept --rehearsal"), re.MULTILINE)
        assert "node-1" in maintainer.type("p2p-agent cohort status")
    write_result(
        "soak-volunteer",
        f"docs/volunteer.md typed from `git clone`: set up in {set_up_s:.0f} s, the first real bundle passed after {passed_s:.0f} s,"
        f" the rehearsal's after {time.monotonic() - began_s:.0f} s",
    )
