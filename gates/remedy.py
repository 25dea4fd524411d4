"""What to do about an artifact that is missing or stale: the command that writes it anew."""

from collections.abc import Mapping

from gates.catalogue import GATES
from gates.goals import sub_goals

STATUS, STATUS_TEXT, READINESS = "main_track_status.json", "main_track_status.md", "mvp_readiness.json"
DEFINITION = "definition_of_done.json"
RUN_GATES = "make gates"
RUN_STATUS = ".venv/bin/python -m flows.status --require-fairness --require-smoke-summary"
RUN_TABLE = ".venv/bin/python -m tasks.status.definition_of_done"

_REMEDIES: Mapping[str, str] = {
    **dict.fromkeys((*GATES, *(part.artifact for part in sub_goals()), "sweep.json"), RUN_GATES),
    **dict.fromkeys((STATUS, STATUS_TEXT, READINESS), RUN_STATUS),
    DEFINITION: RUN_TABLE,
    "machine_comparison.json": "p2p-agent machines compare",
    "machine_rehearsal.json": "p2p-agent machines rehearse",
    **dict.fromkeys(
        ("cohort_manifest.json", "pilot_cohort_metrics.json", "pilot_status.json", "pilot_14_day_report.json", "pilot_provenance.json"),
        "p2p-agent cohort report",
    ),
    "weekly_provenance.json": "make weekly",
}


def remedy(artifact: str) -> str | None:
    """The command that writes the artifact anew; None where nobody knows it."""
    return _REMEDIES.get(artifact)
