"""The weekly report as a command: it reports whatever there is, signed, and says where."""

import json

from tests.system.copied_project import Project


def test_it_writes_a_signed_report_of_whatever_there_is(project: Project, reporting: dict[str, str]) -> None:
    code, said = project.run("-m", "flows.weekly", "--profile", "reduced", **reporting)
    assert (code, said.splitlines()[-1]) == (0, "reports/weekly_status.md"), said
    assert {"weekly_status.md", "weekly_artifacts.tgz", "weekly_provenance.json"} <= {
        path.name for path in (project.root / "reports").iterdir()
    }
    code, said = project.run("-m", "cli.main", "verify", "--json")
    assert (code, json.loads(said)["ok"]) == (0, True)
