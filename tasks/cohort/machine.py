"""What a volunteer's machine is: its cores, its memory, its graphics processors; told by the kernel, nothing is started for it."""

import os
import re
from pathlib import Path

from core.units import GIB

NVIDIA, AMD = "0x10de", "0x1002"
_DISPLAY_CLASSES = ("0x0300", "0x0302", "0x0380", "0x1200")
"""PCI classes of what computes or draws; the same vendors make other things as well."""


def detect_machine() -> tuple[int, float]:
    """How many cores this process may use, and how many GiB of memory the machine has."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return cores, round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / GIB, 1)


def detect_gpus(root: Path = Path("/")) -> tuple[str, ...]:
    """The graphics processors with memory of their own, by the names that their driver gives them or else their vendor's.

    `root` is that of the file system, in which a kernel that is not Linux has none of this.
    """
    named = [_model(path) for path in sorted(root.glob("proc/driver/nvidia/gpus/*/information"))]
    vendors = [
        _text(path / "vendor") for path in sorted(root.glob("sys/bus/pci/devices/*")) if _text(path / "class").startswith(_DISPLAY_CLASSES)
    ]
    unnamed = max(0, vendors.count(NVIDIA) - len(named))
    return (*named, *["NVIDIA, no driver"] * unnamed, *["AMD"] * vendors.count(AMD))


def _model(path: Path) -> str:
    found = re.search(r"^Model:\s*(.+?)\s*$", _text(path), re.MULTILINE)
    return found[1] if found else "NVIDIA"


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace").strip()
    except OSError:
        return ""
