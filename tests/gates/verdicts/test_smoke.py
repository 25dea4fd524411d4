import math

import pytest

from gates.params.limits.smoke import SMOKE_FLOORS
from gates.verdicts.smoke import judge_smoke
from tests.gates.mutations import OURS, put, without
from tests.gates.samples_of_tasks import smoke

LIMITS = OURS.smoke


def summary() -> dict:
    return smoke()


JUDGED = [
    "schema_version",
    "transport",
    "ok",
    "methods.fp32.accuracy",
    "methods.int8.accuracy",
    "methods.fp32.weights_sha256",
    "methods.int8.twin_weights_sha256",
    "seeds[2].fp32_accuracy",
    "seeds[4].int8_accuracy",
    "seeds[0].label_total_variation",
    "int8_accuracy_drop_mean",
    "uplink_ratio_int8_fp32",
    "num_parameters",
    "label_total_variation",
    "methods.int8.participation",
    "methods.int8.rounds",
    "steps",
    "seeds",
    "excluded",
]


def test_a_good_run_passes():
    verdict = judge_smoke(summary(), LIMITS)
    assert verdict.ok, verdict.failures


@pytest.mark.parametrize("path", JUDGED)
def test_each_missing_metric_fails_by_name(path):
    verdict = judge_smoke(without(summary(), path), LIMITS)
    assert not verdict.ok
    assert any(path.rpartition(".")[2] in failure.split(":")[0] for failure in verdict.failures)


@pytest.mark.parametrize("value", [None, math.nan, math.inf, "0.99", True, [0.99]])
@pytest.mark.parametrize("path", [path for path in JUDGED if "accuracy" in path or "ratio" in path or "variation" in path])
def test_nan_and_other_types_fail(path, value):
    assert not judge_smoke(put(summary(), path, value), LIMITS).ok


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("schema_version", 2),
        ("transport", "memory"),
        ("ok", False),
        ("steps[0].ok", False),
        ("methods.fp32.accuracy", 0.949),
        ("methods.int8.accuracy", 0.949),
        ("methods.fp32.twin_weights_sha256", "c" * 64),
        ("methods.int8.weights_sha256", ""),
        ("methods.int8.participation[1]", []),
        ("methods.int8.rounds", 3),
        ("seeds[3].fp32_accuracy", 0.949),
        ("seeds[3].int8_accuracy", 0.949),
        ("seeds[3].label_total_variation", 0.29),
        ("seeds[3].seed", 0),
        ("int8_accuracy_drop_mean", 0.001),
        ("uplink_ratio_int8_fp32", 0.2),
        ("methods.int8.uplink_bytes", 2100),
        ("num_parameters", 29_999),
        ("label_total_variation", 0.29),
    ],
)
def test_each_limit_is_held(path, value):
    assert not judge_smoke(put(summary(), path, value), LIMITS).ok


def test_a_drop_above_the_limit_fails():
    raw = put(summary(), "int8_accuracy_drop_mean", 0.012)
    for seed in raw["seeds"]:
        seed["int8_accuracy"] = seed["fp32_accuracy"] - 0.012
    assert [failure.split(":")[0] for failure in judge_smoke(raw, LIMITS).failures] == ["int8_accuracy_drop_mean"]


def with_exclusion() -> dict:
    raw = summary()
    raw["excluded"] = [{"round": 1, "codec": "fp32", "peer": "12D3KooWx", "code": "p2p.peer.unreachable"}]
    raw["methods"]["fp32"] |= {"participation": [[0, 1, 2, 3], [0, 1, 2]], "uplink_bytes": 7000}
    return raw


def test_with_an_excluded_peer_the_accuracy_over_the_wire_is_reported_and_not_judged():
    verdict = judge_smoke(put(with_exclusion(), "methods.fp32.accuracy", 0.6), LIMITS)
    assert verdict.ok, verdict.failures
    row = next(row for row in verdict.rows if row.metric == "methods.fp32.accuracy")
    assert (row.comparison, row.value) == ("reported", 0.6)
    assert any("12D3KooWx" in str(row.value) and "p2p.peer.unreachable" in str(row.value) for row in verdict.rows)


def test_with_an_excluded_peer_the_twin_must_still_be_equal():
    assert not judge_smoke(put(with_exclusion(), "methods.fp32.twin_weights_sha256", "c" * 64), LIMITS).ok


def test_with_an_excluded_peer_a_missing_accuracy_still_fails():
    assert not judge_smoke(without(with_exclusion(), "methods.fp32.accuracy"), LIMITS).ok


def test_an_exclusion_that_names_nobody_fails():
    assert not judge_smoke(put(with_exclusion(), "excluded[0]", {"round": 1}), LIMITS).ok


def test_one_lucky_seed_is_not_enough():
    raw = summary()
    raw["seeds"] = raw["seeds"][:1]
    assert not judge_smoke(raw, LIMITS).ok


def test_the_floor_wants_fairness():
    assert not judge_smoke(smoke(include_fairness=False), SMOKE_FLOORS).ok
    assert judge_smoke(summary(), SMOKE_FLOORS).ok


def test_a_summary_that_claims_fairness_has_the_step():
    failed = [row.metric for row in judge_smoke(put(summary(), "steps[1].name", "other"), LIMITS).rows if not row.ok]
    assert failed == ["include_fairness"]


@pytest.mark.parametrize(
    ("path", "value", "metric"),
    [
        ("fairness.participation[1]", [0, 3], "fairness.late_contributions"),
        ("fairness.participation[0]", [], "fairness.contributions_least"),
        ("fairness.weights_sha256", "d" * 64, "fairness.weights_sha256"),
    ],
)
def test_the_deadline_scenario_is_judged(path, value, metric):
    assert metric in {row.metric for row in judge_smoke(put(summary(), path, value), LIMITS).rows if not row.ok}


def test_an_empty_summary_fails():
    assert not judge_smoke({}, LIMITS).ok
    assert not judge_smoke({}, SMOKE_FLOORS).ok


def test_a_run_with_fairness_tells_its_deadline_scenario_where_that_is_required():
    silent = without(summary(), "fairness")
    assert judge_smoke(silent, SMOKE_FLOORS).ok
    failed = {row.metric for row in judge_smoke(silent, LIMITS).rows if not row.ok}
    assert failed == {"fairness.weights_sha256", "fairness.contributions_least"}
