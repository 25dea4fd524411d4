from datetime import UTC, datetime

from gates.catalogue import SMOKE
from tasks.evidence.local_identity import local_key, local_peer
from tasks.evidence.provenance import describe_engine
from tasks.evidence.record import RunFacts, publish_artifact
from tasks.evidence.sources import digest_sources
from tasks.gate.run import GateRun
from tasks.gate.steps import StepLog
from tasks.reports.store import verify_reports


def test_what_the_tasks_publish_verifies_under_the_local_identity(published):
    log = StepLog("smoke", lambda: 0.0, lambda _: None)
    run = GateRun(SMOKE, "reduced", "run-2", digest_sources(published.root, SMOKE, "reduced"), log)
    facts = RunFacts((0,), describe_engine(), {"train": 1.0}, datetime(2026, 1, 1, tzinfo=UTC))
    companions = dict.fromkeys(SMOKE.companions, b"another one")
    path = publish_artifact(published.reports, run, b"{}", companions, facts)
    assert path.read_bytes() == b"{}"
    (checked,) = verify_reports(published.reports, published.root, {local_key().peer_id: "local identity"})
    assert (checked.signer, checked.findings) == (local_peer(), ())
