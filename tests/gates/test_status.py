"""Pending, done and blocked follow from the artifacts by the contract's rules, and the reason is always named."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gates.goals import GOALS, STRICT, Requirements, SubGoal, sub_goals
from gates.status import GateState, headline, main_track_status, state_of
from gates.verdicts.verdict import Verdict
from tests.gates.gate_states import ARTIFACTS, all_done, done, failed, missing, stale

NOW = datetime(2026, 1, 1, tzinfo=UTC)
PARTS = {part.gate: part for part in sub_goals()}
KINDS = {"done": done, "pending": missing, "blocked": failed}


def status(states: dict[str, GateState], requirements: Requirements = STRICT):
    return main_track_status(states, requirements, profile="reduced", now=NOW)


def part(found, gate: str):
    return next(one for goal in found.goals for one in goal.sub_goals if one.artifact == ARTIFACTS[gate])


def test_all_done_is_four_goals_and_nine_parts():
    found = status(all_done())
    assert headline(found) == "Main track goals: 4/4 complete, required sub-goals 9/9"
    assert found.summary.all_done


@pytest.mark.parametrize("gate", ARTIFACTS)
def test_a_missing_artifact_is_pending_and_named(gate):
    found = status(all_done(**{gate: missing(gate)}))
    assert part(found, gate).status == "pending"
    assert ARTIFACTS[gate] in part(found, gate).detail
    assert headline(found) == "Main track goals: 3/4 complete, required sub-goals 8/9"
    assert not found.summary.all_done


@pytest.mark.parametrize("gate", ARTIFACTS)
def test_a_failed_limit_blocks_and_the_metric_is_named(gate):
    found = status(all_done(**{gate: failed(gate)}))
    assert part(found, gate).status == "blocked"
    assert part(found, gate).detail == "a: 0.5 is not >= 0.95"


@pytest.mark.parametrize("gate", ARTIFACTS)
def test_a_finding_on_the_evidence_blocks_and_its_code_and_input_are_named(gate):
    found = part(status(all_done(**{gate: stale(gate)})), gate)
    assert found.status == "blocked"
    assert "gates.evidence.stale" in found.detail and "core" in found.detail


def test_of_many_findings_the_first_are_told_and_the_others_counted():
    state = stale("baseline")
    found = state_of(PARTS["baseline"], replace(state, findings=state.findings * 300))[1]
    assert found.count("gates.evidence.stale") == 5
    assert found.endswith("and 295 more")


def test_limits_of_ours_that_are_laxer_than_the_floors_do_not_pass():
    found = part(status(all_done(baseline=failed("baseline", ours=True, floors=False))), "baseline")
    assert found.status == "blocked"
    assert "floor" in found.detail and "a:" in found.detail


def test_of_the_smoke_summary_only_our_limits_are_asked():
    assert part(status(all_done(smoke=failed("smoke", ours=True, floors=False))), "smoke").status == "done"
    assert part(status(all_done(smoke=failed("smoke"))), "smoke").status == "blocked"


@pytest.mark.parametrize("change", [{"content": None, "problem": "no JSON"}, {"ours": None}, {"floors": None}, {"ours": Verdict("x", ())}])
def test_what_cannot_be_judged_is_blocked(change):
    found = status(all_done(baseline=replace(done("baseline"), **change)))
    assert part(found, "baseline").status == "blocked"
    assert part(found, "baseline").detail


def test_a_goal_is_blocked_before_it_is_pending():
    found = status(all_done(baseline=missing("baseline"), adapter=failed("adapter")))
    assert found.goals[0].status == "blocked"
    assert status(all_done(baseline=missing("baseline"))).goals[0].status == "pending"


def test_what_is_not_required_holds_no_goal_back_but_is_listed():
    found = status(all_done(smoke=failed("smoke"), fairness=missing("fairness")), Requirements())
    assert headline(found) == "Main track goals: 4/4 complete, required sub-goals 6/6"
    assert found.summary.all_done
    assert (part(found, "smoke").required, part(found, "smoke").status) == (False, "blocked")
    assert (part(found, "fairness").required, part(found, "fairness").status) == (False, "pending")


def test_the_detail_of_a_done_part_is_the_figure_with_the_least_room():
    assert part(status(all_done()), "baseline").detail == "tightest: b 0.951 >= 0.95 (margin +0.001)"


def test_text_of_an_artifact_cannot_move_a_cursor():
    state = replace(done("baseline"), content=None, problem="\x1b[2J\n\u202egone")
    assert part(status(all_done(baseline=state)), "baseline").detail.isprintable()


def test_transport_peers_and_signer_are_told_where_they_are_known():
    state = replace(done("baseline", transport="libp2p", peers=["a", "b"]), signer="local identity")
    found = part(status(all_done(baseline=state)), "baseline")
    assert (found.transport, found.peers, found.signer) == ("libp2p", ("a", "b"), "local identity")
    bare = part(status(all_done()), "adapter").model_dump(exclude_none=True)
    assert {"transport", "peers", "signer"} & set(bare) == set()


def test_nothing_is_repeated_from_an_artifact_whose_evidence_is_at_fault():
    state = replace(stale("baseline"), content={"transport": "carrier pigeon", "peers": ["a"]})
    found = part(status(all_done(baseline=state)), "baseline")
    assert (found.transport, found.peers) == (None, None)


def test_a_transport_of_another_type_is_left_out():
    found = part(status(all_done(baseline=done("baseline", transport=7, peers="a"))), "baseline")
    assert (found.transport, found.peers) == (None, None)


@given(
    kinds=st.fixed_dictionaries({gate: st.sampled_from(sorted(KINDS)) for gate in ARTIFACTS}),
    fairness=st.booleans(),
    smoke_summary=st.booleans(),
)
def test_counts_and_goals_follow_from_the_parts(kinds, fairness, smoke_summary):
    requirements = Requirements(fairness, smoke_summary)
    found = status({gate: KINDS[kind](gate) for gate, kind in kinds.items()}, requirements)
    required = {gate: kind for gate, kind in kinds.items() if requirements.include(PARTS[gate].condition)}
    assert found.summary.required_sub_goals == len(required) == 6 + smoke_summary + 2 * fairness
    assert found.summary.completed_required_sub_goals == sum(kind == "done" for kind in required.values())
    for goal, stated in zip(GOALS, found.goals, strict=True):
        own = [required[one.gate] for one in goal.sub_goals if one.gate in required]
        assert (stated.status == "blocked") == ("blocked" in own)
        assert (stated.status == "done") == all(kind == "done" for kind in own)
    assert found.summary.completed_goals == sum(goal.status == "done" for goal in found.goals)
    assert found.summary.all_done == all(kind == "done" for kind in required.values())


def test_the_reason_of_a_part_whose_gate_comes_later_says_so():
    later = SubGoal("sg", "later", "later", "later_metrics.json")
    assert state_of(later, GateState("later", "later_metrics.json", is_present=False))[1].endswith("its gate comes later")
    assert state_of(PARTS["smoke"], missing("smoke"))[1].endswith("the gate has not run")
