import pytest

from gates.verdicts.reproducibility import judge_reproducibility
from tests.gates.mutations import OURS, put, sample


def failed(artifact: dict) -> set[str]:
    return {row.metric for row in judge_reproducibility(artifact, OURS.reproducibility).rows if not row.ok}


@pytest.mark.parametrize("figure", ["mean", "std", "min", "max"])
def test_the_summary_follows_from_the_runs(figure):
    path = f"summary.tool_pass_rate.{figure}"
    assert path in failed(put(sample("reproducibility"), path, 0.9801))


def test_the_deviation_is_the_populations():
    artifact = sample("reproducibility")
    found = artifact["summary"]["overall_score"]["std"]
    assert found == pytest.approx((2 / 1e8) ** 0.5)
    assert "summary.overall_score.std" in failed(put(artifact, "summary.overall_score.std", found * (5 / 4) ** 0.5))


@pytest.mark.parametrize(
    ("path", "value", "metric"),
    [
        ("runs[2].seed", 9, "runs"),
        ("runs", [], "runs"),
        ("run_count", 6, "run_count"),
        ("rerun.weights_sha256", "c" * 64, "rerun.weights_sha256"),
        ("rerun.seed", 9, "rerun.seed"),
    ],
)
def test_the_runs_are_those_of_the_seeds_and_one_was_repeated_to_the_same_bits(path, value, metric):
    assert metric in failed(put(sample("reproducibility"), path, value))


def test_two_seeds_are_too_few_under_the_floors():
    artifact = sample("reproducibility") | {"run_count": 2, "config": {"seeds": [0, 1]}}
    artifact["runs"] = artifact["runs"][:2]
    assert "run_count" in failed(artifact)


def test_a_seed_that_agents_end_elsewhere_fails():
    artifact = put(sample("reproducibility"), "agents.distributed_reference.twin_weights_sha256", "f" * 64)
    assert failed(artifact) == {"agents.distributed_reference.weights_sha256"}
