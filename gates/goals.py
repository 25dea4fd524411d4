"""The goal tree: what the main track is, which artifact proves each part of it, and when a part is required."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Condition = Literal["always", "require_smoke_summary", "require_fairness"]


@dataclass(frozen=True, slots=True)
class Requirements:
    """What a status asks for beyond the parts that are always required."""

    fairness: bool = False
    smoke_summary: bool = False

    def include(self, condition: Condition) -> bool:
        """Whether a part of that condition is required."""
        return {"always": True, "require_smoke_summary": self.smoke_summary, "require_fairness": self.fairness}[condition]


STRICT = Requirements(fairness=True, smoke_summary=True)


@dataclass(frozen=True, slots=True)
class SubGoal:
    """One part of a goal, proven by the artifact of one gate.

    `holds_floors` is false where the goal asks less than the contract's floors do: the smoke summary need only be `ok` here,
    and that it was so with fairness is outcome U1's to say.
    """

    id: str
    title: str
    gate: str
    artifact: str
    condition: Condition = "always"
    holds_floors: bool = True


@dataclass(frozen=True, slots=True)
class Goal:
    """One goal of the main track."""

    id: str
    title: str
    description: str
    sub_goals: tuple[SubGoal, ...]


GOALS: tuple[Goal, ...] = (
    Goal(
        id="g1_cpu_federated_foundation",
        title="CPU-First Federated Foundation",
        description="Agents on ordinary processors train together nearly as well as one machine with all the data, at a fraction of the bytes.",
        sub_goals=(
            SubGoal("sg1_baseline_gate", "Federated baseline against centralized training", "baseline", "baseline_metrics.json"),
            SubGoal("sg2_classification_gate", "Classification of utterances", "classification", "classification_metrics.json"),
            SubGoal("sg3_adapter_gate", "Federated adapters", "adapter", "adapter_intent_metrics.json"),
        ),
    ),
    Goal(
        id="g2_generality_reproducibility",
        title="Generality and Reproducibility",
        description="The same network serves unlike tasks, and another run of the same seed gives the same result.",
        sub_goals=(
            SubGoal("sg1_generality_gate", "Nine unlike tasks", "generality", "generality_metrics.json"),
            SubGoal("sg2_repro_gate", "Equal results over seeds and reruns", "reproducibility", "reproducibility_metrics.json"),
        ),
    ),
    Goal(
        id="g3_accessibility_ops",
        title="Accessibility and Operational Reliability",
        description="It runs on a laptop within stated time and memory, and real agents complete a whole run.",
        sub_goals=(
            SubGoal("sg1_benchmark_gate", "Time and memory under ceilings", "benchmark", "benchmark_metrics.json"),
            SubGoal(
                "sg2_smoke_ok", "A whole run over real agents", "smoke", "smoke_summary.json", "require_smoke_summary", holds_floors=False
            ),
        ),
    ),
    Goal(
        id="g4_decentralization_fairness",
        title="Decentralization Fairness Resilience",
        description="Slow and small participants contribute and are served nearly as well as fast ones, also when peers come and go.",
        sub_goals=(
            SubGoal("sg1_fairness_gate", "Fair contribution under deadlines", "fairness", "fairness_metrics.json", "require_fairness"),
            SubGoal(
                "sg2_utility_fairness_gate",
                "Fair contribution of useful work",
                "utility_fairness",
                "utility_fairness_metrics.json",
                "require_fairness",
            ),
        ),
    ),
)


BESIDE = (SubGoal("calibration", "What training costs on this machine", "calibration", "calibration.json"),)
"""The gates that no goal asks for."""


def sub_goals() -> Iterator[SubGoal]:
    """Every part of every goal, in order."""
    return (sub_goal for goal in GOALS for sub_goal in goal.sub_goals)


def every_part() -> Iterator[SubGoal]:
    """Every part of every goal, then the gates that no goal asks for: what there is to run and to show."""
    yield from sub_goals()
    yield from BESIDE
