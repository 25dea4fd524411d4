"""`p2p-agent cohort`: the bundles that volunteers hand in, and what the cohort comes to."""

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.output import AsJson, own_agent, own_home, plain, print_json, reported

if TYPE_CHECKING:
    from tasks.cohort.intake import Seen
    from tasks.cohort.store import CohortFolder

cohort = typer.Typer(help="A maintainer's cohort: bundles are verified before anything in them is believed.", no_args_is_help=True)

Root = Annotated[Path | None, typer.Option("--project", help="Another checkout than this one; the cohort lies in its data/cohort.")]
Name = Annotated[str, typer.Argument(metavar="BUNDLE", help="Its name, as `cohort inbox` has it.")]
Cohort = Annotated[str | None, typer.Option("--cohort", help="Which cohort; that of the newest invitation that was used, by default.")]
Rehearsal = Annotated[bool, typer.Option("--rehearsal", help="Take the bundles of a rehearsal as well.")]


@cohort.command("invite")
def invite(
    *,
    cohort_id: Annotated[str, typer.Option("--cohort", help="What the cohort is called.")] = "pilot",
    days: Annotated[int, typer.Option("--days", min=1, max=365, help="For how long nodes may join with it.")] = 14,
    uses: Annotated[int, typer.Option("--uses", min=1, max=10_000, help="How many nodes may join with it.")] = 1,
    allowance_mb: Annotated[int, typer.Option("--allowance-mb", min=1, help="How much each may hand in, in all and unpacked.")] = 200,
    project: Root = None,
    as_json: AsJson = False,
) -> None:
    """Issue an invitation: a signed file for the volunteers."""
    with reported(as_json):
        from tasks.cohort.issuing import issue
        from tasks.project.clock import moment_now

        terms = {"cohort_id": cohort_id, "uses": uses, "allowance_bytes": allowance_mb * 1024 * 1024}
        path = issue(_folder(project), terms, timedelta(days=days), now=moment_now())
        if as_json:
            print_json({"path": str(path), "id": path.name.partition(".")[0]})
        else:
            typer.echo(f"{path}\nnext: give this file to the volunteer, for p2p-agent volunteer setup --invitation FILE")


@cohort.command("revoke")
def revoke(
    invitation_id: Annotated[str, typer.Argument(metavar="ID", help="The invitation's id, the name of its file.")],
    project: Root = None,
    as_json: AsJson = False,
) -> None:
    """Take an invitation back: nothing more of those who came with it is taken."""
    with reported(as_json):
        from tasks.cohort.issuing import revoke as revoke_now

        path = revoke_now(_folder(project), invitation_id)
        if as_json:
            print_json({"path": str(path), "revoked": True})
        else:
            typer.echo(f"{invitation_id} is revoked.")


@cohort.command("open")
def open_inbox(project: Root = None, as_json: AsJson = False) -> None:
    """Have the running agent receive the bundles of those who were invited, until `cohort close`, also after a restart."""
    with reported(as_json):
        from p2p.agent.client.bundles import inbox as inbox_now
        from tasks.cohort.arrivals import open_arrivals

        with own_agent() as agent:
            before, facts, own = inbox_now(agent), open_arrivals(_folder(project), agent), agent.id()
        addresses = [f"{address}/p2p/{own.peer_id}" for address in own.addresses]
        if as_json:
            print_json({**facts.model_dump(mode="json"), "peer_id": own.peer_id, "addresses": [*addresses]})
            return
        typer.echo(f"Bundles arrive in {facts.arrived}")
        if before.arrived not in (None, facts.arrived):
            typer.echo(f"and no more in {before.arrived}: who was invited there is refused; an agent has one inbox")
        typer.echo("\n".join(f"there: p2p-agent volunteer push --to {address}" for address in addresses))


@cohort.command("close")
def close_inbox(as_json: AsJson = False) -> None:
    """Have the running agent receive nothing more; what has arrived stays."""
    with reported(as_json):
        from p2p.agent.client.bundles import close_inbox as close_now

        with own_agent() as agent:
            facts = close_now(agent)
        if as_json:
            print_json(facts.model_dump(mode="json"))
        else:
            typer.echo("The agent receives no bundles.")


@cohort.command("fetch")
def fetch(
    md5: Annotated[str, typer.Argument(metavar="MD5", help="As it stands in the .dvc file of the one who pushed.")],
    store: Annotated[
        Path | None, typer.Option("--store", help="The remote's folder; that of `remote serve` by default.", show_default=False)
    ] = None,
    project: Root = None,
    as_json: AsJson = False,
) -> None:
    """Put a bundle that was pushed with DVC, to the remote that this machine serves, where bundles wait."""
    with reported(as_json):
        from tasks.cohort.fetching import fetch_pushed

        name = fetch_pushed(_folder(project), store or own_home().path / "remote" / "store", md5)
        if as_json:
            print_json({"name": name})
        else:
            typer.echo(f"{name} waits\nnext: p2p-agent cohort accept {name}")


