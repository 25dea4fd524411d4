"""How a cohort is judged: under which limits, when a node has fallen silent, and how many bundles have a gate run again."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from core.parameters import Parameters
from gates.params.limits.bounds import Fraction

RerunGate = Literal["smoke", "baseline", "classification"]
"""The gates whose figures follow from a seed alone and are found again in seconds."""


def _no_gate_is_repeated(gates: tuple[RerunGate, ...]) -> tuple[RerunGate, ...]:
    if len(set(gates)) != len(gates):
        raise ValueError("a gate is named twice")
    return gates


class RerunParameters(Parameters):
    """Of the bundles that hold, the share `rate` has one of `gates` run again; its figures may differ by `max_difference`."""

    rate: Fraction
    gates: Annotated[tuple[RerunGate, ...], Field(min_length=1), AfterValidator(_no_gate_is_repeated)]
    max_difference: Fraction


class CohortParameters(Parameters):
    """Section `cohort`: a bundle passes under the contract's floors or under our limits; a node that hands nothing in is silent after a time."""

    judged_by: Literal["contract", "ours"]
    silent_after_h: Annotated[float, Field(gt=0, le=336)]
    rerun: RerunParameters
