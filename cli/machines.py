"""`p2p-agent machines`: what the gates came to on this machine, beside other machines."""

import re
from pathlib import Path
from typing import Annotated

import typer

from cli.output import AsJson, plain, print_json, reported
from cli.status import ProfileName, ProjectRoot, project_facts

machines = typer.Typer(help="The gates' results on several machines, side by side.", no_args_is_help=True)

Folder = Annotated[Path | None, typer.Argument(metavar="[FOLDER]", help="Where the snapshots lie; reports/machines by default.")]


def _label(text: str | None) -> str | None:
    if text is not None and not re.fullmatch(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?", text):
        raise typer.BadParameter("1 to 64 of a-z 0-9 -, beginning and ending with a letter or digit")
    return text


@machines.command("snapshot")
def snapshot(
    label: Annotated[str | None, typer.Option(callback=_label, help="What to call this machine; by default by its id.")] = None,
    profile: ProfileName = None,
    project: ProjectRoot = None,
    as_json: AsJson = False,
) -> None:
    """Sign what the gates came to on this machine, for whoever compares it with others."""
    with reported(as_json):
        from gates.cohort.machine_snapshot import parse_snapshot
        from tasks.cohort.snapshots import take_snapshot

        path = take_snapshot(*project_facts(project, profile), label)
        found = parse_snapshot(path.read_bytes())
        if as_json:
            print_json({"path": str(path), **found.model_dump(mode="json")})
            return
        typer.echo(f"{found.label}: {'every gate passed' if found.passed else 'a gate has not passed'}, {len(found.scores)} scores")
        typer.echo(f"{path}\nnext: give it, with the .dsse.json beside it, to whoever compares; they trust your key in trust/keys.json")


@machines.command("compare")
def compare(folder: Folder = None, profile: ProfileName = None, project: ProjectRoot = None, as_json: AsJson = False) -> None:
    """Compare the snapshots of three or more machines: exit 0 where all passed and no score lies too far apart."""
    with reported(as_json):
        from tasks.cohort.snapshots import compare_machines

        path, verdict = compare_machines(*project_facts(project, profile), folder)
        if as_json:
            print_json({"path": str(path), **verdict.as_json()})
        else:
            typer.echo(
                "\n".join(plain(line) for line in (*verdict.failures, f"machine comparison: {'PASS' if verdict.ok else 'FAIL'}", str(path)))
            )
        raise typer.Exit(0 if verdict.ok else 1)


@machines.command("rehearse")
def rehearse(profile: ProfileName = None, project: ProjectRoot = None, as_json: AsJson = False) -> None:
    """Rehearse the comparison on this machine alone: snapshots that agree, one that drifts too far, and those that are refused."""
    with reported(as_json):
        from tasks.cohort.machine_rehearsal import rehearse as run

        path, scenarios = run(*project_facts(project, profile))
        is_ok = all(one.ok for one in scenarios)
        if as_json:
            print_json({"path": str(path), "ok": is_ok, "rehearsal": True, "scenarios": [one.as_json() for one in scenarios]})
        else:
            for one in scenarios:
                typer.echo(
                    plain(f"rehearsal {one.name}: {'as it must be' if one.ok else f'expected {one.expected}'}: {one.found}: {one.detail}")
                )
            typer.echo(f"rehearsal: {'ok' if is_ok else 'FAILED'}; one machine, no comparison of machines\n{path}")
        raise typer.Exit(0 if is_ok else 1)