@cohort.command("inbox")
def inbox(is_rehearsal: Rehearsal = False, project: Root = None, as_json: AsJson = False) -> None:
    """List what waits in quarantine, and what would come of each; moves nothing."""
    with reported(as_json):
        from gates.cohort.ledger import Intake
        from tasks.cohort.intake import look
        from tasks.project.clock import moment_now

        folder = _folder(project)
        _say(look(folder, folder.waiting(), Intake(takes_rehearsals=is_rehearsal), now=moment_now()), as_json)
        if not as_json:
            typer.echo(f"Bundles are dropped in {folder.quarantine}")


@cohort.command("show")
def show(name: Name, is_rehearsal: Rehearsal = False, project: Root = None, as_json: AsJson = False) -> None:
    """Show all that a waiting bundle says, and whether it would be taken; moves nothing."""
    with reported(as_json):
        import json

        from gates.cohort.ledger import Intake
        from tasks.cohort.intake import look
        from tasks.project.clock import moment_now

        (seen,) = look(_folder(project), [name], Intake(takes_rehearsals=is_rehearsal), now=moment_now())
        if as_json:
            print_json(seen.as_json())
        else:
            typer.echo("\n".join(map(plain, json.dumps(seen.as_json(), indent=2).splitlines())))


@cohort.command("accept")
def accept(
    names: Annotated[list[str] | None, typer.Argument(metavar="[BUNDLE]…", help="All that wait, by default.")] = None,
    is_rehearsal: Rehearsal = False,
    project: Root = None,
    as_json: AsJson = False,
) -> None:
    """Verify what waits, for some run a gate again: each is taken, as passed or failed, or refused; exit 1 where one was refused or put off."""
    with reported(as_json):
        from gates.cohort.ledger import Intake
        from tasks.cohort.intake import take
        from tasks.cohort.recheck import Rechecker
        from tasks.project.clock import moment_now
        from tasks.project.files import PROJECT_ROOT

        folder = _folder(project)
        recheck = Rechecker.of(project or PROJECT_ROOT, folder)
        found = take(folder, names or folder.waiting(), Intake(takes_rehearsals=is_rehearsal), now=moment_now, recheck=recheck)
        _say(found, as_json)
        raise typer.Exit(1 if any(seen.error for seen in found) else 0)


@cohort.command("reject")
def reject(
    name: Name,
    reason: Annotated[str, typer.Option("--reason", help="Why; kept with the bundle.")],
    project: Root = None,
    as_json: AsJson = False,
) -> None:
    """Refuse a waiting bundle, whatever it holds."""
    with reported(as_json):
        from tasks.cohort.intake import decline
        from tasks.project.clock import moment_now

        _say([decline(_folder(project), name, reason, now=moment_now())], as_json)


@cohort.command("status")
def status(cohort_id: Cohort = None, project: Root = None, as_json: AsJson = False) -> None:
    """Say how the cohort is, from the last bundle of every node; writes nothing."""
    with reported(as_json):
        from tasks.cohort.report_text import status_markdown
        from tasks.cohort.reports import read_status
        from tasks.project.clock import moment_now
        from tasks.project.files import PROJECT_ROOT

        found = read_status(project or PROJECT_ROOT, _folder(project), now=moment_now(), cohort_id=cohort_id)
        if as_json:
            print_json(found.model_dump(mode="json"))
        else:
            typer.echo("\n".join(map(plain, status_markdown(found).splitlines())))


@cohort.command("report")
def report(cohort_id: Cohort = None, project: Root = None, as_json: AsJson = False) -> None:
    """Write and sign the manifest, the cohort's metrics, the pilot's status with its board, the 14-day report and their provenance."""
    with reported(as_json):
        from tasks.cohort.reports import write_reports
        from tasks.project.clock import moment_now
        from tasks.project.files import PROJECT_ROOT

        written = write_reports(project or PROJECT_ROOT, _folder(project), now=moment_now(), cohort_id=cohort_id)
        paths = [str(path) for path in written]
        if as_json:
            print_json({"written": [*paths]})
        else:
            typer.echo("\n".join(paths))


def _folder(project: Path | None) -> "CohortFolder":
    from tasks.cohort.store import CohortFolder
    from tasks.project.files import PROJECT_ROOT

    return CohortFolder.at((project or PROJECT_ROOT) / "data" / "cohort")


def _say(found: "list[Seen]", as_json: bool) -> None:
    if as_json:
        print_json([seen.as_json() for seen in found])
        return
    for seen in found:
        why = f"{seen.error.message} [{seen.error.code}]" if seen.error else seen.receipt.failure_reason if seen.receipt else ""
        node = f"{seen.receipt.node_id} {seen.receipt.sequence} " if seen.receipt else ""
        typer.echo(plain(f"{seen.state}  {seen.name}  {node}{why}".rstrip()))
    if not found:
        typer.echo("Nothing waits.")
