"""Units: the sizes and times that appear in names, and how people read them."""

from datetime import UTC, datetime

KIB = 1024
MIB = 1024 * KIB
GIB = 1024 * MIB


def format_bytes(size_bytes: int) -> str:
    """A size for people: `318 B`, `29.8 KiB`, `1.5 GiB`."""
    if size_bytes < KIB:
        return f"{size_bytes} B"
    for unit, name in ((GIB, "GiB"), (MIB, "MiB"), (KIB, "KiB")):
        if size_bytes >= unit:
            return f"{size_bytes / unit:.1f} {name}"
    raise AssertionError(size_bytes)


def format_duration(duration_s: float) -> str:
    """A duration for people: `18 ms`, `4.2 s`, `3 min 5 s`."""
    if duration_s < 1:
        return f"{duration_s * 1000:.0f} ms"
    if duration_s < 60:
        return f"{duration_s:.1f} s"
    return f"{int(duration_s // 60)} min {int(duration_s % 60)} s"


def format_utc(moment: datetime) -> str:
    """A moment as artifacts carry it: `2026-01-31T12:00:00Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
