"""The environment of every computing process on this machine: the workers' and the simulated twin's."""

import os
from collections.abc import Mapping
from pathlib import Path

from learning.environment import compute_environment

_CPUINFO = Path("/proc/cpuinfo")


def compute_process_environment(base: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment (this process's by default) with what fixes the bits of a computation on this processor."""
    return compute_environment(os.environ if base is None else base, cpu_flags())


def cpu_flags(cpuinfo: Path = _CPUINFO) -> frozenset[str]:
    """The processor's feature flags as Linux tells them; empty elsewhere."""
    try:
        lines = cpuinfo.read_text(errors="replace").splitlines()
    except OSError:
        return frozenset()
    flags = next((line.partition(":")[2] for line in lines if line.startswith("flags")), "")
    return frozenset(flags.split())
