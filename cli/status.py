"""`p2p-agent status`: how much of the main track is done, and why the rest is not."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.output import AsJson, plain, print_json, reported

if TYPE_CHECKING:
    from gates.artifacts.status import MainTrackStatus
    from gates.catalogue import Profile
    from gates.params.limits.limits import Limits

MIN_WIDTH, MAX_DETAIL = 110, 240
STYLES = {"done": "green", "pending": "yellow", "blocked": "red"}

ProfileName = Annotated[str | None, typer.Option("--profile", metavar="reduced|full", help="The one that params.yaml names by default.")]
ProjectRoot = Annotated[Path | None, typer.Option("--project", help="Another checkout to look at than this one.")]


def status(
    is_strict: Annotated[bool, typer.Option("--strict", help="Require smoke and fairness as well; exit 1 while incomplete.")] = False,
    profile: ProfileName = None,
    project: ProjectRoot = None,
    as_json: AsJson = False,
) -> None:
    """Hold every artifact to its evidence and limits, and say where each goal stands; writes nothing."""
    with reported(as_json):
        from gates.goals import STRICT, Requirements
        from gates.status import headline
        from tasks.status.assessment import assess

        root, chosen, limits = project_facts(project, profile)
        found = assess(root, chosen, limits, STRICT if is_strict else Requirements()).status
        if as_json:
            print_json(found.model_dump(mode="json", exclude_none=True))
        else:
            _print_goals(found)
            typer.echo(pages_line(root, chosen))
            typer.echo(headline(found))
        if is_strict and not found.summary.all_done:
            if not as_json:
                typer.echo("Main track incomplete.")
            raise typer.Exit(1)


def project_facts(project: Path | None, profile: str | None) -> "tuple[Path, Profile, Limits]":
    """The project's root, the profile to look at, and our limits.

    Errors: ParameterUnknownError (core.parameters.unknown), ParameterInvalidError (core.parameters.invalid).
    """
    from gates.catalogue import PROFILES
    from tasks.project.all_parameters import load_project
    from tasks.project.files import PROJECT_ROOT

    named: list[Profile] = [one for one in PROFILES if one == profile]
    if profile is not None and not named:
        raise typer.BadParameter(f"the profiles are {' and '.join(PROFILES)}", param_hint="--profile")
    root = project or PROJECT_ROOT
    params = load_project(root)
    return root, named[0] if named else params.profile, params.limits


def pages_line(root: Path, profile: "Profile") -> str:
    """Where the pages are, or how to come by them."""
    from tasks.reports.store import INDEX_PAGE
    from tasks.status.explanation import written_page

    page = written_page(root, profile, INDEX_PAGE)
    return f"Pages: {page}" if page else "Pages: none yet; `p2p-agent gates pages` writes them"


def _print_goals(found: "MainTrackStatus") -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    console.width = max(console.width, MIN_WIDTH)
    table = Table("goal", "state", "signed by", "why")
    for goal in found.goals:
        asked = "" if any(part.required for part in goal.sub_goals) else "nothing of it is required: see --strict"
        table.add_row(Text(goal.title, "bold"), Text(goal.status, STYLES[goal.status]), "", asked)
        for part in goal.sub_goals:
            why = plain(part.detail)
            short = why if len(why) <= MAX_DETAIL else f"{why[:MAX_DETAIL]}…"
            name = f"  {part.title}" + ("" if part.required else " (not required)")
            table.add_row(Text(name), Text(part.status, STYLES[part.status]), Text(plain(part.signer or "–")), Text(short))
        table.add_section()
    console.print(table)
