"""Judging: look a metric up by its path, hold it to its limit; what is missing, NaN or of another type fails by name."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import BaseModel, JsonValue

from gates.verdicts.lookup import ABSENT, finite_number, lookup
from gates.verdicts.schema import schema_failures
from gates.verdicts.verdict import Comparison, MetricRow, Verdict


@dataclass(slots=True)
class Judge:
    """Collects the rows of one artifact's verdict. A limit of None reports the metric, which must be there all the same."""

    gate: str
    artifact: Mapping[str, JsonValue]
    rows: list[MetricRow] = field(default_factory=list[MetricRow])

    def hold(self, *rows: tuple[str, Comparison, float | None]) -> None:
        """Every number at a path is there, and within its limit."""
        for path, comparison, limit in rows:
            self._number(path, comparison, limit, "")

    def hold_additive(self, *rows: tuple[str, Comparison, float | None]) -> None:
        """The same for fields that an artifact may lack as long as nothing limits them."""
        self.hold(*(row for row in rows if row[2] is not None or self.has(row[0])))

    def derived(self, metric: str, value: float | None, comparison: Comparison, limit: float | None) -> None:
        """A figure that the judge computed from the artifact is within its limit; None is one that could not be computed."""
        if value is None or not math.isfinite(value):
            self.fail(metric, "cannot be computed: a figure is missing or not a finite number", comparison, limit)
        else:
            self._compare(metric, value, comparison, limit)

    def at_least(self, path: str, limit: float | None, *, unjudged: str = "") -> None:
        """The number at `path` is at least `limit`; a reason in `unjudged` reports it instead."""
        self._number(path, ">=", None if unjudged else limit, unjudged)

    def at_most(self, path: str, limit: float | None, *, unjudged: str = "") -> None:
        """The number at `path` is at most `limit`; a reason in `unjudged` reports it instead."""
        self._number(path, "<=", None if unjudged else limit, unjudged)

    def equals(self, path: str, expected: JsonValue) -> None:
        """The value at `path` is `expected`, in type as well."""
        value = self.value(path)
        if value is ABSENT:
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

    def model(self, model: type[BaseModel]) -> None:
        """Every field of the artifact's schema is there and of its type; a path that has failed already is not named again. Comes last."""
        failed = {row.metric for row in self.rows if not row.ok}
        for path, reason in schema_failures(model, self.artifact).items():
            if path not in failed:
                self.fail(path, reason, "==", None, _json(self.value(path)))

    def verdict(self) -> Verdict:
        """The verdict over the rows so far."""
        return Verdict(self.gate, tuple(self.rows))

    def number(self, path: str) -> float | None:
        """The finite number at `path`; None where there is none (a bool is no number)."""
        return finite_number(self.value(path))

    def numbers(self, paths: Iterable[str]) -> list[float] | None:
        """The finite numbers at `paths`; None where one of them is none, or there is no path."""
        found = [self.number(path) for path in paths]
        numbers = [number for number in found if number is not None]
        return numbers if numbers and len(numbers) == len(found) else None

    def difference(self, path: str, other: str) -> float | None:
        """The number at `path` minus the one at `other`; None where one of them is none."""
        numbers = self.numbers((path, other))
        return None if numbers is None else numbers[0] - numbers[1]

    def items(self, path: str) -> Sequence[JsonValue]:
        """The list at `path`; empty where there is no list."""
        value = self.value(path)
        return value if isinstance(value, list | tuple) else ()

    def count(self, path: str) -> int:
        """The length of the list at `path`; 0 where there is no list."""
        return len(self.items(path))

    def names(self, path: str) -> list[str]:
        """The names of the object at `path`; empty where there is no object."""
        value = self.value(path)
        return [str(name) for name in value] if isinstance(value, Mapping) else []

    def has(self, path: str) -> bool:
        """Whether anything lies at `path`."""
        return self.value(path) is not ABSENT

    def plain(self, path: str) -> JsonValue:
        """What lies at `path` as a row shows it; None where nothing does."""
        return _json(self.value(path))

    def value(self, path: str) -> object:
        """What lies at a path like `seeds[2].fp32_accuracy`, or a mark that is no JSON value."""
        return lookup(self.artifact, path)

    def _number(self, path: str, comparison: Comparison, limit: float | None, unjudged: str) -> None:
        value = self.number(path)
        if value is None:
            raw = self.value(path)
            reason = "missing" if raw is ABSENT else "not a finite number"
            self.fail(path, reason, comparison, limit, _json(raw))
        else:
            self._compare(path, value, comparison, limit, unjudged)

    def _compare(self, metric: str, value: float, comparison: Comparison, limit: float | None, unjudged: str = "") -> None:
        if limit is None:
            self.report(metric, value, unjudged)
            return
        margin = limit - value if comparison == "<=" else value - limit
        is_within = margin > 0 if comparison == ">" else margin >= 0
        self.add(metric, value, comparison, limit, reason="" if is_within else f"{value:.6g} is not {comparison} {limit:g}", margin=margin)


def _json(value: object) -> JsonValue:
    if value is ABSENT:
        return None
    return value if isinstance(value, str | int | float | bool) or value is None else repr(value)[:64]
