"""`p2p-agent volunteer setup`: what a node is, who invited it, and what the commands of a node share."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.output import AsJson, own_agent, own_home, plain, print_json, reported, waiting
from cli.status import ProjectRoot

if TYPE_CHECKING:
    from pydantic import JsonValue

    from gates.cohort.node_profile import NodeProfile
    from p2p.agent.client.agent import AgentClient
    from tasks.cohort.volunteer import VolunteerFolder

Asked = Annotated[str | None, typer.Option(help="Asked for where it is not given.")]


@dataclass(frozen=True, slots=True)
class Line:
    """What is said of the line: its figures where it was measured, and what they say against the tier that is claimed."""

    said: str
    mbit_per_s: float | None = None
    round_trip_ms: float | None = None
    doubt: str = ""

    def as_json(self) -> "dict[str, JsonValue]":
        """The same as machines read it."""
        return asdict(self)


NOT_ASKED = Line("not measured: `--maintainer ADDRESS` measures it")


def setup(
    *,
    invitation: Annotated[Path, typer.Option("--invitation", exists=True, dir_okay=False, help="The file that the maintainer gave you.")],
    node_id: Asked = None,
    region: Asked = None,
    hardware_tier: Asked = None,
    network_tier: Asked = None,
    maintainer: Annotated[
        str | None,
        typer.Option("--maintainer", metavar="ADDRESS", help="Measure the line to the maintainer's agent, where it knows this node."),
    ] = None,
    is_rehearsal: Annotated[bool, typer.Option("--rehearsal", help="Mark every bundle as a rehearsal's.")] = False,
    project: ProjectRoot = None,
    as_json: AsJson = False,
) -> None:
    """Say what this node is, and keep the invitation; safe to repeat, also with other answers."""
    with reported(as_json):
        from gates.cohort.minimum_node import machine_doubt
        from tasks.cohort.machine import detect_gpus
        from tasks.cohort.volunteer import set_up
        from tasks.project.clock import moment_now

        answers = {"node_id": node_id, "region": region, "hardware_tier": hardware_tier, "network_tier": network_tier}
        profile = _profile(answers)
        folder = volunteer_folder(project)
        node = set_up(folder, profile, invitation.read_bytes()[:65_536], now=moment_now(), is_rehearsal=is_rehearsal)
        gpus, line = detect_gpus(), _measured(maintainer, profile.network_tier) if maintainer else NOT_ASKED
        if as_json:
            found: dict[str, JsonValue] = {"gpus": [*gpus], "line": line.as_json()}
            print_json({"folder": str(folder.root), **node.model_dump(mode="json"), **found})
            return
        typer.echo(f"{profile.node_id}: {profile.cpu_cores} cores, {profile.memory_gb} GiB, region {profile.region}; kept in {folder.root}")
        typer.echo(f"graphics processor: {plain(', '.join(gpus)) or 'none found'}")
        typer.echo(f"line: {plain(line.said)}")
        if small := machine_doubt(profile.cpu_cores, profile.memory_gb):
            typer.echo(small)
        if line.doubt:
            typer.echo(f"Is the tier {profile.network_tier} right? {line.doubt}.")
        typer.echo("next: p2p-agent volunteer run --every 30m")


@contextmanager
def some_agent() -> "Generator[AgentClient]":
    """The running agent of this home, or one that runs for the length of the block."""
    from p2p.agent.launch import start_agent
    from p2p.agent.storage.home import HomeState

    home = own_home()
    if home.state() is HomeState.running:
        with own_agent() as agent:
            yield agent
        return
    with waiting("Starting an agent"):
        started = start_agent(home, leash=True)
    try:
        yield started.client
    finally:
        started.stop()


def _measured(maintainer: str, tier: str) -> Line:
    """The line to the maintainer's agent; that it cannot be measured keeps nobody from volunteering."""
    from cli.connect import peer_and_addresses
    from gates.cohort.network_tiers import tier_doubt
    from tasks.cohort.line import measure_line
    from tasks.errors import LineUnmeasuredError

    peer, addresses = peer_and_addresses(maintainer)
    try:
        with some_agent() as agent, waiting("Measuring the line"):
            found = measure_line(agent, peer, addresses)
    except LineUnmeasuredError as error:
        return Line(f"not measured: {error.message}")
    said = f"{found.mbit_per_s:g} Mbit/s there and back, round trip {found.round_trip_ms:g} ms, to {peer}"
    return Line(said, found.mbit_per_s, found.round_trip_ms, tier_doubt(tier, found.mbit_per_s))


def volunteer_folder(project: Path | None) -> "VolunteerFolder":
    """The folder of the node, in the project that is named or this one."""
    from tasks.cohort.volunteer import VolunteerFolder
    from tasks.project.files import PROJECT_ROOT

    return VolunteerFolder((project or PROJECT_ROOT) / "data" / "volunteer")


def _profile(answers: dict[str, str | None]) -> "NodeProfile":
    """The node as it was described; what was not said is asked for, and its cores and memory are counted."""
    from pydantic import ValidationError

    from gates.cohort.node_ids import normal_node_id
    from gates.cohort.node_profile import NodeProfile
    from tasks.cohort.machine import detect_machine

    said = {name: answer or typer.prompt(name.replace("_", " "), err=True) for name, answer in answers.items()}
    cores, memory_gib = detect_machine()
    try:
        return NodeProfile.model_validate({**said, "node_id": normal_node_id(said["node_id"]), "cpu_cores": cores, "memory_gb": memory_gib})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        option = f"--{str(first['loc'][0]).replace('_', '-')}"
        raise typer.BadParameter("one plain word of a-z 0-9 -, at most 32 long", param_hint=option) from error
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--node-id") from error
