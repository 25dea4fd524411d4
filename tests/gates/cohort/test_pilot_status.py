"""A colour follows from uptime, cycles and open issues by the contract's bounds."""

from datetime import timedelta

import pytest

from gates.cohort.pilot_status import PilotClock, colour_of, health_of, pilot_status
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


def by_node(*receipts):
    taken: dict[str, list] = {}
    for one in receipts:
        taken.setdefault(one.node_id, []).append(one)
    return taken


def test_a_cohort_is_told_by_node_and_by_group():
    latest = [receipt("node-1"), receipt("node-2", uptime=0.5, region="us"), receipt("node-3", failure="baseline: too little")]
    found = pilot_status(by_node(*latest), {"gates.bundle.altered": 2}, PilotClock(BEGIN))
    assert [node.health.colour for node in found.nodes] == ["green", "red", "yellow"]
    assert {name: (one.colour, one.passed, one.failed) for name, one in found.regions.items()} == {
        "eu": ("yellow", 1, 1),
        "us": ("red", 1, 0),
    }
    assert (found.health.colour, found.onboarding.passed_count, found.onboarding.failed_count) == ("red", 2, 1)
    assert (found.refused, found.rehearsal) == ({"gates.bundle.altered": 2}, False)
    assert found.failed_because == {"gate_failed.baseline": 1}


def test_a_cohort_without_nodes_is_red_and_one_of_rehearsals_says_so():
    assert health_of([]).colour == "red"
    assert pilot_status({}, {}, PilotClock(BEGIN)).onboarding.node_count == 0
    assert pilot_status(by_node(receipt(rehearsal=True)), {}, PilotClock(BEGIN)).rehearsal is True


@pytest.mark.parametrize(("hours", "standing", "colour", "cohort"), [(36, "active", "green", "green"), (36.1, "silent", "red", "red")])
def test_a_node_that_hands_nothing_in_is_silent_and_counts_as_down(hours: float, standing: str, colour: str, cohort: str):
    found = pilot_status(by_node(receipt()), {}, PilotClock(BEGIN + timedelta(hours=hours)))
    assert [(node.standing, node.health.colour) for node in found.nodes] == [(standing, colour)]
    assert (found.health.colour, found.regions["eu"].colour, found.onboarding.passed_count) == (cohort, cohort, 1)


def test_a_node_whose_invitation_was_taken_back_has_not_passed_and_counts_for_nothing():
    nodes = by_node(receipt("node-1"), receipt("node-2", uptime=0.1, region="us"))
    found = pilot_status(nodes, {}, PilotClock(BEGIN, revoked={"node-2"}))
    assert [(node.standing, node.onboarding_status, node.health.colour) for node in found.nodes] == [
        ("active", "passed", "green"),
        ("revoked", "failed", "red"),
    ]
    assert (found.health.colour, list(found.regions), found.onboarding.passed_count) == ("green", ["eu"], 1)


def test_reruns_are_counted_over_all_that_was_taken():
    found = pilot_status(by_node(receipt(), receipt(day=2, rerun="same"), receipt(day=3, rerun="differs")), {}, PilotClock(BEGIN))
    assert found.reruns is not None
    assert (found.reruns.bundles, found.reruns.rerun, found.reruns.same) == (3, 2, 1)
