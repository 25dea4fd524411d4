"""Bundles that were refused, as they are counted: by code, of one cohort or of none that can be told, and by day."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why and when a bundle was refused; `cohort_id` is that of the invitation of ours that it named, None where it could not be read."""

    code: str
    cohort_id: str | None = None
    refused: datetime | None = None


def refused_in(refusals: Iterable[Refusal], cohort_id: str | None) -> tuple[Refusal, ...]:
    """Those of one cohort, or those of none that can be told."""
    return tuple(one for one in refusals if one.cohort_id == cohort_id)


def counted(refusals: Sequence[Refusal]) -> dict[str, int]:
    """How many, by code."""
    return dict(sorted(Counter(one.code for one in refusals).items()))


def by_day(refusals: Iterable[Refusal], begin: datetime, num_days: int) -> dict[int, dict[str, int]]:
    """How many by code on each of the first days, counted from 1, on which there were any."""
    days: dict[int, list[Refusal]] = {}
    for one in refusals:
        number = (one.refused.date() - begin.date()).days + 1 if one.refused else 0
        if 1 <= number <= num_days:
            days.setdefault(number, []).append(one)
    return {number: counted(found) for number, found in sorted(days.items())}
