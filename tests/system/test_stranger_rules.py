"""What a stranger finds in an artifact that has every field, and in what lies beside it."""

import json
from pathlib import Path

import pytest

from tests.gates.mutations import at, put, sample
from tests.system.stranger.checking import check, faults
from tests.system.stranger.undefined import is_due
from tests.system.test_stranger import NAMES, OWN_NAMES, complete

TWISTED = [
    ("baseline", "runs", 4),
    ("baseline", "communication_reduction_percent", 80.0),
    ("baseline", "config.seeds", [0, 0, 1, 2, 3]),
    ("fairness", "communication_reduction_percent", 80.0),
    ("classification", "metrics.per_label_f1.label_0", 0.1),
    ("adapter", "communication_savings_percent.int8_vs_fp32_percent", 80.0),
    ("adapter", "quality_drop_vs_centralized.sparse_macro_f1_drop", 0.0),
    ("utility_fairness", "runs_per_scenario", 4),
    ("utility_fairness", "scenarios[0].communication_savings_percent.sparse_vs_fp32_percent", 80.0),
    ("benchmark", "config.repeats", 3),
    ("benchmark", "config.mode", "rehearsal"),
    ("benchmark", "summary.max_peak_rss_bytes", 1),
    ("generality", "aggregate.task_count", 8),
    ("generality", "aggregate.task_scores.tool_use", 0.99),
    ("generality", "aggregate.runtime_total_sec", 1.0),
    ("generality", "tasks.retrieval.metrics.recall_at_1", 1.7),
    ("reproducibility", "summary.retrieval_mrr.std", 0.5),
    ("reproducibility", "runs[0].classification_macro_f1", 0.1),
    ("reproducibility", "runs[0].seed", 4),
    ("smoke", "steps[3].name", "status"),
    ("smoke", "steps[3].ok", False),
    ("status", "goals[0].status", "pending"),
    ("status", "goals[0].sub_goals[0].artifact", "smoke_summary.json"),
    ("status", "goals[3].sub_goals[0].required", False),
    ("readiness", "checks.required_docs.missing", ["docs/COMING_GOALS.md"]),
    ("readiness", "outcomes.U5.ok", False),
    ("provenance", "artifact_count", 3),
    ("provenance", "artifacts[0].sha256", "abc"),
    ("pilot_metrics", "health.more", 1),
    ("pilot_metrics", "more", 1),
    ("pilot_metrics", "provenance.commit", "a1b2c3"),
    ("pilot_metrics", "node.node_id", "-node"),
    ("node_health", "health.last_cycle_ok", False),
    ("node_profile", "memory_gb", 0.0),
    ("node_profile", "node_id", "../node"),
    ("onboarding", "failed_count", 3),
    ("onboarding", "startup_rate", 0.5),
    ("onboarding", "distinct_regions", 9),
    ("cohort_manifest", "cohort_id", "c1"),
    ("cohort_manifest", "nodes[1].node_id", "NODE-0"),
    ("cohort_manifest", "nodes[1].onboarding_status", "well"),
    ("cohort_manifest", "nodes[1].onboarding_status", "failed"),
    ("cohort_manifest", "nodes[1].onboarding_checked_utc", None),
    ("cohort_manifest", "nodes[1].cpu_cores", 0),
    ("pilot_cohort", "cohort.node_count", 4),
    ("pilot_cohort", "provenance.source_count", 4),
    ("pilot_cohort", "summary.quality.classification_accuracy_mean", 0.9),
    ("pilot_cohort", "summary.health.step_count_min", 9),
    ("calibration", "models[0].step_sec.median", -1.0),
    ("definition_of_done", "rows", []),
    ("machine_comparison", "score_ranges.overall_score", 0.2),
    ("machine_comparison", "max_std", 0.2),
    ("machine_comparison", "snapshots[1].passed", False),
    ("machine_comparison", "snapshots", []),
    ("pilot_status", "health.colour", "red"),
    ("pilot_status", "nodes[0].health.colour", "yellow"),
    ("pilot_status", "onboarding.passed_count", 9),
    ("pilot_report", "colour", "green"),
    ("pilot_report", "uptime_ratio_mean", 0.5),
    ("pilot_report", "checkpoints[4].day", 13),
    ("pilot_report", "days[1].day", 15),
    ("pilot_report", "incidents[0].mitigate_by_utc", "2026-01-09T12:00:00Z"),
    ("pilot_report", "incidents[0].severity", "SEV-1"),
]


