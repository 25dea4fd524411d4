"""What is asked of a published smoke artifact, and what someone with a key could do to its evidence."""

import base64
import json
from collections.abc import Callable

from core.signing.dsse import sign_envelope
from core.signing.keys import SigningKey
from gates.statement import PAYLOAD_TYPE
from tasks.reports.store import CheckedArtifact, verify_reports

ARTIFACT, EVIDENCE = "smoke_summary.json", "smoke_summary.dsse.json"
FIGURE, FRAME = "smoke_accuracy.png", "smoke_frame.parquet"


def check(published) -> CheckedArtifact:
    (only,) = verify_reports(published.reports, published.root, {published.key.peer_id: "a friend"})
    return only


def codes(published) -> set[str]:
    return {finding.code for finding in check(published).findings}


def resign(published, change: Callable[[dict], None], key: SigningKey | None = None) -> None:
    """Change the statement and sign it again, as someone with a key could."""
    envelope = json.loads((published.reports / EVIDENCE).read_bytes())
    statement = json.loads(base64.b64decode(envelope["payload"]))
    change(statement)
    payload = json.dumps(statement, sort_keys=True, separators=(",", ":")).encode()
    signed = sign_envelope(payload, PAYLOAD_TYPE, key or published.key)
    raw = json.dumps(signed.model_dump(), sort_keys=True, separators=(",", ":")) + "\n"
    (published.reports / EVIDENCE).write_text(raw)
