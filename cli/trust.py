"""`p2p-agent trust`: whose tasks, updates and offers are served."""

from typing import Annotated

import typer

from cli.output import AsJson, own_agent, print_json, reported

trust = typer.Typer(help="The peers that this agent trusts.", no_args_is_help=True)

Peer = Annotated[str, typer.Argument(help="A peer id (12D3KooW…).")]


@trust.command("add")
def add(peer: Peer, as_json: AsJson = False) -> None:
    """Trust a peer: its tasks and training offers are served from now on."""
    with reported(as_json):
        _check(peer)
        with own_agent() as agent:
            trusted = agent.trust_add(peer)
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
    """List the trusted peers."""
    with reported(as_json):
        with own_agent() as agent:
            trusted = agent.trust_list()
        _say(trusted, "\n".join(trusted) or "No peer is trusted. Add one with: p2p-agent trust add PEER", as_json)


def _check(peer: str) -> None:
    """Refuse what is no peer id before an agent is asked."""
    from core.ids import parse_peer_id

    parse_peer_id(peer)


def _say(trusted: list[str], sentence: str, as_json: bool) -> None:
    if as_json:
        print_json({"trusted": list(trusted)})
    else:
        typer.echo(sentence)
