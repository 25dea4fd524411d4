"""How each gate's artifact is judged: its version, the contract's limits, and the verdict over both."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import JsonValue

from core.parameters import Parameters
from gates.artifacts.smoke import SCHEMA_VERSION as SMOKE_VERSION
from gates.params.limits import SMOKE_FLOORS
from gates.verdicts.smoke import judge_smoke
from gates.verdicts.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Judgement:
    """How one kind of artifact is judged: `floors` are the contract's limits, and `judge` takes limits of their type."""

    heading: str
    schema_version: int
    floors: Parameters
    judge: Callable[[Mapping[str, JsonValue], Any], Verdict]


JUDGEMENTS: Mapping[str, Judgement] = {
    "smoke": Judgement("Smoke summary", SMOKE_VERSION, SMOKE_FLOORS, judge_smoke),
}
"""Judgement by the name of the gate."""


def judge_artifact(gate: str, artifact: Mapping[str, JsonValue], limits: Parameters) -> Verdict:
    """The verdict on an artifact as plain JSON."""
    return JUDGEMENTS[gate].judge(artifact, limits)
