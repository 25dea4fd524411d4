"""A node's health in one colour, with a reason for whatever keeps it from green."""

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import JsonValue

from gates.cohort.pilot_metrics import PilotMetrics
from gates.cohort.pilot_status import GREEN_UPTIME, RED_UPTIME, Colour, colour_of


@dataclass(frozen=True, slots=True)
class NodeColour:
    """The colour that the pilot's status would give this node, and why it is not green."""

    colour: Colour
    reasons: tuple[str, ...]

    def as_json(self) -> dict[str, JsonValue]:
        """The same as machines read it."""
        return {"colour": self.colour, "reasons": [*self.reasons]}


def node_colour(metrics: PilotMetrics) -> NodeColour:
    """The health of one node, by its last metrics."""
    health, open_issues = metrics.health, metrics.status.open_issues
    colour = colour_of(health.uptime_ratio_24h, float(health.last_cycle_ok), open_issues)
    return NodeColour(colour, tuple(_reasons(metrics)))


def _reasons(metrics: PilotMetrics) -> Iterator[str]:
    health, open_issues = metrics.health, metrics.status.open_issues
    if not health.last_cycle_ok:
        yield "red: the last cycle failed"
    if health.uptime_ratio_24h < RED_UPTIME:
        yield f"red: up for {health.uptime_ratio_24h:.1%} of the last 24 hours, and {RED_UPTIME:.0%} are needed"
    elif health.uptime_ratio_24h < GREEN_UPTIME:
        yield f"yellow: up for {health.uptime_ratio_24h:.1%} of the last 24 hours; green begins at {GREEN_UPTIME:.0%}"
    if open_issues:
        yield f"yellow: {open_issues} gate{'s have' if open_issues > 1 else ' has'} not passed"
