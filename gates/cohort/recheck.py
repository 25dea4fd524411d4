"""A bundle that holds, looked at once more: its verdicts recomputed, and the figures of a gate that was run again held against its own."""

from collections.abc import Iterator, Mapping, Sequence

from pydantic import JsonValue

from core.errors import CodedError
from gates.cohort.ledger import Receipt
from gates.cohort.rechecked import MAX_DETAIL, Failure, Recheck, Rerun
from gates.status import printable
from gates.verdicts.lookup import finite_number, lookup
from gates.verdicts.verdict import Verdict

SEED_FIGURES: Mapping[str, tuple[str, ...]] = {"smoke": ("fp32_accuracy", "int8_accuracy"), "classification": ("accuracy", "macro_f1")}
"""What an artifact states for each of its `seeds`, and is found again at one of them."""
MEAN_FIGURES: Mapping[str, tuple[str, ...]] = {"baseline": ("methods.fedavg_int8.accuracy_mean",)}
"""What an artifact states over all seeds, and is found again by running all of them."""


def stated_figures(gate: str, artifact: Mapping[str, JsonValue], seed: int) -> dict[str, float]:
    """What an artifact says and a rerun finds again; what it does not say is left out."""
    if gate in MEAN_FIGURES:
        values = {path: finite_number(lookup(artifact, path)) for path in MEAN_FIGURES[gate]}
    else:
        values = {name: finite_number(lookup(row, name)) for row in _rows_of(artifact, seed) for name in SEED_FIGURES[gate]}
    return {name: value for name, value in values.items() if value is not None}


def has_seeds(gate: str, artifact: Mapping[str, JsonValue], seeds: Sequence[int]) -> bool:
    """Whether an artifact states figures for each of these seeds once and for no other, which would move its means and never be run again."""
    rows = artifact.get("seeds")
    stated = [row.get("seed") if isinstance(row, dict) else None for row in rows] if isinstance(rows, list) else []
    return gate in MEAN_FIGURES or (len(stated) == len(seeds) and all(seed in stated for seed in seeds))


def compare_rerun(gate: str, seed: int, stated: Mapping[str, float], found: Mapping[str, float], max_difference: float) -> Rerun:
    """What came of a rerun; a figure that was found and not stated makes it unlike."""
    missing = sorted(set(found) - set(stated))
    if missing:
        return unlike_rerun(gate, seed, f"the artifact does not state {', '.join(missing)} of seed {seed}", max_difference)
    apart = [name for name, value in found.items() if abs(stated[name] - value) > max_difference]
    detail = "; ".join(f"{name} is stated as {stated[name]:.4f} and found as {found[name]:.4f}" for name in apart)
    kept = {name: stated[name] for name in found}
    return Rerun(
        gate=gate,
        seed=seed,
        outcome="differs" if apart else "same",
        max_difference=max_difference,
        stated=kept,
        found=dict(found),
        detail=detail,
    )


def unlike_rerun(gate: str, seed: int | None, detail: str, max_difference: float) -> Rerun:
    """A rerun that cannot be held against the artifact."""
    said = printable(detail)[:MAX_DETAIL]
    return Rerun(gate=gate, seed=seed, outcome="unlike", max_difference=max_difference, stated={}, found={}, detail=said)


def unable_rerun(gate: str, error: CodedError, max_difference: float) -> Rerun:
    """A rerun that the maintainer's own side could not make."""
    said = printable(f"{error.code}: {error.message}")[:MAX_DETAIL]
    return Rerun(gate=gate, seed=None, outcome="unable", max_difference=max_difference, stated={}, found={}, detail=said)


def first_failures(verdicts: Mapping[str, Verdict]) -> dict[str, str]:
    """By gate what it missed first; an empty text where it passed."""
    return {
        gate: "" if verdict.ok else printable(next(iter(verdict.failures), "judged by no row"))[:MAX_DETAIL]
        for gate, verdict in verdicts.items()
    }


def rechecked(receipt: Receipt, recheck: Recheck) -> Receipt:
    """The receipt with what the recheck came to, which alone says whether the bundle passed."""
    failures = tuple(_failures(recheck))
    said = {"status": "failed" if failures else "passed", "failure_reason": reason_of(failures)}
    return receipt.model_copy(update={**said, "failures": failures, "recheck": recheck})


def reason_of(failures: Sequence[Failure]) -> str:
    """The failures in one line for people; empty where there is none."""
    return "; ".join(f"{failure.gate}: {failure.detail}" for failure in failures)[:MAX_DETAIL]


def gate_failures(first: Mapping[str, str]) -> Iterator[Failure]:
    """One failure for each gate that has not passed."""
    return (Failure(code="gate_failed", gate=gate, detail=detail) for gate, detail in first.items() if detail)


def _failures(recheck: Recheck) -> Iterator[Failure]:
    yield from gate_failures(recheck.verdicts)
    if recheck.rerun is not None and recheck.rerun.outcome in ("differs", "unlike"):
        code = "rerun_differs" if recheck.rerun.outcome == "differs" else "rerun_unlike"
        yield Failure(code=code, gate=recheck.rerun.gate, detail=f"run again: {recheck.rerun.detail}"[:MAX_DETAIL])


def _rows_of(artifact: Mapping[str, JsonValue], seed: int) -> Iterator[JsonValue]:
    rows = artifact.get("seeds")
    yield from (row for row in (rows if isinstance(rows, list) else []) if isinstance(row, dict) and row.get("seed") == seed)
