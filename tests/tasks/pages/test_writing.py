"""Pages are views: written anew from what is there, read by nothing, and in nobody's way."""

import subprocess
import sys
from pathlib import Path

import pytest

from gates.catalogue import GATES
from gates.goals import STRICT
from tasks.evidence.imported_code import ProjectCode
from tasks.pages.writing import write_pages
from tasks.project.all_parameters import load_project
from tasks.project.files import PROJECT_ROOT
from tasks.reports.store import verify_reports
from tasks.status.assessment import assess, publish_assessment
from tests.tasks.pages.page_facts import PARTS
from tests.tasks.pages.page_reader import assert_harmless
from tests.tasks.signed_project import SignedProject, make_project


@pytest.fixture
def project(tmp_path: Path) -> SignedProject:
    made = make_project(tmp_path / "project")
    made.publish("baseline")
    made.publish("smoke")
    return made


def written(project: SignedProject) -> dict[str, str]:
    index = write_pages(project.root, assess(project.root, "reduced", load_project(project.root).limits, STRICT))
    assert index.name == "index.html"
    return {path.name: path.read_text() for path in index.parent.glob("*.html")}


def test_every_gate_has_a_page_and_one_leads_to_them(project: SignedProject) -> None:
    pages = written(project)
    assert pages.keys() == {"index.html", *(f"{gate}.html" for gate in PARTS)}
    assert all(map(assert_harmless, pages.values()))
    assert "a figure" not in pages["smoke.html"] and "data:image/png;base64,YSBmaWd1cmU=" in pages["smoke.html"]


def test_pages_and_history_are_no_part_of_the_evidence(project: SignedProject) -> None:
    before = verify_reports(project.reports(), project.root, {project.key.peer_id: "release key"})
    written(project)
    assert verify_reports(project.reports(), project.root, {project.key.peer_id: "release key"}) == before
    assert not [one.findings for one in before if one.artifact in ("baseline_metrics.json", "smoke_summary.json") and one.findings]


def test_an_empty_project_has_pages_too(tmp_path: Path) -> None:
    pages = written(make_project(tmp_path / "empty"))
    assert "required sub-goals 0/9" in pages["index.html"] and "Not run" in pages["smoke.html"]


def test_it_leads_to_no_file_that_is_not_there(project: SignedProject) -> None:
    def linked() -> set[str]:
        return {link for link in assert_harmless(written(project)["index.html"]).values("href") if not link.endswith(".html")}

    assert linked() == set()
    publish_assessment(project.root, assess(project.root, "reduced", load_project(project.root).limits, STRICT), "run-2")
    assert linked() == {"./main_track_status.json", "./main_track_status.md", "./mvp_readiness.json"}
    assert all((project.reports() / link).is_file() for link in assert_harmless(written(project)["index.html"]).values("href"))


def test_a_link_in_the_place_of_a_page_is_replaced_and_not_followed(project: SignedProject) -> None:
    elsewhere = project.root / "precious"
    elsewhere.write_text("precious")
    (project.reports() / "smoke.html").symlink_to(elsewhere)
    assert "Numbers" in written(project)["smoke.html"]
    assert elsewhere.read_text() == "precious"


@pytest.mark.parametrize("gate", GATES.values(), ids=lambda gate: gate.name)
def test_how_pages_look_makes_no_gate_stale(gate) -> None:
    assert [name for name in ProjectCode(PROJECT_ROOT).files_of(gate.module) if name.startswith("tasks/pages/")] == []


def test_pages_are_made_without_prefect_and_pandas() -> None:
    code = "import sys, tasks.pages.writing; sys.exit(any(name in sys.modules for name in ('prefect', 'pandas', 'jinja2', 'numpy')))"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=PROJECT_ROOT)
