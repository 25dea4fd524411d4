"""A project that may be released: every gate passed, the status is whole, the table was executed, the changelog has its date, all is committed."""

import json
import subprocess
from pathlib import Path

from core.version import VERSION
from gates.definition import Row
from gates.goals import STRICT
from gates.readiness import REQUIRED_DOCS
from tasks.evidence.local_identity import local_peer
from tasks.evidence.trust import FILE_NAME
from tasks.project.all_parameters import load_project
from tasks.status.assessment import assess, publish_assessment
from tasks.status.definition_of_done import RowResult, publish_results
from tasks.status.release import CHANGELOG
from tests.tasks.signed_project import ARTIFACTS, SignedProject, make_project

ROWS = [RowResult(Row(f"{number:02}", (), "true", ("ok",)), "pass", "true") for number in range(1, 14)]


def make_releasable(root: Path) -> SignedProject:
    project = make_project(root)
    (project.root / "docs").mkdir()
    for name in REQUIRED_DOCS:
        (project.root / name).touch()
    (project.root / CHANGELOG).write_text(f"## [{VERSION}] - 2026-01-31\n")
    for gate in ARTIFACTS:
        project.publish(gate)
    publish_assessment(project.root, assess(project.root, "reduced", load_project(project.root).limits, STRICT), "run-2")
    publish_results(project.root, ROWS, strict=True)
    list_key(project.root, str(local_peer()))
    (project.root / ".gitignore").write_text("/reports/\n")
    git(project.root, "init", "--quiet")
    commit(project.root)
    return project


def list_key(root: Path, peer_id: str) -> None:
    """Trust one more key."""
    path = root / FILE_NAME
    listed = json.loads(path.read_text())
    listed["keys"].append({"peer_id": peer_id, "name": "maintainer", "added_utc": "2026-01-01T00:00:00Z", "purpose": "releases"})
    path.write_text(json.dumps(listed))


def commit(root: Path) -> None:
    """Commit everything that is not ignored."""
    git(root, "add", "--all")
    git(
        root,
        "-c",
        "user.name=nobody",
        "-c",
        "user.email=nobody@example.org",
        "-c",
        "commit.gpgsign=false",
        "commit",
        "--quiet",
        "-m",
        "all",
    )


def git(root: Path, *words: str) -> None:
    subprocess.run(["git", "-C", str(root), *words], check=True)
