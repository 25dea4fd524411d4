"""Limits of the calibration."""

from core.parameters import Parameters
from gates.params.limits.bounds import NonNegative, PositiveCount


class CalibrationLimits(Parameters):
    """`max_spread` is of the seconds of a step: the interquartile range over the median."""

    min_repeats: PositiveCount | None
    max_spread: NonNegative | None


CALIBRATION_FLOORS = CalibrationLimits(min_repeats=None, max_spread=None)
"""The contract asks for a median of repeats and a spread that is told."""
