"""What phase N2 lacks, by the records of a cohort in reports/: verified like every artifact."""

from pathlib import Path

from gates.artifacts.reading import read_artifact
from gates.catalogue import Profile, evidence_name
from gates.errors import ArtifactInvalidError
from gates.external_intake import MANIFEST, RECORDS, CohortRecord, intake_gaps
from gates.params.limits.cohort import CohortManifestLimits
from tasks.gate.cohort_files import read_metrics_files
from tasks.reports.store import reports_folder
from tasks.status.gate_states import VerifiedReports, read_verified_reports

PROFILE: Profile = "reduced"
"""Among whose reports the records of a cohort lie."""


def read_intake_gaps(root: Path, verified: VerifiedReports, limits: CohortManifestLimits) -> tuple[str, ...]:
    """What phase N2 lacks in the project at `root`, see `intake_gaps`; `verified` are the reports of the profile that is assessed.

    Errors: those of `read_verified_reports`.
    """
    found = verified if verified.profile == PROFILE else read_verified_reports(root, PROFILE)
    records = {
        name: CohortRecord(one.content, tuple(f"{finding.code}: {finding.message}" for finding in one.findings))
        for name, one in found.artifacts.items()
        if name in RECORDS
    }
    return intake_gaps(records, _node_files(reports_folder(root, PROFILE), records.get(MANIFEST)), limits)


def intake_files(root: Path) -> list[Path]:
    """The records that there are, and the evidence of each."""
    reports = reports_folder(root, PROFILE)
    return [path for record in RECORDS for name in (record, evidence_name(record)) if (path := reports / name).is_file()]


def _node_files(reports: Path, manifest: CohortRecord | None) -> dict[str, bytes]:
    """The metrics of the nodes of a manifest whose evidence holds; the paths in any other are nobody's."""
    if manifest is None or manifest.content is None or manifest.problems:
        return {}
    try:
        return read_metrics_files(reports, read_artifact(manifest.content))
    except ArtifactInvalidError:
        return {}
