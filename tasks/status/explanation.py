"""Explaining a gate of this project: its state, and for a mean that failed the seed that pulled it furthest."""

import io
from dataclasses import replace
from pathlib import Path

from gates.catalogue import Profile
from gates.errors import GateUnknownError
from gates.explanation import Explanation, GateRow, Miss, explain, method_and_metric, row_of
from gates.goals import SubGoal, every_part, sub_goals
from gates.params.limits.limits import Limits
from gates.status import GateState
from tasks.project.files import read_regular
from tasks.reports.store import MAX_ARTIFACT_BYTES, page_name, reports_folder
from tasks.status.gate_states import read_gate_states

_NONE = -1
"""A value of the frame that belongs to no seed, round or client in particular."""

Seeds = dict[tuple[str, str], list[tuple[float, int]]]
"""Of each method and metric: its value at every seed."""


def list_gates(root: Path, profile: Profile, limits: Limits) -> list[GateRow]:
    """A row for every gate of the goal tree.

    Errors: those of `read_gate_states`.
    """
    states = read_gate_states(root, profile, limits)
    rows = [row_of(part, states[part.gate], profile=profile) for part in sub_goals()]
    return [replace(row, page=written_page(root, profile, page_name(row.gate))) for row in rows]


def explain_gate(root: Path, profile: Profile, limits: Limits, name: str) -> Explanation:
    """Why the gate of that name stands where it stands in the project at `root`.

    Errors: GateUnknownError (gates.gate.unknown), those of `read_gate_states`.
    """
    sub_goal = _sub_goal(name)
    state = read_gate_states(root, profile, limits, [sub_goal])[name]
    reports = reports_folder(root, profile)
    found = explain(sub_goal, state, profile=profile, folder=reports.relative_to(root).as_posix())
    seeds = _seeds(reports, sub_goal, state)
    page = written_page(root, profile, page_name(name))
    return replace(found, misses=tuple(_with_seed(miss, seeds) for miss in found.misses), page=page)


def written_page(root: Path, profile: Profile, name: str) -> str | None:
    """The page of that name as a path in the project; None where none has been written."""
    path = reports_folder(root, profile) / name
    return path.relative_to(root).as_posix() if path.is_file() else None


def _sub_goal(name: str) -> SubGoal:
    by_name = {part.gate: part for part in every_part()}
    if name not in by_name:
        raise GateUnknownError(f"there is no gate {name}; the gates are {', '.join(by_name)}", gate=name)
    return by_name[name]


def _with_seed(miss: Miss, seeds: Seeds) -> Miss:
    """A mean that failed, with the seed that is furthest on the wrong side."""
    values = seeds.get(method_and_metric(miss.metric) or ("", ""))
    if miss.seed is not None or not values:
        return miss
    return replace(miss, seed=(max(values) if miss.comparison == "<=" else min(values))[1])


def _seeds(reports: Path, sub_goal: SubGoal, state: GateState) -> Seeds:
    """The figures of the gate's frame that are of a seed as a whole; none where the evidence is at fault or no frame can be read."""
    raw = read_regular(reports / f"{sub_goal.gate}_frame.parquet", MAX_ARTIFACT_BYTES)
    if raw is None or state.findings or not state.is_present:
        return {}
    import pyarrow as pa
    import pyarrow.parquet as pq

    found: Seeds = {}
    try:
        for row in pq.read_table(io.BytesIO(raw)).to_pylist():
            if row["round"] == row["client"] == _NONE != row["seed"]:
                found.setdefault((row["method"], row["metric"]), []).append((row["value"], row["seed"]))
    except (pa.ArrowException, OSError, KeyError):
        return {}
    return found
