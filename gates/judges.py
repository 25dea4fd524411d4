"""How each kind of artifact is judged: the only list of judges, for flows, checkers and the status."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import JsonValue

from core.parameters import Parameters
from gates.artifacts import baseline, benchmark, classification, smoke
from gates.params.limits.baseline import BASELINE_FLOORS
from gates.params.limits.benchmark import BENCHMARK_FLOORS
from gates.params.limits.classification import CLASSIFICATION_FLOORS
from gates.params.limits.smoke import SMOKE_FLOORS
from gates.verdicts.baseline import judge_baseline
from gates.verdicts.benchmark import judge_benchmark
from gates.verdicts.classification import judge_classification
from gates.verdicts.smoke import judge_smoke
from gates.verdicts.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Judgement:
    """How one kind of artifact is judged; `floors` are the contract's limits, of the type that `judge` takes."""

    heading: str
    schema_version: int
    floors: Parameters
    judge: Callable[[Mapping[str, JsonValue], Any], Verdict]


JUDGEMENTS: Mapping[str, Judgement] = {
    "baseline": Judgement("Baseline metrics summary", baseline.SCHEMA_VERSION, BASELINE_FLOORS, judge_baseline),
    "classification": Judgement(
        "Classification metrics summary", classification.SCHEMA_VERSION, CLASSIFICATION_FLOORS, judge_classification
    ),
    "benchmark": Judgement("Benchmark metrics summary", benchmark.SCHEMA_VERSION, BENCHMARK_FLOORS, judge_benchmark),
    "smoke": Judgement("Smoke summary", smoke.SCHEMA_VERSION, SMOKE_FLOORS, judge_smoke),
}
"""By the name of the gate."""


def judge_artifact(gate: str, artifact: Mapping[str, JsonValue], limits: Parameters) -> Verdict:
    """The verdict on an artifact as plain JSON; `limits` are of the type of the gate's floors."""
    judgement = JUDGEMENTS[gate]
    assert isinstance(limits, type(judgement.floors)), f"{gate} is judged by {type(judgement.floors).__name__}"
    return judgement.judge(artifact, limits)
