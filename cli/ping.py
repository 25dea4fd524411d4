"""`p2p-agent ping`: is a peer there, and how far away?"""

from typing import TYPE_CHECKING, Annotated

import typer

from cli.output import AsJson, own_agent, print_json, reported, waiting

if TYPE_CHECKING:
    from p2p.agent.api.schemas.ping import PingAnswer


def ping(
    peer: Annotated[str, typer.Argument(help="The peer's id (12D3KooW…).")],
    count: Annotated[int, typer.Option("--count", "-c", min=1, max=1000, help="How many pings.")] = 3,
    interval_s: Annotated[float, typer.Option("--interval", "-i", min=0, max=60, help="Seconds between two.")] = 0.2,
    timeout_s: Annotated[float, typer.Option("--timeout", min=0.1, max=60, help="Seconds after which one is lost.")] = 5.0,
    as_json: AsJson = False,
) -> None:
    """Send small messages to a peer and print how long they took there and back; exit 1 where none came back."""
    with reported(as_json):
        from core.ids import parse_peer_id
        from p2p.agent.api.schemas.ping import PingRequest

        request = PingRequest(peer=parse_peer_id(peer), count=count, interval_s=interval_s, timeout_s=timeout_s)
        with own_agent() as agent, waiting(f"Pinging {peer}"):
            answer = agent.ping(request)
        if as_json:
            print_json(answer.model_dump(mode="json"))
        else:
            _say(answer)
        if answer.num_lost == len(answer.round_trips_ms):
            raise typer.Exit(1)


def _say(answer: "PingAnswer") -> None:
    for number, time_ms in enumerate(answer.round_trips_ms, 1):
        typer.echo(f"{number}: lost" if time_ms is None else f"{number}: {time_ms:.2f} ms")
    num_sent = len(answer.round_trips_ms)
    typer.echo(f"{num_sent} sent, {answer.num_lost} lost")
    if answer.median_ms is not None:
        typer.echo(f"round trip min/median/max {answer.min_ms:.2f}/{answer.median_ms:.2f}/{answer.max_ms:.2f} ms")
