"""Units: the sizes and moments that appear in names, and how people read them."""

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


def format_utc(moment: datetime) -> str:
    """A moment as artifacts carry it: `2026-01-31T12:00:00Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
