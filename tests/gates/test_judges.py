import copy
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gates.judges import JUDGEMENTS, floors_of, judge_artifact, limits_of
from gates.params.limits.baseline import BASELINE_FLOORS
from gates.verdicts.verdict import MetricRow
from tests.gates.mutations import OURS, put, sample, without
from tests.gates.past_limits import just_past

HEADINGS = {
    "baseline": "Baseline metrics summary",
    "classification": "Classification metrics summary",
    "adapter": "Adapter intent metrics summary",
    "benchmark": "Benchmark metrics summary",
    "generality": "Generality metrics summary",
    "reproducibility": "Reproducibility metrics summary",
    "fairness": "Fairness metrics summary",
    "utility_fairness": "Utility fairness validation summary",
    "readiness": "MVP readiness summary",
}
VERSIONS = {"baseline": 2, "fairness": 2}
GATES = tuple(JUDGEMENTS)
BOTH = [(gate, limits) for gate in GATES for limits in (JUDGEMENTS[gate].floors, limits_of(OURS, gate, "reduced"))]


def rows(gate: str, artifact: dict, limits: object) -> dict[tuple[str, str], MetricRow]:
    return {(row.metric, row.comparison): row for row in judge_artifact(gate, artifact, limits).rows}


@pytest.mark.parametrize(("gate", "limits"), BOTH)
def test_a_figure_just_past_its_limit_fails_by_name(gate, limits):
    good = sample(gate)
    limited = [row for row in rows(gate, good, limits).values() if row.margin is not None]
    passed = []
    for row in limited:
        failed = rows(gate, just_past(good, row), limits)[row.metric, row.comparison]
        if failed.ok or not failed.reason or failed.limit != row.limit:
            passed.append(failed)
    assert passed == []


@pytest.mark.parametrize("gate", GATES)
def test_every_limit_is_one_of_some_figure(gate):
    ours = limits_of(OURS, gate, "reduced")
    before = rows(gate, sample(gate), ours)
    for name, value in ours.model_dump().items():
        if isinstance(value, bool | str):
            continue
        changed = ours.model_copy(update={name: value + 1 if isinstance(value, int) else value / 2})
        after = rows(gate, sample(gate), changed)
        assert [key for key in before if key in after and before[key].limit != after[key].limit], name


@pytest.mark.parametrize("gate", GATES)
def test_ours_are_never_weaker_than_the_floors(gate):
    ours, floors = limits_of(OURS, gate, "reduced").model_dump(), JUDGEMENTS[gate].floors.model_dump()
    for name, floor in floors.items():
        if floor is None or isinstance(floor, str):
            continue
        assert ours[name] <= floor if name.startswith("max_") else ours[name] >= floor, name


def pending(artifact: dict) -> dict:
    artifact = put(artifact, "checks.required_goal_ids.goal_status.g2_generality_reproducibility", "pending")
    artifact["checks"]["main_track_summary"] |= {"completed_goals": 3, "all_done": False}
    return artifact


def without_fairness(artifact: dict) -> dict:
    metrics = {"required": ["baseline_metrics.json"], "missing": [], "present_count": 1, "required_count": 1}
    return put(artifact, "checks.required_metric_artifacts", metrics)


WANTED = {
    ("baseline", "require_agents"): lambda artifact: without(artifact, "agents"),
    ("classification", "require_agents"): lambda artifact: without(artifact, "agents"),
    ("adapter", "require_agents"): lambda artifact: without(artifact, "agents"),
    ("generality", "require_agents"): lambda artifact: without(artifact, "agents"),
    ("generality", "require_public"): lambda artifact: without(artifact, "public"),
    ("reproducibility", "require_agents"): lambda artifact: without(artifact, "agents"),
    ("reproducibility", "require_identical_rerun"): lambda artifact: without(artifact, "rerun"),
    ("fairness", "require_accuracy_fairness"): lambda artifact: without(artifact, "fair_strategy"),
    ("utility_fairness", "require_all_deadlines"): lambda artifact: without(artifact, "scenarios[3]"),
    ("smoke", "require_deadline"): lambda artifact: without(artifact, "fairness"),
    ("smoke", "require_fairness"): lambda artifact: put(artifact, "include_fairness", False),
    ("readiness", "require_fairness"): without_fairness,
    ("readiness", "require_all_goals_done"): pending,
    ("pilot_metrics", "require_status_collected"): lambda artifact: put(artifact, "status.collected", False),
}
"""What an artifact may lack, or be, only as long as nothing requires the contrary."""
OF_FILES = {("cohort_manifest", "require_metrics_files"), ("cohort_manifest", "refuse_rehearsal"), ("provenance", "verify_sha256")}
"""Requirements on other files, which the checkers' tests cover."""


def test_every_requirement_is_tested():
    required = {
        (gate, name) for gate in GATES for name, field in type(JUDGEMENTS[gate].floors).model_fields.items() if field.annotation is bool
    }
    assert required == set(WANTED) | OF_FILES


