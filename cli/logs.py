"""`p2p-agent logs`: what happened in the agent."""

import json
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cli.output import own_home, plain_lines, print_json, reported

if TYPE_CHECKING:
    from p2p.agent.telemetry.log_reader import Event


def logs(
    num_events: Annotated[int, typer.Option("-n", "--lines", min=0, max=100_000, help="So many of the latest events.")] = 20,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on with what happens, until Ctrl-C.")] = False,
    level: Annotated[Literal["debug", "info", "warning", "error"], typer.Option(help="Only events as grave as this.")] = "debug",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON array, with --follow one JSON object a line.")] = False,
) -> None:
    """Print the agent's latest events, whether it runs or not."""
    with reported(as_json):
        from p2p.agent.telemetry.log_reader import is_at_least, last_events, new_events

        path = own_home().logs / "agent.log"
        coming = new_events(path) if follow else None
        latest = last_events(path, num_events, level)
        if as_json and not follow:
            print_json(list(latest))
            return
        for event in latest:
            _say(event, as_json)
        if not (latest or as_json):
            typer.echo("There is no such event yet." if path.exists() else "No agent has run in this home yet: p2p-agent start", err=True)
        try:
            for event in coming or ():
                if event is not None and is_at_least(event, level):
                    _say(event, as_json)
        except KeyboardInterrupt:
            return


def _say(event: "Event", as_json: bool) -> None:
    from p2p.agent.telemetry.log_reader import as_sentence

    colour = {"warning": "yellow", "error": "red", "critical": "red"}.get(str(event.get("level")))
    typer.secho(json.dumps(event) if as_json else plain_lines(as_sentence(event)), fg=None if as_json else colour)
