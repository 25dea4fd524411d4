"""`p2p-agent trust`: whose tasks, updates and offers are served."""

import time
from typing import TYPE_CHECKING, Annotated

import typer

from cli.output import AsJson, own_agent, plain, print_json, reported

if TYPE_CHECKING:
    from p2p.agent.api.schemas.trust import TrustFacts

trust = typer.Typer(help="The peers that this agent trusts.", no_args_is_help=True)

Peer = Annotated[str, typer.Argument(help="A peer id (12D3KooW…).")]


@trust.command("add")
def add(
    peer: Peer,
    name: Annotated[str | None, typer.Option("--name", help="What you call it.")] = None,
    is_forced: Annotated[bool, typer.Option("--force", help="Also where its key was revoked.")] = False,
    as_json: AsJson = False,
) -> None:
    """Trust a peer: its tasks and training offers are served from now on."""
    with reported(as_json):
        from p2p.agent.api.schemas.trust import TrustRequest
        from p2p.agent.errors import RequestInvalidError

        _check(peer)
        try:
            TrustRequest(peer=peer, name=name)
        except ValueError as error:
            raise RequestInvalidError("the name is one line of at most 64 characters", field="name") from error
        with own_agent() as agent:
            trusted = agent.trust_add(peer, name=name, is_forced=is_forced)
        _say(trusted, f"{peer} is trusted now.", as_json)


@trust.command("remove")
def remove(peer: Peer, as_json: AsJson = False) -> None:
    """Trust a peer no more."""
    with reported(as_json):
        _check(peer)
        with own_agent() as agent:
            trusted = agent.trust_remove(peer)
        _say(trusted, f"{peer} is not trusted.", as_json)


@trust.command("list")
def show(as_json: AsJson = False) -> None:
    """List the trusted peers: since when and why; and those whose key was revoked."""
    with reported(as_json):
        with own_agent() as agent:
            reasons = agent.trust_reasons()
        if as_json:
            trusted = [facts.peer_id for facts in reasons if facts.how != "revoked"]
            print_json({"trusted": list(trusted), "peers": [facts.model_dump(mode="json") for facts in reasons]})
        else:
            typer.echo("\n".join(map(_line, reasons)) or "No peer is trusted. Add one with: p2p-agent trust add PEER")


def _line(facts: "TrustFacts") -> str:
    day = "" if facts.added_at_s is None else time.strftime(" %Y-%m-%d", time.localtime(facts.added_at_s))
    parts = [facts.peer_id, f"{facts.how or 'trusted'}{day}", plain(facts.name or "")]
    return "  ".join(parts).rstrip() + (f"\n  instead of {facts.previous}" if facts.previous else "")


def _check(peer: str) -> None:
    """Refuse what is no peer id before an agent is asked."""
    from core.ids import parse_peer_id

    parse_peer_id(peer)


def _say(trusted: list[str], sentence: str, as_json: bool) -> None:
    if as_json:
        print_json({"trusted": list(trusted)})
    else:
        typer.echo(sentence)
