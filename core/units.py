"""Units: the sizes and times that appear in names, and how people read them."""

from datetime import UTC, datetime

KIB = 1024
MIB = 1024 * KIB
GIB = 1024 * MIB


def format_bytes(size_bytes: int) -> str:
    """A size for people: `318 B`, `29.8 KiB`, `1.5 GiB`."""
    if size_bytes < KIB:
        return f"{size_bytes} B"
    for unit, name in ((KIB, "KiB"), (MIB, "MiB")):
        if round(size_bytes / unit, 1) < KIB:
            return f"{size_bytes / unit:.1f} {name}"
    return f"{size_bytes / GIB:.1f} GiB"


def format_duration(duration_s: float) -> str:
    """A duration for people: `18 ms`, `4.2 s`, `3 min 5 s`."""
    if round(duration_s * 1000) < 1000:
        return f"{duration_s * 1000:.0f} ms"
    if round(duration_s, 1) < 60:
        return f"{duration_s:.1f} s"
    minutes, seconds = divmod(round(duration_s), 60)
    return f"{minutes} min {seconds} s"


def format_utc(moment: datetime) -> str:
    """A moment as artifacts carry it: `2026-01-31T12:00:00Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
