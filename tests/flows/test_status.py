"""The status as a command: what it prints, what it leaves, and its exit code."""

import json

from tests.system.copied_project import Project


def test_an_incomplete_track_fails_where_that_was_asked_for_and_leaves_signed_artifacts(
    project: Project, reporting: dict[str, str]
) -> None:
    code, said = project.run("-m", "flows.status", "--require-fairness", "--require-smoke-summary", "--fail-on-incomplete", **reporting)
    assert code == 1, said
    assert said.splitlines()[-2:] == ["Main track goals: 0/4 complete, required sub-goals 0/9", "Main track incomplete."]
    assert "MVP readiness: not ready" in said
    left = {path.name for path in (project.root / "reports").iterdir()}
    assert {"main_track_status.json", "main_track_status.md", "main_track_status.dsse.json", "mvp_readiness.json"} <= left
    code, said = project.run("-m", "cli.main", "verify", "--json")
    assert (code, json.loads(said)["ok"]) == (0, True)


def test_without_that_flag_it_says_where_the_track_stands_and_flags_replace_thresholds(project: Project, reporting: dict[str, str]) -> None:
    code, said = project.run(
        "-m", "flows.status", "--profile", "full", "--max-missing-docs", "4", "--no-require-all-goals-done", **reporting
    )
    assert code == 0, said
    assert said.splitlines()[-1] == "Main track goals: 1/4 complete, required sub-goals 0/6"
    readiness = json.loads((project.root / "reports/full/mvp_readiness.json").read_text())
    assert (readiness["thresholds"]["max_missing_docs"], readiness["thresholds"]["require_all_goals_done"]) == (4, False)
    assert not any(failure.startswith("required_docs") for failure in readiness["failures"])
