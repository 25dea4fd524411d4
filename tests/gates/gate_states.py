"""States of gates for tests of what follows from them."""

from gates.evidence import Finding
from gates.goals import sub_goals
from gates.status import GateState
from gates.verdicts.verdict import MetricRow, Verdict

ARTIFACTS = {part.gate: part.artifact for part in sub_goals()}


def row(metric: str = "accuracy", value: float = 0.97, limit: float = 0.95) -> MetricRow:
    is_ok = value >= limit
    return MetricRow(metric, value, ">=", limit, value - limit, is_ok, "" if is_ok else f"{value} is not >= {limit}")


def done(gate: str, **content: object) -> GateState:
    passing = Verdict(gate, (row("a", 0.97), row("b", 0.951)))
    return GateState(
        gate, ARTIFACTS[gate], is_present=True, content={"run_count": 5, "include_fairness": True, **content}, ours=passing, floors=passing
    )


def missing(gate: str) -> GateState:
    return GateState(gate, ARTIFACTS[gate], is_present=False)


def failed(gate: str, *, ours: bool = False, floors: bool = True) -> GateState:
    verdicts = [Verdict(gate, (row("a", 0.97 if is_ok else 0.5),)) for is_ok in (ours, floors)]
    return GateState(gate, ARTIFACTS[gate], is_present=True, content={}, ours=verdicts[0], floors=verdicts[1])


def stale(gate: str) -> GateState:
    finding = Finding("gates.evidence.stale", ARTIFACTS[gate], "core", "the code core has changed since the run; run the gate again")
    passing = Verdict(gate, (row(),))
    return GateState(gate, ARTIFACTS[gate], is_present=True, content={}, findings=(finding,), ours=passing, floors=passing)


def all_done(**changed: GateState) -> dict[str, GateState]:
    return {gate: changed.get(gate, done(gate)) for gate in ARTIFACTS}
