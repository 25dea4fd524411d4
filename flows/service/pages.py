"""The pages of the gates on the address of the Prefect UI, made anew for whoever asks: a run's link leads to them."""

from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from core.errors import CodedError
from gates.catalogue import Profile
from gates.goals import STRICT
from tasks.pages.writing import write_pages
from tasks.project.all_parameters import load_project
from tasks.status.assessment import assess


class Pages(StaticFiles):
    """The files of reports/; a page is brought up to date before it is shown."""

    def __init__(self, root: Path) -> None:
        self._root = root
        (root / "reports").mkdir(exist_ok=True)
        super().__init__(directory=root / "reports", html=True)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, or why the pages could not be made."""
        try:
            if Path(path).suffix in ("", ".html"):
                await run_in_threadpool(refresh, self._root, "full" if Path(path).parts[:1] == ("full",) else "reduced")
        except CodedError as error:
            return PlainTextResponse(f"{error.code}: {error}", status_code=500)
        return await super().get_response(path, scope)


def refresh(root: Path, profile: Profile) -> None:
    """Write the pages of a profile as the project stands now.

    Errors: those of `load_project` and `assess`.
    """
    write_pages(root, assess(root, profile, load_project(root).limits, STRICT))


def serve_pages(app: Starlette, root: Path) -> None:
    """Put the pages below /reports, before the UI, which takes every path."""
    app.router.routes.insert(0, Mount("/reports", Pages(root), name="reports"))
