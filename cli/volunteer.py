"""`p2p-agent volunteer`: this machine as a node of somebody's cohort."""

import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.output import AsJson, own_agent, plain, print_json, reported
from cli.status import ProjectRoot, project_facts
from cli.volunteer_setup import setup, some_agent, volunteer_folder

if TYPE_CHECKING:
    from gates.catalogue import Profile
    from p2p.agent.api.schemas.bundles import PushProgress
    from p2p.agent.client.agent import AgentClient
    from tasks.cohort.cycle import Cycle
    from tasks.cohort.pushing import Destination
    from tasks.cohort.volunteer import VolunteerFolder

volunteer = typer.Typer(help="This machine as a node of a cohort: set up once, packed as often as it has run.", no_args_is_help=True)
volunteer.command("setup")(setup)

CycleProfile = Annotated[
    str | None, typer.Option("--profile", metavar="reduced|full|rehearsal", help="The one that params.yaml names by default.")
]
To = Annotated[str | None, typer.Option("--to", metavar="PEER|ADDRESS", help="The maintainer's agent; the one that invited.")]
Timeout = Annotated[float, typer.Option("--timeout", min=1, max=86_400, help="For so many seconds it is tried again.")]


@volunteer.command("run")
def run(
    *,
    every: Annotated[
        str | None, typer.Option("--every", metavar="30m", help="Go on, a cycle each time so much has passed: 30m, 2h, 1d.")
    ] = None,
    cycles: Annotated[int | None, typer.Option("--cycles", min=1, help="End after so many; 1 by default without --every.")] = None,
    profile: CycleProfile = None,
    project: ProjectRoot = None,
    as_json: AsJson = False,
) -> None:
    """Run cycles: the needed gates, the node's metrics, its health. While this runs, the node is up; exit 1 where the last one failed."""
    with reported(as_json):
        from tasks.cohort.cycle_gates import gates_command
        from tasks.cohort.running import Running
        from tasks.cohort.schedule import parse_every

        try:
            pause = parse_every(every) if every else None
        except ValueError as error:
            raise typer.BadParameter(str(error), param_hint="--every") from error
        root, chosen = _facts(project, profile)
        told = None
        running = Running(root, volunteer_folder(project), chosen, gates_command(root, chosen))
        try:
            for told in running.cycles(pause, cycles or (None if pause else 1), lambda line: _progress(line, as_json)):
                _tell(told, as_json)
        except KeyboardInterrupt:
            typer.echo("volunteer: interrupted; the uptime is kept, nothing is left running", err=True)
            raise typer.Exit(130) from None
        raise typer.Exit(0 if told and told.ok else 1)


@volunteer.command("pack")
def pack(profile: CycleProfile = None, project: ProjectRoot = None, as_json: AsJson = False) -> None:
    """Pack what the gates wrote into one signed file, after the checks that the maintainer will make."""
    with reported(as_json):
        path = _packed(project, profile)
        if as_json:
            print_json({"path": str(path), "size_bytes": path.stat().st_size})
        else:
            typer.echo(f"{path}\nnext: p2p-agent volunteer push, or give this file to the maintainer")


@volunteer.command("push")
def push(
    *,
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="The bundle; the one that was packed last.")] = None,
    to: To = None,
    timeout_s: Timeout = 120.0,
    project: ProjectRoot = None,
    as_json: AsJson = False,
) -> None:
    """Send a bundle to the maintainer's agent until it is acknowledged; safe to repeat, and it goes on where it stopped."""
    with reported(as_json):
        from tasks.cohort.pushing import newest

        folder = volunteer_folder(project)
        path = file or newest(folder)
        with own_agent() as agent:
            _hand_over(folder, path, agent, _destination(folder, to, timeout_s), as_json)


@volunteer.command("submit")
def submit(
    *, to: To = None, timeout_s: Timeout = 120.0, profile: CycleProfile = None, project: ProjectRoot = None, as_json: AsJson = False
) -> None:
    """Pack what the last cycle found and push it, by the running agent or one for this alone: what there is to do once a day."""
    with reported(as_json):
        folder = volunteer_folder(project)
        to_whom = _destination(folder, to, timeout_s)
        path = _packed(project, profile)
        with some_agent() as agent:
            _hand_over(folder, path, agent, to_whom, as_json)


