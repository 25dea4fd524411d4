"""`p2p-agent gates`: each gate's state, and what to do about it."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from cli.output import AsJson, plain, print_json, reported
from cli.status import MIN_WIDTH, STYLES, ProfileName, ProjectRoot, pages_line, project_facts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import JsonValue

    from gates.explanation import Explanation, Miss

gates = typer.Typer(help="The gates that the main track is made of.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(metavar="GATE", help="Its name, as `gates list` has it.")]


@gates.command("list")
def show(profile: ProfileName = None, project: ProjectRoot = None, as_json: AsJson = False) -> None:
    """List the gates: state, the figure with the least room, age, profile, artifact."""
    with reported(as_json):
        from gates.verdicts.margins import row_text
        from tasks.status.explanation import list_gates

        root, chosen, limits = project_facts(project, profile)
        rows = list_gates(root, chosen, limits)
        if as_json:
            print_json([row.as_json() for row in rows])
            return
        from rich.console import Console
        from rich.table import Column, Table
        from rich.text import Text

        console = Console(highlight=False)
        console.width = max(console.width, MIN_WIDTH)
        table = Table("gate", "state", Column("least room", overflow="fold"), "age", "profile", "artifact")
        for row in rows:
            cells = (
                plain(row_text(row.worst) if row.worst else row.detail.removeprefix(f"{row.artifact} is ")),
                _age(row.run_utc, datetime.now(UTC)),
                row.profile,
                row.artifact,
            )
            table.add_row(row.gate, Text(row.state, STYLES[row.state]), *map(Text, cells))
        console.print(table)
        typer.echo(pages_line(root, chosen))


@gates.command("explain")
def explain(name: Name, profile: ProfileName = None, project: ProjectRoot = None, as_json: AsJson = False) -> None:
    """Say why a gate stands where it stands: which limit, which seed, which input; and trace each claim to what was signed."""
    with reported(as_json):
        from tasks.status.explanation import explain_gate

        found = explain_gate(*project_facts(project, profile), name)
        if as_json:
            print_json(found.as_json())
        else:
            typer.echo("\n".join(map(plain, _lines(found))))


@gates.command("pages")
def pages(profile: ProfileName = None, project: ProjectRoot = None, as_json: AsJson = False) -> None:
    """Write a page for each gate and one above them, as things stand now; print the path of that one."""
    with reported(as_json):
        from gates.goals import STRICT
        from tasks.pages.writing import write_pages
        from tasks.status.assessment import assess

        root, chosen, limits = project_facts(project, profile)
        path = write_pages(root, assess(root, chosen, limits, STRICT))
        if as_json:
            print_json({"index": str(path)})
        else:
            typer.echo(path)


@gates.command("run")
def run(
    names: Annotated[list[str] | None, typer.Argument(metavar="[GATE]…", help="All of them, with the unit tests, by default.")] = None,
    profile: ProfileName = None,
    project: ProjectRoot = None,
    as_json: AsJson = False,
) -> None:
    """Run the gates that have to run, and what they build on; exit 1 where one fails."""
    with reported(as_json):
        import subprocess
        import sys

        from gates.catalogue import GATES
        from gates.errors import GateUnknownError

        root, chosen, _ = project_facts(project, profile)
        known = sorted(gate.name for gate in GATES.values())
        if unknown := sorted(set(names or ()) - set(known)):
            raise GateUnknownError(f"the gates that can be run are {', '.join(known)}", gate=" ".join(unknown))
        command = [sys.executable, "-m", "flows.sweep", "--profile", chosen, *(("--targets", *names) if names else ())]
        status = subprocess.run(command, cwd=root, stdout=sys.stderr if as_json else None, check=False).returncode
    show(profile, project, as_json)
    raise typer.Exit(min(status, 1) if status != 130 else 130)


def _lines(found: "Explanation") -> list[str]:
    from gates.remedy import RUN_STATUS
    from gates.status import shortened

    seeds = ", ".join(map(str, found.seeds))
    lines = [
        f"{found.gate} is {found.state} in the profile {found.profile}" + ("" if found.misses or found.changed else f": {found.detail}")
    ]
    lines += [f"  {_miss(miss)}" for miss in found.misses]
    lines += [f"  {line}" for line in shortened([f"{change['message']} [{change['code']}]" for change in found.changed], most=20)]
    lines += (
        [f"run at {found.run_utc}, seeds {seeds or 'none'}, signed by {found.signer or 'nobody who is trusted'}"] if found.run_utc else []
    )
    lines += [*_trace(found)] if found.state != "pending" else []
    lines += [f"page {found.page}"] if found.page else []
    lines.append(f"run it: {found.rerun}" if found.rerun else "this gate does not exist yet")
    return [*lines, f"and then the status: {RUN_STATUS}"] if found.run_utc else lines


def _trace(found: "Explanation") -> "Iterator[str]":
    """From the claims back to the digests of what they rest on."""
    from gates.verdicts.margins import row_text
    from tasks.gate.verdict_text import tightest

    yield f"artifact {found.artifact}, sha256 {found.sha256}"
    yield from (f"  claims {row_text(row)}{'' if row.ok else ', and fails'}" for row in tightest(found.claims))
    yield f"evidence {found.evidence}"
    yield f"  run {found.run_id} on machine {found.machine}, at commit {found.git_commit or 'unknown'}"
    if found.sources:
        for kind, sources in (("input", found.sources.inputs), ("parameter", found.sources.params)):
            yield from (f"  {kind} {source.name}, sha256 {source.sha256}" for source in sources)
        yield f"  code: {len(found.sources.code)} files, each with its sha256 in --json"


def _miss(miss: "Miss") -> str:
    by = "" if miss.missed_by is None else f", missed by {miss.missed_by:.4g}"
    seed = "" if miss.seed is None else f", seed {miss.seed}"
    limit = "" if miss.limit is None else f" ({'our limit' if miss.of == 'ours' else 'the floor'} {miss.comparison} {miss.limit}{by}{seed})"
    return f"{miss.metric}: {miss.reason}{limit}"


def _age(run_utc: "JsonValue", now: datetime) -> str:
    """How long ago a run was: `3 h`, `2 d`; a dash where that is unknown."""
    try:
        seconds = int((now - datetime.fromisoformat(str(run_utc))).total_seconds())
    except (ValueError, TypeError):
        return "–"
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return f"{max(seconds, 0)} s"
