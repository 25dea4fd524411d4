"""`make soak-rerun`: a gate that runs again in fresh processes finds the same bits and figures; times, run and peer ids alone are new.

No process of a rerun imports a file that the listing of its code leaves out.
"""

import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gates.catalogue import BASELINE, CLASSIFICATION, SMOKE, Gate
from tests.system.copied_project import Project

GATES = (SMOKE, BASELINE, CLASSIFICATION)
TIMES = ("_sec", "_s", "_ms", "_utc")
DATA = ("tasks.data.digits", "tasks.data.texts", "tasks.data.hashed_texts")
"""The modules of the stages that a gate builds on, which a forced run runs as well."""
NEW = {"run_id", "peers", "peer", "stream_bytes"}
"""What is another in every run: its ids, and the bytes on the wire, which acknowledgements and the lengths of addresses are part of."""


def figures(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Every figure of an artifact by its path, but for times and what is new in every run."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in parts:
        if not (str(name).endswith(TIMES) or name in NEW or (name == "detail" and ".steps" in path)):
            yield from figures(inner, f"{path}.{name}")
    if not isinstance(value, dict | list):
        yield path, value


def artifact(project: Project, gate: Gate) -> dict[str, object]:
    return json.loads((project.root / "reports" / gate.artifact).read_text())


def reproduce(project: Project, *words: str) -> None:
    status, said = project.run("-m", "dvc", "repro", *words, timeout_s=3000)
    assert status == 0, said


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_a_rerun_finds_the_same_figures(project: Project, write_result: Callable[[str, str], None]) -> None:
    (project.root / ".venv").symlink_to(Path(sys.prefix))
    chosen = [gate for gate in GATES if gate.name in os.environ.get("SOAK_GATES", " ".join(one.name for one in GATES)).split()]
    said = []
    for gate in chosen:
        reproduce(project, gate.name)
        first = artifact(project, gate)
        project.forget_compiled()
        reproduce(project, "--force", "--no-run-cache", gate.name)
        again = artifact(project, gate)
        assert project.imported() - project.listed(gate.module).union(*map(project.listed, DATA)) == set()
        assert again["run_id"] != first["run_id"]
        before, after = dict(figures(first)), dict(figures(again))
        assert {path: (before.get(path), after.get(path)) for path in before | after if before.get(path) != after.get(path)} == {}
        weights = sum(path.endswith("weights_sha256") for path in before)
        assert weights > 0
        said.append(f"{gate.name} {len(before)} figures, {weights} weights")
    write_result("soak-rerun", f"`dvc repro -f --no-run-cache`: the same bits in {'; '.join(said)}")
