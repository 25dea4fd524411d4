"""`p2p-agent ask`: have a peer run a task."""

import json
from collections import Counter
from typing import TYPE_CHECKING, Annotated

import typer

from cli.next_steps import next_step
from cli.output import AsJson, own_agent, plain, plain_lines, print_json, reported, waiting

if TYPE_CHECKING:
    from pydantic import JsonValue

    from p2p.agent.api.schemas.agent import AskAnswer


def ask(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="[PEER CAPABILITY] INPUT",
            help="The peer's id (12D3KooW…) and the capability, not with --any; then JSON, or text as it is.",
        ),
    ],
    *,
    any_peer: Annotated[bool, typer.Option("--any", help="Ask whichever trusted peer can do it.")] = False,
    capability: Annotated[str | None, typer.Option("--capability", help="With --any: the capability, for example echo.")] = None,
    timeout_s: Annotated[float, typer.Option("--timeout", min=0.1, max=600, help="Seconds to go on for in all.")] = 30.0,
    attempt_timeout_s: Annotated[
        float | None, typer.Option("--attempt-timeout", min=0.1, max=600, help="Seconds to wait for one attempt.")
    ] = None,
    retries: Annotated[int, typer.Option("--retries", min=0, max=100, help="Further attempts; with --any, further turns.")] = 3,
    task_id: Annotated[
        str | None, typer.Option("--task-id", help="The id of an earlier task (a UUID): what the peer kept of it is the answer.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Ask a peer to run a task, and print its verified answer; what can be tried again is tried again, safely.

    Ctrl-C cancels the task at the peer as well.
    """
    peer, task, text = _asked(words, capability, any_peer=any_peer)
    value = _as_value(text)
    with reported(as_json):
        from core.ids import parse_peer_id
        from p2p.agent.client.agent import AskOptions

        options = AskOptions(retries=retries, attempt_timeout_s=attempt_timeout_s, task_id=task_id)
        if peer is not None:
            parse_peer_id(peer)
        with own_agent() as agent, waiting(f"{task} at {peer or 'whoever can'}"):
            if peer is None:
                answer = agent.ask_any(task, value, timeout_s, **options)
            else:
                answer = agent.ask(peer, task, value, timeout_s, **options)
            own = agent.id().peer_id
        if as_json:
            print_json(answer.model_dump(mode="json"))
        else:
            _print(answer, own)
        if answer.error is not None:
            raise typer.Exit(1)


def _asked(words: list[str], capability: str | None, *, any_peer: bool) -> tuple[str | None, str, str]:
    """The peer, if one is named, the capability and the input."""
    match words:
        case [text] if any_peer and capability is not None:
            return None, capability, text
        case [peer, task, text] if not any_peer and capability is None:
            return peer, task, text
        case _:
            raise typer.BadParameter("it is: ask PEER CAPABILITY INPUT, or: ask --any --capability NAME INPUT")


def _print(answer: "AskAnswer", own: str) -> None:
    if answer.error is not None:
        typer.secho(plain(f"The peer refused: {answer.error['message']} [{answer.error['code']}]"), fg="red", err=True)
    else:
        typer.echo(plain_lines(answer.output if isinstance(answer.output, str) else json.dumps(answer.output, indent=2)))
    typer.echo(f"from {answer.provider}, verified, in {answer.latency_ms:.1f} ms, of which {answer.duration_ms} ms at the peer", err=True)
    if failed := answer.attempts[:-1]:
        codes = Counter(attempt.code or "" for attempt in failed)
        counted = ", ".join(f"{plain(code)} {f'({number} times)' if number > 1 else ''}".rstrip() for code, number in codes.items())
        typer.echo(
            f"attempt {len(answer.attempts)}, {len({one.provider for one in answer.attempts})} peer(s) asked; before: {counted}", err=True
        )
    if answer.error is not None and (step := next_step(answer.error["code"], own=own, peer=answer.provider)):
        typer.echo(step, err=True)


def _as_value(text: str) -> "JsonValue":
    from p2p.agent.api.schemas.agent import check_finite

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
