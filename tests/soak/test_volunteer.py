"""`make soak-volunteer`: docs/volunteer.md, its rehearsal followed literally in a fresh clone, from clone to "passed"."""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.system.cohort_rehearsal import clone
from tests.system.volunteer_document import DOCUMENT, filled_in, steps

NETWORK = "volunteer-document"


def environment(root: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("P2P_AGENT_", "PREFECT_", "PYTHON"))}
    own = {"P2P_AGENT_HOME": str(root / "home"), "P2P_AGENT_INTERFACES": "127.0.0.1", "P2P_AGENT_NETWORK": NETWORK}
    return {**kept, **own, "PYTHONPATH": str(root), "PATH": f"{root / 'bin'}:{os.environ['PATH']}"}


def checkout(target: Path) -> Path:
    """A fresh clone whose set-up is taken as done, with `p2p-agent` on the path."""
    clone(target)
    command = target / "bin" / "p2p-agent"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m cli.main "$@"\n')
    command.chmod(0o755)
    return target


def typed(root: Path, line: str) -> str:
    """What a command says that must succeed."""
    done = subprocess.run(["bash", "-c", line], cwd=root, env=environment(root), capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, (line, done.stdout, done.stderr)
    return done.stdout if "--json" in line else done.stdout + done.stderr


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_the_document_leads_from_a_clone_to_passed(write_result: Callable[[str, str], None]) -> None:
    began_s = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="vol-") as around:
        maintainer, volunteer = (checkout(Path(around) / name) for name in ("maintainer", "volunteer"))
        typed(maintainer, "p2p-agent start")
        try:
            invited = json.loads(typed(maintainer, "p2p-agent cohort invite --json"))
            opened = json.loads(typed(maintainer, "p2p-agent cohort open --json"))
            words = {"INVITATION": invited["path"], "NODE": "node-1", "REGION": "eu", "MAINTAINER": opened["addresses"][0]}
            for step in steps(DOCUMENT.read_text()):
                said = "".join(typed(volunteer, filled_in(command, words)) for command in step.commands)
                assert step.missing(said, words) == [], said
            assert re.search(r"^passed  .* node-1 1$", typed(maintainer, "p2p-agent cohort accept --rehearsal"), re.MULTILINE)
            assert "node-1" in typed(maintainer, "p2p-agent cohort status")
        finally:
            typed(maintainer, "p2p-agent stop")
    write_result("soak-volunteer", f"docs/volunteer.md from a clone to passed in {time.monotonic() - began_s:.0f} s")
