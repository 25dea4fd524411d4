"""How values are written for people."""

from datetime import UTC, datetime

from pydantic import JsonValue

from gates.verdicts.verdict import MetricRow

_SIGNS = {">=": "≥", "<=": "≤", "==": "="}
MAX_TEXT, DIGEST_LENGTH, DIGEST_SHOWN = 80, 64, 12


def figure(value: JsonValue) -> str:
    """A value so that its size is seen at once: `0.9610`, `114,565,120`, `3.58e-05`; a long text is cut."""
    if value is None:
        return "not measured"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return _cut(str(value))
    if abs(value) < 1e15 and value == int(value):
        return f"{int(value):,}"
    if isinstance(value, int):
        return _cut(str(value))
    if 1000 <= abs(value) < 1e15:
        return f"{value:,.1f}"
    return f"{value:.4f}" if 0.001 <= abs(value) < 1000 else f"{value:.3g}"


def signed(margin: float) -> str:
    """A distance to a limit, with its sign: `+0.0110`."""
    return ("+" if margin >= 0 else "-") + figure(abs(margin))


def bound(comparison: str, limit: JsonValue) -> str:
    """A limit with its sign: `≥ 0.9500`."""
    return f"{_SIGNS.get(comparison, comparison)} {figure(limit)}"


def room(row: MetricRow) -> str:
    """A figure beside its limit in one line: `accuracy 0.9610 ≥ 0.9500 (+0.0110)`."""
    distance = "" if row.margin is None else f" ({signed(row.margin)})"
    return f"{row.metric} {figure(row.value)} {bound(row.comparison, row.limit)}{distance}"


def day(utc: str) -> str:
    """The day of a moment that an ISO text names; the text as it is where it names none."""
    moment = _moment(utc)
    return moment.strftime("%Y-%m-%d") if moment else utc


def minute(utc: str) -> str:
    """The same to the minute: `2026-01-31 14:05 UTC`."""
    moment = _moment(utc)
    return moment.strftime("%Y-%m-%d %H:%M UTC") if moment else utc


def _cut(text: str) -> str:
    """A digest by its beginning, any other text as far as a person reads."""
    most = DIGEST_SHOWN if len(text) == DIGEST_LENGTH else MAX_TEXT
    return text if len(text) <= most else f"{text[:most]}…"


def _moment(utc: str) -> datetime | None:
    try:
        return datetime.fromisoformat(utc).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
