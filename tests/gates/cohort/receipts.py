"""Receipts of bundles that were taken, as a pilot gathers them day by day."""

from datetime import datetime, timedelta
from functools import cache

from core.units import format_utc
from gates.cohort.ledger import Receipt
from gates.cohort.pilot_metrics import PilotMetrics
from tests.gates.cohort.bundles import ALICE, INVITATION_ID, profile
from tests.gates.samples_of_cohort import pilot_metrics

BEGIN = datetime.fromisoformat("2026-01-01T12:00:00Z")


@cache
def receipt(
    node_id: str = "node-1",
    day: int = 1,
    *,
    uptime: float = 1.0,
    ok: bool = True,
    failure: str = "",
    rehearsal: bool = False,
    region: str = "eu",
    rerun: str = "",
) -> Receipt:
    metrics = pilot_metrics(node_id)
    metrics["health"] |= {"uptime_ratio_24h": uptime, "last_cycle_ok": ok}
    metrics["status"]["open_issues"] = 1 if failure else 0
    created = format_utc(BEGIN + timedelta(days=day - 1))
    failures = [{"code": "gate_failed", "gate": failure.partition(":")[0], "detail": failure}] if failure else []
    return Receipt.model_validate(
        {
            "schema_version": 1,
            "bundle_id": f"{day:064d}",
            "peer_id": ALICE.peer_id,
            "sequence": day,
            "created_utc": created,
            "accepted_utc": created,
            "invitation_id": INVITATION_ID,
            "size_bytes": 1000,
            "rehearsal": rehearsal,
            "profile": {**profile(node_id), "region": region},
            "status": "failed" if failure else "passed",
            "failure_reason": failure,
            "artifacts": {"smoke_summary.json": "a" * 64},
            "failures": failures,
            "recheck": recheck(rerun) if rerun else None,
            "metrics": PilotMetrics.model_validate(metrics).model_dump(),
        }
    )


def recheck(outcome: str) -> dict:
    """A recheck whose draw fell on the bundle."""
    rerun = {"gate": "baseline", "seed": 0, "outcome": outcome, "max_difference": 0.02, "stated": {}, "found": {}, "detail": ""}
    return {
        "judged_by": "contract",
        "verdicts": {"baseline": ""},
        "rate": 1.0,
        "gates": ["baseline"],
        "secret_commitment": "0" * 64,
        "rerun": rerun,
    }
