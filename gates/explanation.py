"""Why a gate stands where it stands: which metric missed which limit by how much, which seed, which input changed, how to rerun."""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from pydantic import JsonValue

from gates.artifacts.status import Status
from gates.catalogue import GATES, Profile, evidence_name
from gates.goals import SubGoal
from gates.statement import Sources
from gates.status import GateState, state_of
from gates.verdicts.lookup import finite_number, lookup
from gates.verdicts.margins import worst
from gates.verdicts.verdict import MetricRow, Verdict

_INDEXED = re.compile(r"^(.*?\[\d+\])")
_OF_METHOD = re.compile(r"^methods\.(\w+)\.(\w+)_mean$")


@dataclass(frozen=True, slots=True)
class Miss:
    """One figure that fails: `missed_by` is the distance to the limit, `seed` the run that it belongs to, `of` whose limit it is."""

    metric: str
    value: JsonValue
    comparison: str
    limit: JsonValue
    missed_by: float | None
    reason: str
    of: str
    seed: int | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything that a person needs in order to act, and from each claim back to what it rests on.

    `changed` names what differs from the files that the evidence vouches for; `claims` are the figures with their limits, `sources`
    the digests of what the run read, `sha256` that of the artifact.
    """

    gate: str
    state: Status
    detail: str
    profile: Profile
    artifact: str
    evidence: str
    signer: str | None
    run_utc: str | None
    seeds: tuple[int, ...]
    misses: tuple[Miss, ...]
    changed: tuple[dict[str, str], ...]
    rerun: str | None
    claims: tuple[MetricRow, ...] = ()
    sha256: str | None = None
    run_id: str | None = None
    machine: str | None = None
    git_commit: str | None = None
    sources: Sources | None = None
    page: str | None = None

    def as_json(self) -> dict[str, JsonValue]:
        """The explanation as machines read it."""
        return asdict(self) | {"sources": self.sources.model_dump(mode="json") if self.sources else None}


@dataclass(frozen=True, slots=True)
class GateRow:
    """One gate in a list; `worst` is the figure with the least room under its limit, or the first that fails."""

    gate: str
    state: Status
    detail: str
    worst: MetricRow | None
    run_utc: str | None
    profile: Profile
    artifact: str
    signer: str | None
    page: str | None = None
    """Its page as a path in the project; None where none has been written."""

    def as_json(self) -> dict[str, JsonValue]:
        """The row as machines read it."""
        return asdict(self)


def row_of(sub_goal: SubGoal, state: GateState, *, profile: Profile) -> GateRow:
    """One gate's line in a list."""
    status, detail = state_of(sub_goal, state)
    run_utc = state.run.generated_utc if state.run else None
    return GateRow(sub_goal.gate, status, detail, state.ours and worst(state.ours), run_utc, profile, sub_goal.artifact, state.signer)


def explain(sub_goal: SubGoal, state: GateState, *, profile: Profile, folder: str) -> Explanation:
    """The explanation of a gate's state; `folder` is where its artifact lies, as a path in the project."""
    status, detail = state_of(sub_goal, state)
    return Explanation(
        gate=sub_goal.gate,
        state=status,
        detail=detail,
        profile=profile,
        artifact=f"{folder}/{sub_goal.artifact}",
        evidence=f"{folder}/{evidence_name(sub_goal.artifact)}",
        signer=state.signer,
        run_utc=state.run.generated_utc if state.run else None,
        seeds=tuple(dict.fromkeys(state.run.seeds)) if state.run else (),
        misses=tuple(_misses(sub_goal, state)),
        changed=tuple({"code": one.code, "name": one.name, "message": one.message} for one in state.findings),
        rerun=rerun_command(sub_goal, profile),
        claims=tuple(row for row in state.ours.rows if row.comparison != "reported") if state.ours else (),
        sha256=state.sha256,
        run_id=state.run.run_id if state.run else None,
        machine=state.run.machine.id if state.run else None,
        git_commit=state.run.git_commit if state.run else None,
        sources=state.sources,
    )


def rerun_command(sub_goal: SubGoal, profile: Profile) -> str | None:
    """What runs the gate again although nothing has changed; None where the gate does not exist yet."""
    if sub_goal.artifact not in GATES:
        return None
    stage = sub_goal.gate if profile == "reduced" else f"full/dvc.yaml:{sub_goal.gate}"
    return f".venv/bin/dvc repro -f --no-run-cache {stage}"


def method_and_metric(metric: str) -> tuple[str, str] | None:
    """The method and metric of the frame whose mean over the seeds `metric` is; None where it is no such mean."""
    found = _OF_METHOD.match(metric)
    return (found[1], found[2]) if found else None


def _misses(sub_goal: SubGoal, state: GateState) -> Iterator[Miss]:
    ours = _failed(state.ours)
    floors = _failed(state.floors) if sub_goal.holds_floors else []
    known = {(row.metric, str(row.limit)) for row in ours}
    for of, rows in (("ours", ours), ("floor", [row for row in floors if (row.metric, str(row.limit)) not in known])):
        for row in rows:
            missed_by = None if row.margin is None else -row.margin
            yield Miss(row.metric, row.value, row.comparison, row.limit, missed_by, row.reason, of, _seed(state, row.metric))


def _failed(verdict: Verdict | None) -> list[MetricRow]:
    return [row for row in verdict.rows if not row.ok] if verdict else []


def _seed(state: GateState, metric: str) -> int | None:
    """The seed of the entry that `metric` lies in, like `seeds[2]` of `seeds[2].accuracy`."""
    found = _INDEXED.match(metric)
    seed = finite_number(lookup(state.content or {}, f"{found[1]}.seed")) if found else None
    return None if seed is None else int(seed)
