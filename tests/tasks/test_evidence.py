from datetime import UTC, datetime

from gates.catalogue import SMOKE
from tasks.evidence import RunFacts, publish_artifact, record_sources
from tasks.local_identity import local_key, local_peer
from tasks.provenance import describe_engine
from tasks.report_store import verify_reports


def test_what_the_tasks_publish_verifies_under_the_local_identity(published, tmp_path):
    (tmp_path / "smoke_accuracy.png").write_bytes(b"another figure")
    sources = record_sources.fn(published.root, SMOKE)
    facts = RunFacts("run-2", (0,), describe_engine(), {"train": 1.0}, datetime(2026, 1, 1, tzinfo=UTC))
    path = publish_artifact.fn(published.reports, SMOKE, b"{}", (tmp_path / "smoke_accuracy.png",), sources=sources, facts=facts)
    assert path.read_bytes() == b"{}"
    (checked,) = verify_reports(published.reports, published.root, {local_key().peer_id: "local identity"})
    assert (checked.signer, checked.findings) == (local_peer(), ())
