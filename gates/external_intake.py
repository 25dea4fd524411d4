"""Phase N2, external intake: what it still lacks, by the signed records of a cohort.

The manifest says who has passed. `pilot_provenance.json` names every record by its digest, and so ties both pilot reports and the metrics
of the nodes to that very manifest.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from pydantic import BaseModel, JsonValue

from gates.artifacts.provenance import ProvenanceManifest
from gates.artifacts.reading import read_artifact
from gates.cohort.cohort_manifest import CohortManifest, judge_cohort_manifest, judge_metrics_files, metrics_json
from gates.cohort.pilot_report import PilotReport
from gates.cohort.pilot_status import PilotStatus
from gates.errors import ArtifactInvalidError
from gates.params.limits.cohort import CohortManifestLimits
from gates.status import printable, shortened
from gates.verdicts.schema import schema_failures

MIN_PASSED = 5
"""So many nodes have passed, whatever our limits say."""
FOLDER = "reports"
"""Where the records lie in the project, in every profile."""
MANIFEST, STATUS, REPORT, PROVENANCE = "cohort_manifest.json", "pilot_status.json", "pilot_14_day_report.json", "pilot_provenance.json"
RECORDS: Mapping[str, type[BaseModel]] = {
    MANIFEST: CohortManifest,
    STATUS: PilotStatus,
    REPORT: PilotReport,
    PROVENANCE: ProvenanceManifest,
}
"""What the phase is decided by, and the form of each."""
NO_COHORT = f"no cohort is reported: {MANIFEST} is missing"


@dataclass(frozen=True, slots=True)
class CohortRecord:
    """One record as it lies there: its bytes, None where they cannot be read, and what is wrong with its evidence."""

    content: bytes | None
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Cohort:
    """The records of one cohort, each in its form."""

    manifest: CohortManifest
    status: PilotStatus
    report: PilotReport
    provenance: ProvenanceManifest

    @property
    def passed(self) -> dict[str, str]:
        """The nodes that have passed, and where the metrics of each lie from the manifest's folder."""
        return {node.node_id: node.metrics_path for node in self.manifest.nodes if node.onboarding_status == "passed"}


def intake_gaps(records: Mapping[str, CohortRecord], node_files: Mapping[str, bytes], limits: CohortManifestLimits) -> tuple[str, ...]:
    """What phase N2 lacks, a line each; empty where it is met.

    It is met by at least five nodes that have passed and rehearse nothing, under a manifest that passes strictly, and by a pilot status and
    a 14-day report of that very manifest. `records` are those of `RECORDS` that are there, `node_files` the nodes' metrics by `metrics_path`;
    `limits` are ours of the manifest.
    """
    if MANIFEST not in records:
        return (NO_COHORT,)
    gaps = [gap for name in RECORDS for gap in shortened([*_unproven(name, records.get(name))])]
    if not gaps:
        raw = {name: record.content or b"" for name, record in records.items()}
        found = {name: read_artifact(raw[name]) for name in RECORDS}
        cohort = _Cohort(
            CohortManifest.model_validate_json(json.dumps(found[MANIFEST]), strict=True),
            PilotStatus.model_validate_json(json.dumps(found[STATUS]), strict=True),
            PilotReport.model_validate_json(json.dumps(found[REPORT]), strict=True),
            ProvenanceManifest.model_validate_json(json.dumps(found[PROVENANCE]), strict=True),
        )
        files = {f"{FOLDER}/{name}": content for name, content in (dict(node_files) | raw).items()}
        gaps = [
            *shortened([*_not_strict(found[MANIFEST], node_files, limits)]),
            *_rehearsed(cohort),
            *_of_another_cohort(cohort),
            *shortened([*_unnamed(cohort, files)]),
        ]
    return tuple(map(printable, gaps))


def _unproven(name: str, record: CohortRecord | None) -> Iterator[str]:
    """Why a record proves nothing: it is not there, its evidence does not hold, or it has not its form."""
    if record is None:
        yield f"{name} is missing"
        return
    if record.problems:
        yield from (f"{name}: {problem}" for problem in record.problems)
        return
    try:
        yield from (
            f"{name}: {path}: {reason}" for path, reason in schema_failures(RECORDS[name], read_artifact(record.content or b"")).items()
        )
    except ArtifactInvalidError as error:
        yield f"{name}: {error.message}"


def _not_strict(manifest: Mapping[str, JsonValue], node_files: Mapping[str, bytes], limits: CohortManifestLimits) -> Iterator[str]:
    """Why the manifest does not pass: whatever our limits say, a rehearsal's does not, nor one without the nodes' metrics or with fewer nodes."""
    least = {"min_passed": max(limits.min_passed or 0, MIN_PASSED), "require_metrics_files": True, "refuse_rehearsal": True}
    found = judge_cohort_manifest(manifest, limits.model_copy(update=least))
    metrics = judge_metrics_files(manifest, {name: metrics_json(content) for name, content in node_files.items()}, are_required=True)
    yield from (f"{MANIFEST}: {failure}" for failure in (*found.failures, *metrics.failures))


def _rehearsed(cohort: _Cohort) -> Iterator[str]:
    """The reports that a rehearsal's bundles are in; the report tells of every bundle, the manifest and the status of the last of each node."""
    marks = {STATUS: cohort.status.rehearsal, REPORT: cohort.report.rehearsal}
    yield from (f"{name}: a rehearsal counts for no milestone" for name, is_rehearsal in marks.items() if is_rehearsal)


def _of_another_cohort(cohort: _Cohort) -> Iterator[str]:
    """How the reports say something else than the manifest: made at another time, over other nodes."""
    for name, made in ((STATUS, cohort.status.generated_utc), (REPORT, cohort.report.generated_utc)):
        if made != cohort.manifest.generated_utc:
            yield f"{name}: made {made}, and the manifest {cohort.manifest.generated_utc}"
    told, listed = ({node.node_id: node.onboarding_status for node in nodes} for nodes in (cohort.status.nodes, cohort.manifest.nodes))
    if told != listed:
        yield f"{STATUS}: its nodes are not those of the manifest"
    seen = {name for day in cohort.report.days for name in day.passed_nodes} & cohort.passed.keys()
    if len(seen) < min(MIN_PASSED, len(cohort.passed)):
        yield f"{REPORT}: tells of {len(seen)} of the nodes that have passed, and {MIN_PASSED} are needed"


def _unnamed(cohort: _Cohort, files: Mapping[str, bytes]) -> Iterator[str]:
    """What the provenance does not name as it lies there: the records, and the metrics of the nodes that have passed."""
    named = {one.path: one.sha256 for one in cohort.provenance.artifacts}
    for name in (f"{FOLDER}/{name}" for name in (MANIFEST, STATUS, REPORT, *cohort.passed.values())):
        if name not in files or named.get(name) != sha256(files[name]).hexdigest():
            yield f"{PROVENANCE}: does not name {name} as it is"