@pytest.mark.parametrize(("gate", "name"), WANTED)
def test_what_is_required_fails_where_it_lacks_and_only_there(gate, name):
    lacking = WANTED[gate, name](sample(gate))
    floors = JUDGEMENTS[gate].floors
    assert not judge_artifact(gate, lacking, floors.model_copy(update={name: True})).ok
    verdict = judge_artifact(gate, lacking, floors.model_copy(update={name: False}))
    assert verdict.ok, verdict.failures


ADDITIVE = {
    "baseline": ("communication", "methods.fedavg_sparse", "num_parameters", "label_total_variation", "transport", "peers"),
    "classification": ("counts.near_duplicates", "near_duplicate_similarity", "seeds", "transport", "peers", "agents"),
    "adapter": ("communication.adapter_vs_full_fp32_percent", "transport", "peers", "agents.seed"),
    "generality": ("paraphrases", "paraphrases.tasks.tool_use", "dialogues.tool_use", "transport", "peers", "agents.seed"),
    "reproducibility": ("rerun.weights_sha256", "runs[3].weights_sha256", "summary.total_wall_clock_sec"),
    "fairness": ("methods.qffl", "methods.qffl.fairness", "methods.fedavg_fp32.fairness.worst_decile_accuracy", "trial"),
    "utility_fairness": ("scenarios[1].churn_rate", "scenarios[3].config.deadline_quantile", "trial.contribution_difference"),
    "smoke": ("fairness",),
}
"""What the contract does not ask for and we do."""


@pytest.mark.parametrize(("gate", "path"), [(gate, path) for gate, paths in ADDITIVE.items() for path in paths])
def test_what_only_we_ask_for_fails_ours_where_it_lacks(gate, path):
    assert not judge_artifact(gate, without(sample(gate), path), limits_of(OURS, gate, "reduced")).ok


def test_the_contracts_own_artifact_passes_the_floors_without_our_additions():
    lean = sample("baseline")
    for name in ("communication", "num_parameters", "label_total_variation", "transport", "peers", "agents"):
        del lean[name]
    del lean["methods"]["fedavg_sparse"]
    assert judge_artifact("baseline", lean, BASELINE_FLOORS).ok


@pytest.mark.parametrize("gate", GATES)
def test_the_heading_and_the_version_are_the_contracts(gate):
    assert JUDGEMENTS[gate].heading == HEADINGS.get(gate, JUDGEMENTS[gate].heading)
    assert JUDGEMENTS[gate].schema_version == VERSIONS.get(gate, 1) == sample(gate)["schema_version"]


@pytest.mark.parametrize("gate", GATES)
def test_an_empty_artifact_and_another_version_fail_by_name(gate):
    floors = JUDGEMENTS[gate].floors
    assert judge_artifact(gate, {}, floors).failures[0].startswith("schema_version: missing")
    assert not rows(gate, put(sample(gate), "schema_version", 3), floors)["schema_version", "=="].ok


@pytest.mark.parametrize("gate", GATES)
def test_a_judge_changes_nothing(gate):
    artifact = sample(gate)
    before = copy.deepcopy(artifact)
    judge_artifact(gate, artifact, JUDGEMENTS[gate].floors)
    assert artifact == before


def test_a_benchmark_is_expected_in_the_mode_of_the_profile():
    assert [limits_of(OURS, "benchmark", profile).expected_mode for profile in ("reduced", "full")] == ["reduced", "full"]
    assert [floors_of("benchmark", profile).expected_mode for profile in ("reduced", "full")] == ["reduced", "full"]
    assert limits_of(OURS, "baseline", "full") is OURS.baseline


@pytest.mark.parametrize("limits", [limits_of(OURS, "generality", "full"), floors_of("generality", "full")])
def test_the_full_profile_requires_the_public_tasks_and_no_other_does(limits):
    lacking = without(sample("generality"), "public")
    assert {row.metric for row in judge_artifact("generality", lacking, limits).rows if not row.ok} == {
        "public.tool_selection.accuracy",
        "public.banking.accuracy",
        "public.function_calls.call_accuracy",
        "public.function_calls.relevance",
        "public.out_of_scope.recall",
        "public.out_of_scope.false_alarm_rate",
    }
    assert judge_artifact("generality", lacking, limits_of(OURS, "generality", "reduced")).ok


ODD = (None, "x", "", [], {}, [[]], -1, 10**400, 1e308, float("nan"), True, {"a.b[0]": 1}, ["a[" + "9" * 5000 + "]"], {"x": {"x": {}}})


def places(value: object, path: tuple = ()) -> list[tuple]:
    """The way to everything that lies in a value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for name, one in inner for place in places(one, (*path, name)))]


@pytest.mark.parametrize("gate", GATES)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_judge_gives_its_verdict_on_anything(gate, data):
    artifact = copy.deepcopy(sample(gate))
    for _ in range(data.draw(st.integers(1, 3))):
        *parents, last = data.draw(st.sampled_from(places(artifact)[1:] or [("schema_version",)]))
        inner = artifact
        for name in parents:
            inner = inner[name]
        inner[last] = copy.deepcopy(data.draw(st.sampled_from(ODD)))
    for limits in (JUDGEMENTS[gate].floors, limits_of(OURS, gate, "reduced")):
        verdict = judge_artifact(gate, artifact, limits)
        assert json.dumps(verdict.as_json())
