"""`p2p-agent chat`: a conversation with the assistant."""

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from cli.output import own_agent, own_home, plain_lines, reported

if TYPE_CHECKING:
    from p2p.agent.computing.operations import Said

HELP = "Ask, tell or instruct; it remembers what it is told until you leave. /help says this, Ctrl-D leaves."


def chat(
    peer: Annotated[str | None, typer.Option("--peer", help="Talk to this peer's assistant (12D3KooW…) instead of this home's.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON value a line, a reply each.")] = False,
) -> None:
    """Talk to the assistant: one conversation, one memory; Ctrl-D leaves. Lines may come from a pipe."""
    with reported(as_json):
        if sys.stdin.isatty() and not as_json:
            typer.echo(HELP, err=True)
        if peer is None:
            _chat_at_home(as_json)
        else:
            _chat_with(peer, as_json)


def _chat_at_home(as_json: bool) -> None:
    from datetime import UTC, datetime

    from p2p.agent.chatting import chat as converse

    home = own_home()
    home.prepare()
    converse(home, _next_text, lambda said: _print(said, as_json), lambda: datetime.now(UTC).astimezone().date())


def _chat_with(peer: str, as_json: bool) -> None:
    from uuid import uuid4

    from core.ids import parse_peer_id
    from p2p.agent.computing.operations import Said

    parse_peer_id(peer)
    conversation = uuid4().hex
    with own_agent() as agent:
        while (text := _next_text()) is not None:
            answer = agent.ask(peer, "assistant", {"text": text, "conversation": conversation}, 120.0)
            if answer.error is not None:
                typer.secho(plain_lines(f"The peer refused: {answer.error['message']} [{answer.error['code']}]"), fg="red", err=True)
                raise typer.Exit(1)
            _print(Said.model_validate(answer.output), as_json)


def _next_text() -> str | None:
    """The next line that says something; None at the end."""
    while True:
        if sys.stdin.isatty():
            typer.echo("> ", nl=False, err=True)
        line = sys.stdin.readline()
        if not line:
            return None
        if line.strip() == "/help":
            typer.echo(HELP, err=True)
        elif line.strip():
            return line.strip()


def _print(said: "Said", as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(said.model_dump(mode="json")))
        return
    typer.echo(plain_lines(said.text))
    for source in said.sources if not said.is_refused else ():
        typer.echo(f"  source: {plain_lines(source.document)}", err=True)
