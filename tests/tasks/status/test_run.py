"""In Prefect a status shows its parts, its reasons, readiness and the evidence."""

import json
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

from gates.goals import STRICT
from gates.params.limits.readiness import READINESS_FLOORS
from gates.readiness import Ground, mvp_readiness
from gates.status import main_track_status
from tasks.status.assessment import Assessment
from tasks.status.run import show_status
from tests.gates.gate_states import all_done, failed


def test_prefect_shows_sub_goals_status_readiness_and_evidence(prefect_api: str, tmp_path: Path) -> None:
    from prefect import flow

    now = datetime(2026, 1, 1, tzinfo=UTC)
    states = all_done(adapter=failed("adapter"))
    status = main_track_status(states, STRICT, profile="reduced", now=now)
    readiness = mvp_readiness(Ground(status, {}, frozenset()), READINESS_FLOORS, now=now)

    @flow
    def showing() -> None:
        show_status(Assessment("reduced", states, status, readiness), "r1", tmp_path / "main_track_status.json")

    showing()
    request = urllib.request.Request(f"{prefect_api}/artifacts/latest/filter", data=b"{}", headers={"content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        shown = {row["key"]: json.dumps(row["data"]) for row in json.load(answer)}
    assert "a: 0.5 is not >= 0.95" in shown["status-sub-goals"]
    assert "required sub-goals 8/9" in shown["status-verdict"]
    assert "not ready" in shown["status-readiness"]
    assert "(/reports/index.html)" in shown["status-page"]
    assert str(tmp_path / "main_track_status.dsse.json") in shown["status-evidence"]
