import pytest

from gates.cohort.cohort_manifest import CohortManifest, judge_cohort_manifest, judge_metrics_files, summarise_onboarding
from gates.params.limits.cohort import COHORT_MANIFEST_FLOORS
from tests.gates.mutations import OURS, put, sample
from tests.gates.samples_of_cohort import manifest_node, pilot_metrics

FILES = {f"nodes/node-{number}/pilot_metrics.json": pilot_metrics(f"node-{number}") for number in range(6)}


def nodes(*changes: dict) -> list:
    raw = sample("cohort_manifest") | {"nodes": [manifest_node(number) | change for number, change in enumerate(changes)]}
    return list(CohortManifest.model_validate(raw).nodes)


def test_the_summary_counts_diversity_over_the_nodes_that_passed():
    failed = {"onboarding_status": "failed", "failure_reason": "no network"}
    summary = summarise_onboarding(nodes({}, {"region": "Unknown"}, failed, {"onboarding_status": "pending"}))
    assert summary.model_dump() == {
        "node_count": 4,
        "passed_count": 2,
        "failed_count": 1,
        "pending_count": 1,
        "startup_rate": 0.5,
        "failure_rate": 0.25,
        "distinct_regions": 1,
        "distinct_hardware_tiers": 2,
        "distinct_network_tiers": 2,
        "unknown_region_ratio": 0.5,
    }


def test_a_manifest_without_nodes_fails_and_its_regions_are_unknown():
    assert summarise_onboarding([]).unknown_region_ratio == 1.0
    assert not judge_cohort_manifest(put(sample("cohort_manifest"), "nodes", []), COHORT_MANIFEST_FLOORS).ok


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("nodes[1].node_id", "node-0"),
        ("nodes[1].node_id", "NODE-0"),
        ("nodes[1].node_id", "../node"),
        ("nodes[1].onboarding_status", "accepted"),
        ("nodes[1].onboarding_status", "failed"),
        ("nodes[1].cpu_cores", 0),
        ("nodes[1].memory_gb", 0),
        ("cohort_id", "ab"),
    ],
)
def test_a_manifest_that_does_not_hold_fails(path, value):
    assert judge_cohort_manifest(sample("cohort_manifest"), OURS.cohort_manifest).ok
    assert not judge_cohort_manifest(put(sample("cohort_manifest"), path, value), COHORT_MANIFEST_FLOORS).ok


def test_every_node_that_passed_has_its_own_metrics_where_they_are_required():
    assert judge_metrics_files(sample("cohort_manifest"), FILES, are_required=True).ok
    lacking = {path: content for path, content in FILES.items() if "node-3" not in path}
    assert not judge_metrics_files(sample("cohort_manifest"), lacking, are_required=True).ok
    assert not judge_metrics_files(sample("cohort_manifest"), {}, are_required=False).failures


@pytest.mark.parametrize(
    "content",
    [
        pilot_metrics("node-4"),
        pilot_metrics("node-3") | {"later": 1},
        {},
        "no JSON",
        put(pilot_metrics("node-3"), "health.step_count", "7"),
    ],
)
def test_a_file_that_is_there_is_of_its_node_and_follows_its_schema_required_or_not(content):
    files = FILES | {"nodes/node-3/pilot_metrics.json": content}
    for are_required in (True, False):
        verdict = judge_metrics_files(sample("cohort_manifest"), files, are_required=are_required)
        assert [row.metric for row in verdict.rows if not row.ok] == ["nodes[3].metrics_path"]


def test_an_id_in_another_spelling_is_the_same_node():
    files = FILES | {"nodes/node-3/pilot_metrics.json": pilot_metrics("NODE-3")}
    assert judge_metrics_files(sample("cohort_manifest"), files, are_required=True).ok
