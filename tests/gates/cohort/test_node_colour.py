"""A node's colour comes with a reason for whatever keeps it from green."""

import pytest

from gates.cohort.node_colour import node_colour
from tests.gates.cohort.receipts import receipt


@pytest.mark.parametrize(
    ("uptime", "failure", "colour", "reasons"),
    [
        (1.0, "", "green", []),
        (0.9, "", "yellow", ["yellow: up for 90.0% of the last 24 hours; green begins at 95%"]),
        (0.021, "", "red", ["red: up for 2.1% of the last 24 hours, and 85% are needed"]),
        (1.0, "baseline: too little", "yellow", ["yellow: 1 gate has not passed"]),
        (
            0.5,
            "baseline: too little",
            "red",
            ["red: up for 50.0% of the last 24 hours, and 85% are needed", "yellow: 1 gate has not passed"],
        ),
    ],
)
def test_every_reason_is_told(uptime: float, failure: str, colour: str, reasons: list[str]):
    found = node_colour(receipt(uptime=uptime, failure=failure).metrics)
    assert (found.colour, [*found.reasons]) == (colour, reasons)
    assert found.as_json() == {"colour": colour, "reasons": reasons}


def test_a_cycle_that_failed_is_red_whatever_else():
    metrics = receipt().metrics
    failed = metrics.model_copy(update={"health": metrics.health.model_copy(update={"last_cycle_ok": False})})
    assert node_colour(failed).as_json() == {"colour": "red", "reasons": ["red: the last cycle failed"]}
