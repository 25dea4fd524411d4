"""`make soak-encoder`: of the stages that build on encoded texts, only an agent that answers loads the encoder, and it encodes no document.

A copy of the project runs in which the encoder tells of every process that imports it, and of every text that it is given.
"""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tasks.data.case_features import case_passages
from tasks.data.own_cases import read_half
from tasks.project.files import PROJECT_ROOT
from tests.system.copied_project import Project, copied_project

STAGES = {"generality": ["p2p.agent.computing.worker"], "reproducibility": [], "adapter": []}
"""The modules of the processes that may load it, one of each."""
DATA = {
    "data_digits": set[str](),
    "data_utterances_hashed": set[str](),
    "data_utterances_encoded": {"tasks.data.encoding"},
    "data_cases_encoded": {"tasks.runs.generality.encoding"},
}
"""The stages that these build on, in their order, and the modules of those that encode."""
ENCODER = "learning/models/minilm.py"
TOLD = "encoder.jsonl"
TELLING = f"""
import json as _json, sys as _sys
from pathlib import Path as _Path

_told, _encode = _Path(__file__).parents[2] / "{TOLD}", MiniLm.encode


def _tell(texts):
    with _told.open("a") as file:
        file.write(_json.dumps({{"command": _sys.orig_argv, "texts": texts}}) + "\\n")


def _encode_and_tell(self, texts, *more):
    _tell(list(texts))
    return _encode(self, texts, *more)


MiniLm.encode = _encode_and_tell
_tell([])
"""


def told(project: Project) -> list[dict[str, list[str]]]:
    """What the encoder has told since the last time."""
    path = project.root / TOLD
    lines = path.read_text().splitlines() if path.exists() else []
    path.unlink(missing_ok=True)
    return [json.loads(line) for line in lines]


def module_of(command: list[str]) -> str:
    return command[command.index("-m") + 1]


def reproduce(project: Project, *words: str) -> list[dict[str, list[str]]]:
    """`dvc repro` with these words, and what the encoder told meanwhile."""
    status, said = project.run("-m", "dvc", "repro", *words, timeout_s=1800)
    assert status == 0, said
    return told(project)


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_no_stage_loads_an_encoder_that_a_cached_one_spares(tmp_path: Path, write_result: Callable[[str, str], None]) -> None:
    chosen = [stage for stage in STAGES if stage in os.environ.get("SOAK_GATES", " ".join(STAGES)).split()]
    with copied_project(tmp_path / "p", {"max_total_runtime_sec: 120.0": "max_total_runtime_sec: 3600.0"}) as project:
        (project.root / ".venv").symlink_to(Path(sys.prefix))
        encoder = project.root / ENCODER
        encoder.write_text(encoder.read_text() + TELLING)
        assert {stage: {module_of(one["command"]) for one in reproduce(project, stage)} for stage in DATA} == DATA
        found = {stage: reproduce(project, "--force", "--no-run-cache", "--single-item", stage) for stage in chosen}
    commands = {stage: {tuple(one["command"]) for one in lines} for stage, lines in found.items()}
    assert {stage: [module_of(list(one)) for one in some] for stage, some in commands.items()} == {stage: STAGES[stage] for stage in chosen}
    asked = [text for lines in found.values() for one in lines for text in one["texts"]]
    passages = set(case_passages(read_half(PROJECT_ROOT, "held_out")))
    assert len(passages) > 100 and not passages & set(asked)
    said = f"{len(asked)} texts encoded, none of the {len(passages)} passages"
    write_result("soak-encoder", f"{', '.join(chosen)}: {sum(map(len, commands.values()))} process loads the encoder; {said}")
