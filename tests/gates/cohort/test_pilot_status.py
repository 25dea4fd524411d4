"""A colour follows from uptime, cycles and open issues by the contract's bounds."""

import pytest

from gates.cohort.pilot_status import colour_of, health_of, pilot_status
from tests.gates.cohort.receipts import BEGIN, receipt


@pytest.mark.parametrize(
    ("uptime", "ok_ratio", "open_issues", "colour"),
    [
        (0.95, 0.90, 0, "green"),
        (0.95, 0.90, 1, "yellow"),
        (0.949, 1.0, 0, "yellow"),
        (1.0, 0.899, 0, "yellow"),
        (0.85, 0.70, 9, "yellow"),
        (0.849, 1.0, 0, "red"),
        (1.0, 0.699, 0, "red"),
    ],
)
def test_the_bounds_are_the_contracts(uptime: float, ok_ratio: float, open_issues: int, colour: str):
    assert colour_of(uptime, ok_ratio, open_issues) == colour


def test_a_cohort_is_told_by_node_and_by_group():
    latest = [receipt("node-1"), receipt("node-2", uptime=0.5, region="us"), receipt("node-3", failure="baseline: too little")]
    found = pilot_status(latest, {"gates.bundle.altered": 2}, now=BEGIN)
    assert [node.health.colour for node in found.nodes] == ["green", "red", "yellow"]
    assert {name: health.colour for name, health in found.regions.items()} == {"eu": "yellow", "us": "red"}
    assert (found.health.colour, found.onboarding.passed_count, found.onboarding.failed_count) == ("red", 2, 1)
    assert (found.refused, found.rehearsal) == ({"gates.bundle.altered": 2}, False)


def test_a_cohort_without_nodes_is_red_and_one_of_rehearsals_says_so():
    assert health_of([]).colour == "red"
    assert pilot_status([], {}, now=BEGIN).onboarding.node_count == 0
    assert pilot_status([receipt(rehearsal=True)], {}, now=BEGIN).rehearsal is True
