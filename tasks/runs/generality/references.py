"""The two references of the generality gate: the same training by many and by one, with full and with cheap updates."""

from gates.params.generality import METHODS
from tasks.computing.computations import Participation, Simulate, Simulated
from tasks.runs.generality.computations import FamilyFigures

OVER_AGENTS = "fedavg_int8"
"""The method that is also trained over agents."""


def reference_figures(simulated: dict[str, Simulated]) -> FamilyFigures:
    """How much accuracy cheap updates cost against centralised training, and how many bytes they save against full ones."""
    accuracy = {method: found.figures.accuracy for method, found in simulated.items()}
    uplink = {method: found.uplink_bytes for method, found in simulated.items()}
    return FamilyFigures(
        runtime_sec=sum(found.duration_s for found in simulated.values()),
        metrics={
            "int8_accuracy_drop": accuracy["centralized"] - accuracy["fedavg_int8"],
            "int8_comm_savings_percent": (1 - uplink["fedavg_int8"] / uplink["fedavg_fp32"]) * 100,
            **{f"{method}_accuracy": value for method, value in accuracy.items()},
        },
        counts={f"{method}_uplink_bytes": value for method, value in uplink.items() if method != "centralized"},
        score=accuracy["fedavg_int8"],
    )
