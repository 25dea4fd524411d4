"""The status as Prefect runs it: assessed, published with evidence, and shown."""

from pathlib import Path

from prefect import task
from prefect.artifacts import create_link_artifact, create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE

from gates.catalogue import Profile, evidence_name
from gates.goals import Requirements
from gates.params.limits.limits import Limits
from tasks.evidence.text import evidence_markdown
from tasks.pages.writing import write_pages
from tasks.project.files import PROJECT_ROOT
from tasks.reports.store import INDEX_PAGE, page_link
from tasks.status.assessment import STATUS, Assessment, assess, publish_assessment
from tasks.status.text import readiness_markdown, status_markdown, status_rows
from tasks.status.weekly import publish_weekly


@task(cache_policy=NO_CACHE, persist_result=False)
def assess_project(profile: Profile, limits: Limits, requirements: Requirements) -> Assessment:
    """Status and readiness of this project, see `assess`."""
    return assess(PROJECT_ROOT, profile, limits, requirements)


@task(cache_policy=NO_CACHE, persist_result=False)
def publish_status(found: Assessment, run_id: str) -> tuple[Path, Path]:
    """Write and sign both artifacts, see `publish_assessment`."""
    return publish_assessment(PROJECT_ROOT, found, run_id)


@task(cache_policy=NO_CACHE, persist_result=False)
def publish_pages(found: Assessment) -> Path:
    """Write the page of every gate and the one above them, see `write_pages`."""
    return write_pages(PROJECT_ROOT, found)


@task(cache_policy=NO_CACHE, persist_result=False)
def show_status(found: Assessment, run_id: str, status: Path) -> None:
    """The Prefect artifacts of the run: sub-goals, status, readiness, evidence."""
    of_run = f"of status run {run_id}"
    create_table_artifact(list(status_rows(found.status)), key="status-sub-goals", description=f"Sub-goals {of_run}")
    create_markdown_artifact(status_markdown(found.status), key="status-verdict", description=f"Status {of_run}")
    create_markdown_artifact(readiness_markdown(found.readiness), key="status-readiness", description=f"Readiness {of_run}")
    evidence = status.with_name(evidence_name(STATUS))
    create_markdown_artifact(evidence_markdown(evidence), key="status-evidence", description=f"Signed evidence {of_run}")
    create_link_artifact(
        page_link(found.profile, INDEX_PAGE), "The goals, and the page of each gate", key="status-page", description=f"Page {of_run}"
    )


@task(cache_policy=NO_CACHE, persist_result=False)
def report_week(found: Assessment, run_id: str) -> Path:
    """Write and sign the weekly report, see `publish_weekly`, and show it; the report's path."""
    report = publish_weekly(PROJECT_ROOT, found, run_id)
    create_markdown_artifact(report.read_text("utf-8"), key="weekly-report", description=f"Weekly report of run {run_id}")
    return report