@volunteer.command("status")
def status(project: ProjectRoot = None, as_json: AsJson = False) -> None:
    """Say what this node is, how much it was up, and what it has packed; writes nothing."""
    with reported(as_json):
        from gates.cohort.node_state import uptime_ratio_24h
        from tasks.cohort.pushing import pushes, unpushed

        folder = volunteer_folder(project)
        left = unpushed(folder)
        node, state, invitation = folder.node(), folder.state(), folder.invitation()
        uptime, packed, pushed = uptime_ratio_24h(state), [str(path) for path in folder.packed()], pushes(folder)
        if as_json:
            print_json(
                {
                    **node.model_dump(mode="json"),
                    "uptime_ratio_24h": uptime,
                    "measured_utc": state.measured_utc,
                    "cohort_id": invitation.cohort_id,
                    "invitation_expires_utc": invitation.expires_utc,
                    "packed": [*packed],
                    "pushed": [one.model_dump(mode="json") for one in pushed],
                    "unpushed": left and {**left.model_dump(mode="json"), "next_step": left.next_step},
                }
            )
            return
        typer.echo(f"{node.profile.node_id} of the cohort {plain(invitation.cohort_id)}, invited until {invitation.expires_utc}")
        typer.echo(f"up for {uptime:.1%} of the 24 hours before {state.measured_utc}")
        typer.echo(f"{node.sequence} bundles packed" + (f", the last is {packed[-1]}" if packed else ""))
        if pushed:
            last = pushed[-1]
            typer.echo(f"{len(pushed)} acknowledged by the maintainer's agent, the last is {plain(last.file)} at {last.acknowledged_utc}")
        if left:
            typer.echo(plain(f"{left.file} is not with the maintainer yet, tried at {left.tried_utc}: {left.message} [{left.code}]"))
            typer.echo(f"next: {left.next_step}")
        elif packed and Path(packed[-1]).name not in {one.file for one in pushed}:
            typer.echo("next: p2p-agent volunteer push")


def _packed(project: Path | None, profile: str | None) -> Path:
    from tasks.cohort.packing import pack as pack_now
    from tasks.project.clock import moment_now

    root, chosen = _facts(project, profile)
    folder = volunteer_folder(project)
    return pack_now(root, folder, chosen, now=moment_now(is_rehearsal=folder.node().rehearsal))


def _destination(folder: "VolunteerFolder", to: str | None, timeout_s: float) -> "Destination":
    from cli.connect import peer_and_addresses
    from tasks.cohort.pushing import Destination, maintainer_of

    peer, addresses = peer_and_addresses(to) if to else (maintainer_of(folder), ())
    return Destination(peer, addresses, timeout_s)


def _hand_over(folder: "VolunteerFolder", path: Path, agent: "AgentClient", to: "Destination", as_json: bool) -> None:
    from tasks.cohort.pushing import push as push_now
    from tasks.project.clock import moment_now

    with _bar(path.name) as tell:
        done = push_now(folder, agent, path, to, now=partial(moment_now, is_rehearsal=folder.node().rehearsal), tell=tell)
    if as_json:
        print_json(done.model_dump(mode="json"))
    else:
        typer.echo(f"{done.file} is with {done.peer_id}, which has verified it: SHA-256 {done.sha256}")


@contextmanager
def _bar(what: str) -> "Generator[Callable[[PushProgress], None]]":
    """Shows how far a push is, where a person looks at a terminal; why it waits, wherever that goes."""
    told = _Reasons()
    if not sys.stderr.isatty():
        yield lambda progress: told(progress, lambda line: typer.echo(line, err=True))
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), DownloadColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(plain(what), total=None)

        def show(progress: "PushProgress") -> None:
            bar.update(task, completed=progress.sent_bytes, total=progress.size_bytes)
            told(progress, lambda line: bar.console.print(line, markup=False))

        yield show


class _Reasons:
    """Tells why a push waits, each reason once in a row."""

    def __init__(self) -> None:
        self._code: object = None

    def __call__(self, progress: "PushProgress", say: "Callable[[str], None]") -> None:
        waiting = progress.waiting
        if waiting is not None and waiting.get("code") != self._code:
            self._code = waiting.get("code")
            say(plain(f"waiting: {waiting.get('message')} [{self._code}]; it is tried again until --timeout is over"))


def _facts(project: Path | None, profile: str | None) -> "tuple[Path, Profile]":
    """The project's root and the profile, of which a rehearsal's is for its nodes alone."""
    from gates.catalogue import REHEARSAL
    from tasks.errors import VolunteerUnreadyError

    root, chosen, _ = project_facts(project, None if profile == REHEARSAL else profile)
    if profile == REHEARSAL and not volunteer_folder(project).node().rehearsal:
        raise VolunteerUnreadyError("the profile rehearsal is for a node that was set up with --rehearsal")
    return root, REHEARSAL if profile == REHEARSAL else chosen


def _progress(line: str, as_json: bool) -> None:
    """A line of what the gates say, where it tells a step: the whole is in the cycle's log."""
    if not as_json and line.startswith(("[", "cycle", "next")):
        typer.echo(plain(line), err=True)


def _tell(cycle: "Cycle", as_json: bool) -> None:
    import json

    if as_json:
        typer.echo(json.dumps(cycle.as_json()))
        return
    colour = cycle.health.colour
    passed = "every gate passed" if cycle.ok else cycle.error.message if cycle.error else "not every gate passed"
    typer.echo(f"cycle of {cycle.started_utc}: {plain(passed)}, {cycle.duration_s:.0f} s")
    typer.secho(f"health: {colour}", fg=colour)
    for reason in cycle.health.reasons:
        typer.echo(f"  {plain(reason)}")
    if cycle.metrics and not cycle.error:
        typer.echo("next: p2p-agent volunteer submit")
