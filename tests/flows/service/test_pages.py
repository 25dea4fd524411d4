"""Pages are served as things stand when they are asked for, and nothing else of the project is."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from flows.service.pages import Pages, serve_pages
from tests.tasks.signed_project import SignedProject, make_project

Get = Callable[[str], httpx.Response]


@pytest.fixture
def project(tmp_path: Path) -> SignedProject:
    return make_project(tmp_path / "project")


@pytest.fixture
def get(project: SignedProject) -> Get:
    app = Starlette()
    app.mount("/", Pages(project.root))  # a UI takes every path
    serve_pages(app, project.root)

    async def ask(path: str) -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://ui") as client:
            return await client.get(path)

    return lambda path: asyncio.run(ask(path))


def test_a_page_shows_the_run_that_has_just_ended(get: Get, project: SignedProject) -> None:
    assert "Not run" in get("/reports/baseline.html").text
    project.publish("baseline")
    assert "Pass" in get("/reports/baseline.html").text
    assert "required sub-goals 1/9" in get("/reports/").text


def test_each_profile_has_its_own(get: Get, project: SignedProject) -> None:
    project.publish("baseline", profile="full")
    assert "profile full" in get("/reports/full/baseline.html").text
    assert "Not run" in get("/reports/baseline.html").text


def test_what_a_page_points_to_is_served(get: Get, project: SignedProject) -> None:
    project.publish("baseline")
    assert get("/reports/baseline_metrics.dsse.json").content == (project.reports() / "baseline_metrics.dsse.json").read_bytes()


@pytest.mark.parametrize("path", ["/reports/../params.yaml", "/reports/%2e%2e/params.yaml", "/reports/nothing.json"])
def test_nothing_outside_is_served(get: Get, path: str) -> None:
    assert get(path).status_code == 404


def test_what_keeps_the_pages_from_being_made_is_said(get: Get, project: SignedProject) -> None:
    (project.root / "trust" / "keys.json").write_text("{}")
    answer = get("/reports/index.html")
    assert (answer.status_code, answer.text.split(":")[0]) == (500, "gates.trust.malformed")
    assert answer.headers["content-type"].startswith("text/plain")
