"""Pilot metrics follow from what a node has to show, and from nothing else."""

import pytest

from core.errors import CodedError
from gates.cohort.node_state import parse_node_state
from gates.cohort.pilot_derivation import FIGURES, NEEDED_GATES, NodeWork, check_follows, derive_pilot_metrics
from gates.cohort.pilot_metrics import PilotMetrics
from gates.judges import JUDGEMENTS, judge_artifact
from gates.verdicts.lookup import ABSENT, finite_number, lookup
from tests.gates.cohort.bundles import GATE_NAMES, encoded, run_of, state
from tests.gates.mutations import put, sample, without

ARTIFACTS = {gate: sample(gate) for gate in GATE_NAMES}


def work(**changes: dict) -> NodeWork:
    return NodeWork({**ARTIFACTS, **changes}, {gate: run_of(gate) for gate in ARTIFACTS}, parse_node_state(encoded(state())))


def code_of(do) -> str:
    with pytest.raises(CodedError) as caught:
        do()
    return caught.value.code


def test_the_metrics_of_good_artifacts_are_whole_and_follow():
    metrics = derive_pilot_metrics(work(), "owner/project")
    assert judge_artifact("pilot_metrics", metrics.model_dump(mode="json"), JUDGEMENTS["pilot_metrics"].floors).ok
    assert judge_artifact("node_health", metrics.model_dump(mode="json"), JUDGEMENTS["node_health"].floors).ok
    check_follows(metrics, work())
    assert (metrics.status.open_issues, metrics.decentralization.utility_int8_jain_gain) == (0, pytest.approx(0.25))


@pytest.mark.parametrize("metric", FIGURES)
def test_every_figure_is_that_of_its_artifact(metric: str):
    gate, path = FIGURES[metric]
    assert lookup(derive_pilot_metrics(work(), "r").model_dump(), metric) == lookup(ARTIFACTS[gate], path) is not ABSENT
    lacking = work(**{gate: without(ARTIFACTS[gate], path)})
    assert code_of(lambda: derive_pilot_metrics(lacking, "r")) == "gates.bundle.metrics"


@pytest.mark.parametrize(
    "metric",
    [
        f"{block}.{name}"
        for block in ("health", "quality", "accessibility", "decentralization", "communication", "status")
        for name in PilotMetrics.model_fields[block].annotation.model_fields
    ],
)
def test_no_figure_may_be_edited(metric: str):
    stated = derive_pilot_metrics(work(), "r").model_dump()
    value = lookup(stated, metric)
    number = finite_number(value)
    changed = not value if number is None else 0.5 if isinstance(value, float) and value != 0.5 else int(number) + 1
    assert code_of(lambda: check_follows(PilotMetrics.model_validate(put(stated, metric, changed)), work())) == "gates.bundle.inconsistent"


def test_a_gate_that_has_not_passed_is_an_open_issue_of_its_milestone():
    failing = work(baseline=put(ARTIFACTS["baseline"], "methods.fedavg_int8.accuracy_mean", 0.5))
    assert not failing.verdicts["baseline"].ok
    open_before, open_now = (derive_pilot_metrics(one, "r").status for one in (work(), failing))
    assert (open_now.open_issues, open_now.open_milestones) == (1, open_before.open_milestones + 1)


def test_the_least_gain_of_any_scenario_counts():
    artifact = put(ARTIFACTS["utility_fairness"], "scenarios[1].methods.fedavg_int8.fairness.contribution_jain_index_mean", 0.72)
    assert derive_pilot_metrics(work(utility_fairness=artifact), "r").decentralization.utility_int8_jain_gain == pytest.approx(0.02)


def test_the_gates_of_every_figure_are_needed():
    assert {gate for gate, _ in FIGURES.values()} <= NEEDED_GATES
