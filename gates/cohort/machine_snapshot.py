"""What the gates of one machine came to, so that machines can be compared: its scores, on which artifacts they rest, and which machine it is."""

import statistics
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain

from pydantic import JsonValue, ValidationError

from core.units import format_utc
from gates.artifacts.fields import Artifact, HexDigest, Utc, Version1
from gates.artifacts.status import Status
from gates.catalogue import Profile
from gates.cohort.machine_comparison import SCHEMA_VERSION, MachineComparison, MachineSnapshot
from gates.errors import SnapshotInvalidError, SnapshotRehearsalError, SnapshotRepeatedError, SnapshotUnlikeError
from gates.verdicts.lookup import finite_number, lookup

MEANS: Mapping[str, tuple[str, str]] = {
    "baseline_int8_accuracy": ("baseline", "methods.fedavg_int8.accuracy_{}"),
    "adapter_int8_accuracy": ("adapter", "methods.fedavg_int8.accuracy_{}"),
    "fairness_int8_accuracy": ("fairness", "methods.fedavg_int8.accuracy_{}"),
    "overall_score": ("reproducibility", "summary.overall_score.{}"),
}
"""Scores whose mean and deviation an artifact states: score → gate, where `{}` is `mean` or `std`."""

SEEDS: Mapping[str, tuple[str, str]] = {
    "smoke_int8_accuracy": ("smoke", "int8_accuracy"),
    "classification_accuracy": ("classification", "accuracy"),
    "classification_macro_f1": ("classification", "macro_f1"),
}
"""Scores that an artifact states for each of its `seeds`: score → gate, field."""


class _Versioned(Artifact):
    """The field with which a file begins."""

    schema_version: Version1


class SnapshotFile(MachineSnapshot, _Versioned):
    """One machine's snapshot; `artifacts` are the digests of what it rests on, and a rehearsal is no other machine."""

    generated_utc: Utc
    rehearsal: bool
    profile: Profile
    gates: dict[str, Status]
    artifacts: dict[str, HexDigest]


def parse_snapshot(raw: bytes) -> SnapshotFile:
    """The snapshot in `raw`.

    Errors: SnapshotInvalidError (gates.snapshot.invalid).
    """
    try:
        return SnapshotFile.model_validate_json(raw)
    except ValidationError as error:
        first = error.errors()[0]
        raise SnapshotInvalidError(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from error


def scores_of(contents: Mapping[str, Mapping[str, JsonValue]]) -> dict[str, tuple[float, float]]:
    """Mean and deviation over the seeds of every score that the artifacts, by gate, state."""
    found = {
        score: (
            finite_number(lookup(contents.get(gate, {}), path.format("mean"))),
            finite_number(lookup(contents.get(gate, {}), path.format("std"))),
        )
        for score, (gate, path) in MEANS.items()
    }
    stated = {score: (mean, std) for score, (mean, std) in found.items() if mean is not None and std is not None}
    for score, (gate, field) in SEEDS.items():
        if values := [*_of_seeds(contents.get(gate, {}), field)]:
            stated[score] = (statistics.fmean(values), statistics.pstdev(values))
    return stated


def scores_due(gates: Mapping[str, object]) -> frozenset[str]:
    """The scores that a snapshot of these gates has."""
    return frozenset(score for score, (gate, _) in chain(MEANS.items(), SEEDS.items()) if gate in gates)


def compare(snapshots: Sequence[SnapshotFile], *, now: datetime) -> MachineComparison:
    """The comparison of snapshots of different machines, or of a rehearsal on one.

    Errors: SnapshotRehearsalError (gates.snapshot.rehearsal), SnapshotRepeatedError (gates.snapshot.repeated),
    SnapshotUnlikeError (gates.snapshot.unlike).
    """
    is_rehearsal = bool(snapshots) and all(one.rehearsal for one in snapshots)
    if not is_rehearsal:
        _require_machines(snapshots)
    _require_alike(snapshots)
    names = sorted(scores_due(snapshots[0].gates)) if snapshots else []
    columns = {name: [one.scores[name] for one in snapshots] for name in names}
    return MachineComparison(
        schema_version=SCHEMA_VERSION,
        generated_utc=format_utc(now),
        rehearsal=is_rehearsal,
        snapshots=tuple(MachineSnapshot.model_validate(one.model_dump(include=set(MachineSnapshot.model_fields))) for one in snapshots),
        score_ranges={name: max(values) - min(values) for name, values in columns.items()},
        max_std=max((one.stds[name] for one in snapshots for name in names), default=0.0),
    )


def _of_seeds(content: Mapping[str, JsonValue], field: str) -> Iterator[float]:
    seeds = content.get("seeds")
    for seed in seeds if isinstance(seeds, list) else []:
        value = finite_number(lookup(seed, field))
        if value is not None:
            yield value


def _require_machines(snapshots: Sequence[SnapshotFile]) -> None:
    """Each snapshot is of a machine of its own."""
    labels: dict[str, str] = {}
    for one in snapshots:
        if one.rehearsal:
            raise SnapshotRehearsalError("a rehearsal stands among machines; it is none", label=one.label)
        if one.machine_id in labels:
            raise SnapshotRepeatedError(f"{labels[one.machine_id]} and {one.label} are one machine", machine_id=one.machine_id)
        labels[one.machine_id] = one.label


def _require_alike(snapshots: Sequence[SnapshotFile]) -> None:
    """All have the same profile and gates, and every score of those."""
    for one in snapshots:
        if (one.profile, set(one.gates)) != (snapshots[0].profile, set(snapshots[0].gates)):
            raise SnapshotUnlikeError(f"{one.label} ran other gates, or another profile, than {snapshots[0].label}", label=one.label)
        if missing := sorted(scores_due(one.gates) - (set(one.scores) & set(one.stds))):
            raise SnapshotUnlikeError(f"{one.label} lacks {', '.join(missing)}", label=one.label)
