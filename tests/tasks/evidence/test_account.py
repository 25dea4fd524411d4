"""An account is an artifact like any other: signed by this machine's identity, and stale once a source has changed."""

from gates.catalogue import Gate
from tasks.evidence.account import Account, publish_account
from tasks.evidence.local_identity import local_key
from tasks.reports.store import Publication, verify_reports


def test_an_account_verifies_until_its_code_changes(published):
    code = published.root / "learning" / "module.py"
    gate = Gate("sweep", "account.json", figures=(), inputs={"reduced": ()}, params=(), entry="learning.module")
    account = Account("run-7", "reduced", "2026-01-31T12:00:00+00:00", {"smoke": 1.5})
    path = publish_account(published.root, gate, Publication("account.json", b"{}", {}), account)

    def findings() -> list[str]:
        checked = verify_reports(published.reports, published.root, {local_key().peer_id: "local identity"})
        (ours,) = (one for one in checked if one.artifact == "account.json")
        assert ours.run is not None
        assert (ours.run.run_id, ours.run.seeds, ours.run.timings_s) == ("run-7", (), {"smoke": 1.5})
        return [finding.name for finding in ours.findings]

    assert path.read_bytes() == b"{}"
    assert findings() == []
    code.write_text("# other code")
    assert findings() == ["learning/module.py"]
