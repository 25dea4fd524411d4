"""`p2p-agent release`: may this be released, and the digests of what it rests on."""

from typing import TYPE_CHECKING

import typer

from cli.output import AsJson, plain, print_json, reported
from cli.status import ProjectRoot

if TYPE_CHECKING:
    from tasks.status.release import Release


def release(project: ProjectRoot = None, as_json: AsJson = False) -> None:
    """Write SHA256SUMS where all rows of the definition of done are signed and current; otherwise say what to do next."""
    with reported(as_json):
        from gates.errors import ReleaseRefusedError
        from tasks.project.files import PROJECT_ROOT
        from tasks.status.release import make_release

        made = make_release(project or PROJECT_ROOT)
        if not made.refusals and as_json:
            print_json(made.as_json())
        elif not made.refusals:
            typer.echo(f"{made.version} may be released: {made.sums} holds the digests of {made.num_files} files")
            typer.echo(f"next: git tag -s v{made.version}, and publish reports/ with the tag")
        elif as_json:
            raise ReleaseRefusedError(f"{made.version} cannot be released yet", refusals=[one.as_json() for one in made.refusals])
        else:
            _print_refusals(made)
            raise typer.Exit(1)


def _print_refusals(made: "Release") -> None:
    typer.secho(f"{made.version} cannot be released yet", fg="red")
    for one in made.refusals:
        typer.echo(plain(f"  {one.about}: {one.why}"))
    typer.echo("next:")
    for step in dict.fromkeys(one.next for one in made.refusals):
        typer.echo(f"  {step}")
