"""The provenance names what is there, by its digest, and stays true when what it names is written anew elsewhere."""

import io
import json
import tarfile

from tasks.cohort.provenance import BUNDLE, publish_provenance
from tasks.evidence.local_identity import local_key
from tasks.reports.store import verify_reports
from tests.gates.cohort.bundles import NOW
from tests.tasks.signed_project import make_project


def test_it_lists_the_reports_that_there_are_the_bundle_of_them_and_what_dvc_has(tmp_path):
    project = make_project(tmp_path)
    for name in ("reports/pilot_status.md", "reports/cohort/node-1/pilot_metrics.json", "reports/other.md", "data/cohort/accepted.dvc"):
        (project.root / name).parent.mkdir(parents=True, exist_ok=True)
        (project.root / name).write_text(name)
    path = publish_provenance(project.root, ["cohort/node-1/pilot_metrics.json"], now=NOW)
    listed = [one["path"] for one in json.loads(path.read_bytes())["artifacts"]]
    assert listed == [
        "data/cohort/accepted.dvc",
        "reports/cohort/node-1/pilot_metrics.json",
        f"reports/{BUNDLE}",
        "reports/pilot_status.md",
    ]
    with tarfile.open(fileobj=io.BytesIO((project.reports() / BUNDLE).read_bytes())) as packed:
        assert packed.getnames() == ["cohort/node-1/pilot_metrics.json", "pilot_status.md"]
    (project.root / "params.yaml").write_text("profile: full\n")
    (found,) = verify_reports(project.reports(), project.root, {local_key().peer_id: "me"})
    assert found.findings == ()