@pytest.mark.parametrize(("gate", "path", "value"), TWISTED)
def test_the_stranger_refuses_what_does_not_follow(gate: str, path: str, value: object):
    good = complete(gate)
    assert at(good, path) != value
    assert faults((NAMES | OWN_NAMES)[gate], put(good, path, value))


@pytest.mark.parametrize(
    ("severity", "opened", "acknowledge", "mitigate"),
    [
        ("SEV-1", "2026-01-02T12:00:00Z", "2026-01-02T12:15:00Z", "2026-01-02T13:00:00Z"),
        ("SEV-2", "2026-01-02T12:00:00Z", "2026-01-02T16:00:00Z", "2026-01-03T12:00:00Z"),
        ("SEV-3", "2026-01-02T12:00:00Z", "2026-01-06T12:00:00Z", "2026-01-06T12:00:00Z"),
    ],
)
def test_an_incident_is_due_in_the_time_of_its_severity_and_at_no_other(severity: str, opened: str, acknowledge: str, mitigate: str):
    one = {"severity": severity, "opened_utc": opened, "acknowledge_by_utc": acknowledge, "mitigate_by_utc": mitigate}
    assert is_due(one)
    assert not is_due(one | {"mitigate_by_utc": "2026-01-02T12:20:00Z"})
    assert not is_due(one | {"severity": "SEV-4"})


def test_a_nodes_metrics_lie_where_its_manifest_says_and_are_its_own(tmp_path: Path):
    manifest = sample("cohort_manifest")
    (tmp_path / "cohort_manifest.json").write_text(json.dumps(manifest))
    for number, node in enumerate(manifest["nodes"]):
        path = tmp_path / node["metrics_path"]
        path.parent.mkdir(parents=True)
        metrics = sample("pilot_metrics")
        metrics["node"]["node_id"] = "another" if number == 1 else node["node_id"]
        path.write_text(json.dumps(metrics | ({"more": 1} if number == 2 else {})))
        if number == 3:
            path.unlink()
    found = check(tmp_path)["cohort_manifest.json"]
    assert [one for one in found if "evidence" not in one] == [
        "nodes/node-1/pilot_metrics.json is of another node",
        "nodes/node-2/pilot_metrics.json: not so: no extra fields: .more is one field too many",
        "nodes/node-3/pilot_metrics.json is missing",
    ]


def test_a_weekly_report_has_its_sections_and_its_bundle(tmp_path: Path):
    (tmp_path / "weekly_provenance.json").write_text(json.dumps(sample("provenance")))
    (tmp_path / "weekly_status.md").write_text(
        "# Week\n\n## Provenance\n\n## Metrics Summary\n\n## Risks/Incidents\n\n## Next-Week Focus\n"
    )
    found = check(tmp_path)["weekly_provenance.json"]
    assert [one for one in found if "evidence" not in one] == [
        "weekly_artifacts.tgz is missing",
        "weekly_status.md has no section Milestone and Issue Status",
    ]


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"schema_version": 1}', "{" * 100_000])
def test_a_file_that_is_no_artifact_is_refused_and_the_others_are_looked_at(text: str, tmp_path: Path):
    for name in ("baseline_metrics.json", "cohort_manifest.json"):
        (tmp_path / name).write_text(text)
    assert all(check(tmp_path).values())
