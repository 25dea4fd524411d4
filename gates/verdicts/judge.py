"""Judging: look a metric up by its path, hold it to its limit; what is missing, NaN or of another type fails by name."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import JsonValue

from gates.verdicts.verdict import Comparison, MetricRow, Verdict

_PART = re.compile(r"([^.\[\]]+)|\[(\d+)\]")
_ABSENT = object()


@dataclass(slots=True)
class Judge:
    """Collects the rows of one artifact's verdict. A limit of None reports the metric, which must be there all the same."""

    gate: str
    artifact: Mapping[str, JsonValue]
    rows: list[MetricRow] = field(default_factory=list[MetricRow])

    def at_least(self, path: str, limit: float | None, *, unjudged: str = "") -> None:
        """The number at `path` is at least `limit`; a reason in `unjudged` reports it instead."""
        self._number(path, ">=", None if unjudged else limit, unjudged)

    def at_most(self, path: str, limit: float | None, *, unjudged: str = "") -> None:
        """The number at `path` is at most `limit`; a reason in `unjudged` reports it instead."""
        self._number(path, "<=", None if unjudged else limit, unjudged)

    def equals(self, path: str, expected: JsonValue) -> None:
        """The value at `path` is `expected`, in type as well."""
        value = self.value(path)
        if value is _ABSENT:
            self.fail(path, "missing", "==", expected)
            return
        is_equal = type(value) is type(expected) and value == expected
        self.add(path, _json(value), "==", expected, reason="" if is_equal else f"{value!r} is not {expected!r}")

    def same(self, path: str, other: str) -> None:
        """The texts at `path` and `other` are there, not empty, and the same."""
        for name in (path, other):
            if not isinstance(self.value(name), str) or not self.value(name):
                self.fail(name, "missing, or not a text", "==", None)
                return
        value, expected = self.value(path), self.value(other)
        reason = "" if value == expected else f"differs from {other}"
        self.add(path, _json(value), "==", _json(expected), reason=reason)

    def consistent(self, path: str, recomputed: float | None) -> None:
        """The number at `path` is the one recomputed from the artifact's own figures."""
        stated = self.number(path)
        if stated is None or (recomputed is not None and math.isclose(stated, recomputed, rel_tol=1e-9, abs_tol=1e-9)):
            return
        self.fail(path, f"the artifact's own figures give {recomputed}", "==", recomputed, stated)

    def report(self, metric: str, value: JsonValue, note: str = "") -> None:
        """A figure without a limit, for the reader."""
        self.add(metric, value, "reported", None, reason=note, ok=True)

    def fail(self, metric: str, reason: str, comparison: Comparison, limit: JsonValue, value: JsonValue = None) -> None:
        """A row that fails for `reason`."""
        self.add(metric, value, comparison, limit, reason=reason)

    def add(
        self,
        metric: str,
        value: JsonValue,
        comparison: Comparison,
        limit: JsonValue,
        *,
        reason: str,
        margin: float | None = None,
        ok: bool = False,
    ) -> None:
        """Append a row; without `ok` it passes where `reason` is empty."""
        self.rows.append(MetricRow(metric, value, comparison, limit, margin, ok or not reason, reason))

    def verdict(self) -> Verdict:
        """The verdict over the rows so far."""
        return Verdict(self.gate, tuple(self.rows))

    def number(self, path: str) -> float | None:
        """The finite number at `path`; None where there is none (a bool is no number)."""
        value = self.value(path)
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            return None
        return float(value)

    def count(self, path: str) -> int:
        """The length of the list at `path`; 0 where there is no list."""
        value = self.value(path)
        return len(value) if isinstance(value, list | tuple) else 0

    def value(self, path: str) -> object:
        """What lies at a path like `seeds[2].fp32_accuracy`, or a mark that is no JSON value."""
        found: object = self.artifact
        for name, index in _PART.findall(path):
            if name and isinstance(found, Mapping) and name in found:
                found = found[name]  # pyright: ignore[reportUnknownVariableType]
            elif index and isinstance(found, Sequence) and not isinstance(found, str) and int(index) < len(found):
                found = found[int(index)]  # pyright: ignore[reportUnknownVariableType]
            else:
                return _ABSENT
        return found  # pyright: ignore[reportUnknownVariableType]

    def _number(self, path: str, comparison: Comparison, limit: float | None, unjudged: str) -> None:
        value = self.number(path)
        if value is None:
            raw = self.value(path)
            reason = "missing" if raw is _ABSENT else "not a finite number"
            self.fail(path, reason, comparison, limit, None if raw is _ABSENT else repr(raw)[:64])
        elif limit is None:
            self.report(path, value, unjudged)
        else:
            margin = value - limit if comparison == ">=" else limit - value
            reason = "" if margin >= 0 else f"{value:.6g} is not {comparison} {limit:g}"
            self.add(path, value, comparison, limit, reason=reason, margin=margin)


def _json(value: object) -> JsonValue:
    return value if isinstance(value, str | int | float | bool) or value is None else repr(value)[:64]
