"""A volunteer's bundle by `dvc push`, as docs/volunteer.md has it: the maintainer fetches it by its hash from the remote that it serves."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.cohort import cohort
from core.units import format_utc
from tasks.cohort.store import CohortFolder
from tests.gates.cohort.bundles import Made, invitation
from tests.system.git_checkout import make_checkout
from tests.system.served_remote import served
from tests.tasks.signed_project import make_project

pytestmark = pytest.mark.slow


def test_a_bundle_that_was_pushed_with_dvc_waits_and_is_taken(tmp_path: Path) -> None:
    volunteer, maintainer = make_checkout(tmp_path / "volunteer"), make_project(tmp_path / "maintainer")
    now = datetime.now(UTC)
    before, after = (format_utc(now + timedelta(days=days)) for days in (-1, 1))
    CohortFolder.at(maintainer.root / "data" / "cohort").issue(invitation(created_utc=before, expires_utc=after))
    bundle = Made(manifest={"created_utc": format_utc(now)}, run={"generated_utc": format_utc(now - timedelta(hours=1))}).packed()
    outbox = volunteer.root / "data" / "volunteer" / "outbox"
    outbox.mkdir(parents=True)
    (outbox / "node-1.tgz").write_bytes(bundle)
    with served(tmp_path / "remote") as remote:
        for line in remote.commands:
            volunteer.run("sh", "-c", line)
        volunteer.dvc("add", "--out", "bundle.tgz", "data/volunteer/outbox/node-1.tgz")
        volunteer.dvc("push", "bundle.tgz.dvc")
        (md5,) = re.findall(r"^- md5: ([0-9a-f]{32})$", (volunteer.root / "bundle.tgz.dvc").read_text(), re.MULTILINE)
        where = ("--project", str(maintainer.root), "--json")
        fetched = CliRunner().invoke(cohort, ["fetch", md5, "--store", str(remote.store), *where])
    assert json.loads(fetched.stdout) == {"name": f"{md5}.tgz"}, fetched.output
    assert (maintainer.root / "data" / "cohort" / "quarantine" / f"{md5}.tgz").read_bytes() == bundle
    (seen,) = json.loads(CliRunner().invoke(cohort, ["accept", *where]).stdout)
    assert (seen["file"], seen["state"], seen["receipt"]["profile"]["node_id"]) == (f"{md5}.tgz", "passed", "node-1")
    (accepted,) = maintainer.root.glob("data/cohort/accepted/node-1/*/bundle.tgz")
    assert accepted.read_bytes() == bundle
