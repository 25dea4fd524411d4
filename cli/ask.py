"""`p2p-agent ask`: have a peer run a task."""

import json
from typing import TYPE_CHECKING, Annotated

import typer

from cli.output import AsJson, own_agent, plain, plain_lines, print_json, reported

if TYPE_CHECKING:
    from pydantic import JsonValue


def ask(
    peer: Annotated[str, typer.Argument(help="The peer's id (12D3KooW…).")],
    task: Annotated[str, typer.Argument(help="The capability, for example: echo.")],
    text: Annotated[str, typer.Argument(metavar="INPUT", help="JSON, or text as it is where it is no JSON.")],
    timeout_s: Annotated[float, typer.Option("--timeout", min=0.1, max=600, help="Seconds to wait for the answer.")] = 30.0,
    as_json: AsJson = False,
) -> None:
    """Ask a peer to run a task, and print its verified answer."""
    value = _as_value(text)
    with reported(as_json):
        from core.ids import parse_peer_id

        parse_peer_id(peer)
        with own_agent() as agent:
            answer = agent.ask(peer, task, value, timeout_s)
        if as_json:
            print_json(answer.model_dump(mode="json"))
        elif answer.error is not None:
            typer.secho(plain(f"The peer refused: {answer.error['message']} [{answer.error['code']}]"), fg="red", err=True)
        else:
            typer.echo(plain_lines(answer.output if isinstance(answer.output, str) else json.dumps(answer.output, indent=2)))
            typer.echo(f"from {answer.provider}, verified, in {answer.latency_ms:.1f} ms", err=True)
        if answer.error is not None:
            raise typer.Exit(1)


def _as_value(text: str) -> "JsonValue":
    from p2p.agent.control import check_finite

    try:
        value: JsonValue = json.loads(text)
    except ValueError:
        return text
    except RecursionError as error:
        raise typer.BadParameter("the JSON is nested too deeply", param_hint="INPUT") from error
    try:
        return check_finite(value)
    except ValueError as error:
        raise typer.BadParameter(f"{error}; as text it needs quotes of its own", param_hint="INPUT") from error
