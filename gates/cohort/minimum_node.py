"""Whether a machine has the cores and the memory of a cohort's minimum node, by what its kernel counts."""

MIN_CORES = 4
SOLD_MEMORY_GB = 8
MIN_SEEN_MEMORY_GIB = 7.0
"""What the kernel sees at least of memory that is sold as 8 GB: of 8 GiB, firmware and graphics keep up to an eighth to themselves."""


def machine_doubt(cores: int, memory_gib: float) -> str:
    """Why a machine may be too small for the gates; empty where it is not."""
    if cores >= MIN_CORES and memory_gib >= MIN_SEEN_MEMORY_GIB:
        return ""
    return f"A node has at least {MIN_CORES} cores and {SOLD_MEMORY_GB} GB of memory: this machine's gates may not pass."
