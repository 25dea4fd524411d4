"""Readiness names every failure; outcomes and milestones follow from the parts."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gates.external_intake import NO_COHORT
from gates.goals import STRICT, Requirements
from gates.params.limits.readiness import READINESS_FLOORS, ReadinessLimits
from gates.readiness import REQUIRED_DOCS, Ground, mvp_readiness, required_artifacts
from gates.status import GateState, main_track_status
from gates.verdicts.readiness import judge_readiness
from tests.gates.gate_states import ARTIFACTS, all_done, done, failed, missing

NOW = datetime(2026, 1, 1, tzinfo=UTC)
OURS = ReadinessLimits(
    require_fairness=True,
    require_all_goals_done=True,
    max_missing_metrics=0,
    max_missing_docs=0,
    min_completed_goals=4,
    min_completed_required_sub_goals=9,
)


def ground(
    states: dict[str, GateState], requirements: Requirements = STRICT, docs=REQUIRED_DOCS, *, intake_gaps: tuple[str, ...] = (NO_COHORT,)
) -> Ground:
    status = main_track_status(states, requirements, profile="reduced", now=NOW)
    contents = {gate: state.content for gate, state in states.items() if state.content is not None}
    return Ground(status, contents, frozenset(docs), intake_gaps)


def readiness(states=None, thresholds: ReadinessLimits = OURS, **more):
    return mvp_readiness(ground(states or all_done(), **more), thresholds, now=NOW)


def test_all_done_is_ready_without_a_failure():
    found = readiness()
    assert (found.ready, found.failures) == (True, ())
    assert found.thresholds == OURS.model_dump()
    assert found.checks.main_track_summary.all_done


@pytest.mark.parametrize("gate", ARTIFACTS)
def test_a_missing_artifact_is_named(gate):
    found = readiness(all_done(**{gate: missing(gate)}))
    assert found.checks.required_metric_artifacts.missing == (ARTIFACTS[gate],)
    assert found.checks.required_metric_artifacts.present_count == 8
    assert any(ARTIFACTS[gate] in failure for failure in found.failures)


@pytest.mark.parametrize("doc", REQUIRED_DOCS)
def test_a_missing_document_is_named(doc):
    found = readiness(docs=set(REQUIRED_DOCS) - {doc})
    assert found.failures == (f"required_docs: missing {doc}",)


def test_a_goal_that_is_not_done_is_named_with_its_state():
    found = readiness(all_done(adapter=failed("adapter")))
    assert "required_goal_ids: g1_cpu_federated_foundation is blocked" in found.failures
    assert "completed_goals: 3 is not >= 4" in found.failures
    assert "completed_required_sub_goals: 8 is not >= 9" in found.failures


def test_as_much_may_be_missing_as_the_thresholds_say():
    lax = OURS.model_copy(
        update={"require_all_goals_done": False, "max_missing_metrics": 1, "min_completed_goals": 3, "min_completed_required_sub_goals": 8}
    )
    assert readiness(all_done(adapter=missing("adapter")), lax).ready
    assert not readiness(all_done(adapter=missing("adapter"), generality=missing("generality")), lax).ready


def test_a_status_that_did_not_ask_for_fairness_proves_none():
    found = readiness(requirements=Requirements(smoke_summary=True))
    assert "require_fairness: the status was made without it" in found.failures


def test_without_fairness_its_goal_and_artifacts_are_not_required():
    found = readiness(all_done(fairness=missing("fairness")), READINESS_FLOORS, requirements=Requirements())
    assert found.ready
    assert "g4_decentralization_fairness" not in found.checks.required_goal_ids.required
    assert required_artifacts(Requirements(smoke_summary=True)) == found.checks.required_metric_artifacts.required


@pytest.mark.parametrize(
    ("gate", "outcomes"),
    [
        ("smoke", {"U1", "U6"}),
        ("generality", {"U2", "U6"}),
        ("reproducibility", {"U3", "U6"}),
        ("baseline", {"U4", "U6"}),
        ("adapter", {"U4", "U6"}),
        ("fairness", {"U5", "U6"}),
        ("utility_fairness", {"U5", "U6"}),
        ("benchmark", {"U6"}),
        ("classification", {"U6"}),
    ],
)
def test_each_gate_carries_its_outcomes_and_what_is_in_the_way_is_named(gate, outcomes):
    found = readiness(all_done(**{gate: failed(gate)}))
    lost = {name: outcome for name, outcome in found.outcomes if not outcome.ok}
    assert set(lost) == outcomes
    assert all(f"{ARTIFACTS[gate]} is blocked" in outcome.evidence for outcome in lost.values())


def test_a_smoke_run_without_fairness_is_no_outcome_for_users():
    found = readiness(all_done(smoke=done("smoke", include_fairness=False)))
    assert (found.outcomes.U1.ok, found.outcomes.U6.ok) == (False, True)


@pytest.mark.parametrize(("runs", "is_ok"), [(2, False), (3, True), (True, False), (3.0, False), ("5", False)])
def test_results_repeat_only_over_three_runs(runs, is_ok):
    assert readiness(all_done(reproducibility=done("reproducibility", run_count=runs))).outcomes.U3.ok is is_ok


def test_the_last_milestone_waits_for_outsiders():
    assert [found.ok for _, found in readiness().milestones] == [True, True, True, False]
    assert readiness(intake_gaps=()).milestones.M4.ok
    assert not readiness(all_done(adapter=missing("adapter")), intake_gaps=()).milestones.M4.ok


def test_a_milestone_names_what_it_misses():
    found = readiness(all_done(adapter=missing("adapter")), intake_gaps=("four nodes", "a rehearsal")).milestones
    assert [one.missing for _, one in found] == [
        ("U4",),
        (),
        ("U6",),
        ("N2: four nodes", "N2: a rehearsal", "ready"),
    ]


@given(
    kinds=st.fixed_dictionaries({gate: st.sampled_from([done, missing, failed]) for gate in ARTIFACTS}),
    docs=st.sets(st.sampled_from(REQUIRED_DOCS)),
    is_strict=st.booleans(),
)
def test_the_checker_agrees_with_what_was_written(kinds, docs, is_strict):
    states = {gate: kind(gate) for gate, kind in kinds.items()}
    found = readiness(states, requirements=STRICT if is_strict else Requirements(), docs=docs)
    verdict = judge_readiness(found.model_dump(mode="json"), OURS)
    assert found.ready == (not found.failures) == verdict.ok, verdict.failures
    facts = {name: outcome.ok for name, outcome in found.outcomes}
    for name, milestone in list(found.milestones)[:3]:
        assert milestone.ok == all(facts[need] for need in milestone.needs), name
