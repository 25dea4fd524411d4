"""The full profile's data come by DVC, once."""

import json
import sys
from pathlib import Path

import pytest

from tasks.project.files import PROJECT_ROOT
from tests.system.copied_project import Project

MIRROR = PROJECT_ROOT.parent / "shared" / "data"
STAGE = "full/dvc.yaml:fetch_banking77"


@pytest.mark.slow
@pytest.mark.skipif(not MIRROR.is_dir(), reason="the mirror of the public data sets is not on this machine")
def test_a_stage_fetches_once_comes_back_from_the_cache_and_refuses_altered_files(project: Project) -> None:
    (project.root / ".venv").symlink_to(Path(sys.prefix))
    registry = json.loads((project.root / "data/registry.json").read_text())
    files = next(one for one in registry["datasets"] if one["name"] == "banking77")["files"]
    changed = project.root / "data" / files[0]["path"]
    status, said = project.run("-m", "dvc", "repro", STAGE, P2P_AGENT_DATA_MIRROR=str(MIRROR))
    assert status == 0, said
    assert changed.stat().st_size == files[0]["size_bytes"]
    status, said = project.run("-m", "dvc", "repro", STAGE, P2P_AGENT_DATA_MIRROR="http://127.0.0.1:9")
    assert (status, "up to date" in said) == (0, True), said
    changed.unlink()
    status, said = project.run("-m", "dvc", "checkout", STAGE)
    assert (status, changed.stat().st_size) == (0, files[0]["size_bytes"]), said
    changed.chmod(0o644)
    changed.write_text("mine")
    status, said = project.run("-m", "dvc", "repro", STAGE, P2P_AGENT_DATA_MIRROR=str(MIRROR))
    assert status != 0
    assert "gates.data.altered" in said
    assert "p2p-agent data fetch --force banking77" in said
    assert changed.read_text() == "mine"
