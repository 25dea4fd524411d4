"""How an artifact is judged: each gate's stands beside its judge, so that a run imports its own and no other."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import JsonValue

from core.parameters import Parameters
from gates.catalogue import Profile
from gates.verdicts.verdict import Verdict

Limits = TypeVar("Limits", bound=Parameters)


@dataclass(frozen=True, slots=True)
class Judgement(Generic[Limits]):
    """How one kind of artifact is judged; `floors` are the contract's limits, of the type that `judge` takes.

    `heading` and `passed` are what a checker prints at its start and, where nothing failed, at its end.
    """

    heading: str
    schema_version: int
    floors: Limits
    judge: Callable[[Mapping[str, JsonValue], Limits], Verdict]
    passed: str = "Validation passed."


def in_mode(limits: Limits, profile: Profile) -> Limits:
    """The limits of a run of the profile: those that expect a mode expect that one, and the full one requires the public tasks."""
    told = {"expected_mode": profile, **({"require_public": True} if profile == "full" else {})}
    known = {name: value for name, value in told.items() if name in type(limits).model_fields}
    return limits.model_copy(update=known) if known else limits
