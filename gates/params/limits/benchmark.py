"""Limits of the benchmark gate."""

from typing import Literal

from core.parameters import Parameters
from gates.params.limits.bounds import NonNegative, PositiveCount


class BenchmarkLimits(Parameters):
    """The ceilings hold for each entry; an `expected_mode` of null takes either mode."""

    expected_mode: Literal["reduced", "full"] | None
    max_entry_runtime_sec: NonNegative | None
    max_entry_rss_bytes: PositiveCount | None


BENCHMARK_FLOORS = BenchmarkLimits(expected_mode="reduced", max_entry_runtime_sec=None, max_entry_rss_bytes=None)
