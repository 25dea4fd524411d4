"""How commands speak: JSON for programs, sentences for people, one exit code for every refusal."""

import json
import re
import sys
from collections.abc import Generator
from contextlib import contextmanager
from textwrap import fill
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from pydantic import JsonValue

    from core.errors import CodedError
    from p2p.agent.client.agent import AgentClient
    from p2p.agent.storage.home import AgentHome

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON value.")]


@contextmanager
def reported(as_json: bool) -> Generator[None]:
    """Turn a coded error inside the block into a message and exit code 1."""
    from core.errors import CodedError

    try:
        yield
    except CodedError as error:
        if as_json:
            print_json({"error": error.as_json()})
        else:
            typer.secho(sentence(error), fg="red", err=True)
        raise typer.Exit(1) from error


@contextmanager
def waiting(what: str) -> Generator[None]:
    """Show that `what` is under way, where a person looks at a terminal."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True, markup=False).status(plain(what)):
        yield


def filled(text: str, indent: str, width: int = 80) -> str:
    """`text` as lines that fit a terminal, the later ones indented; what has no spaces is for copying, and never cut."""
    return fill(text, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def sentence(error: "CodedError") -> str:
    """What a person reads of an error: what it is, what is behind it unless that says the same, and its code."""
    said = plain_lines(str(error))
    # A message is a clause; as a sentence it begins with a capital, unless its first word is the name of something.
    said = said[0].upper() + said[1:] if re.match("[a-z]+ ", said) else said
    # A peer's error says the text before what is behind it.
    is_new = not error.message.lower().startswith(error.text.rstrip(".").lower())
    return f"{error.text} {said} [{error.code}]" if is_new else f"{said} [{error.code}]"


def print_json(value: "JsonValue") -> None:
    """One JSON value on stdout."""
    typer.echo(json.dumps(value, indent=2))


def own_home() -> "AgentHome":
    """The home that the environment names.

    Errors: ParameterInvalidError (core.parameters.invalid).
    """
    from p2p.agent.settings import home_of, load_settings

    return home_of(load_settings())


@contextmanager
def own_agent() -> "Generator[AgentClient]":
    """The running agent of the home that the environment names.

    Errors: AgentNotRunningError (p2p.agent.not_running) with the next step.
    """
    from p2p.agent.client.agent import AgentClient
    from p2p.agent.storage.home import HomeState
    from p2p.errors import AgentNotRunningError

    home = own_home()
    if home.state() is not HomeState.running:
        raise AgentNotRunningError("start one with: p2p-agent start", home=str(home.path))
    with AgentClient.of_home(home) as client:
        yield client


def plain(text: str) -> str:
    """Text from elsewhere as one line, with what would move the cursor, recolour the terminal or turn its letters round escaped."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def plain_lines(text: str) -> str:
    """Text from elsewhere as the lines that it has, each `plain`."""
    return "\n".join(plain(line) for line in text.split("\n"))
