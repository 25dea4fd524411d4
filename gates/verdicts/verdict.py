"""A verdict: one row per metric, with its limit and how far the value is from it."""

from dataclasses import asdict, dataclass
from typing import Literal

from pydantic import JsonValue

Comparison = Literal[">=", "<=", ">", "==", "reported"]


@dataclass(frozen=True, slots=True)
class MetricRow:
    """One metric against its limit; `margin` is the distance to the limit, positive where there is room.

    A row that is only `reported` has no limit and always passes; `reason` says why a row fails, or why it was not judged.
    """

    metric: str
    value: JsonValue
    comparison: Comparison
    limit: JsonValue
    margin: float | None
    ok: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a judge found: the rows in the order in which a person should read them."""

    gate: str
    rows: tuple[MetricRow, ...]

    @property
    def ok(self) -> bool:
        """Whether there are rows and every one of them passes."""
        return bool(self.rows) and all(row.ok for row in self.rows)

    @property
    def failures(self) -> tuple[str, ...]:
        """One line per failed row."""
        return tuple(f"{row.metric}: {row.reason}" for row in self.rows if not row.ok)

    def as_json(self) -> dict[str, JsonValue]:
        """The verdict as machines read it: `{gate, ok, failures, rows}`."""
        return {"gate": self.gate, "ok": self.ok, "failures": list(self.failures), "rows": [asdict(row) for row in self.rows]}
