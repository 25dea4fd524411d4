"""`p2p-agent connect | disconnect`: a connection with one peer."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli.output import AsJson, own_agent, print_json, reported, waiting

if TYPE_CHECKING:
    from core.ids import PeerId

Target = Annotated[str, typer.Argument(metavar="PEER|ADDRESS", help="A peer id, or /ip4/IP/tcp/PORT/p2p/PEER.")]


def connect(
    target: Target,
    save: Annotated[bool, typer.Option("--save", help="Keep the connection up from now on, also after a restart.")] = False,
    as_json: AsJson = False,
) -> None:
    """Connect to a peer, by its id where it was discovered, else by its address."""
    with reported(as_json):
        peer, addresses = peer_and_addresses(target)
        with own_agent() as agent, waiting(f"Connecting to {peer}"):
            facts = agent.connect(peer, addresses, save=save)
        if as_json:
            print_json(facts.model_dump(mode="json"))
            return
        typer.echo(f"Connected to {peer}{' and kept so' if save else ''}.")
        if not facts.is_trusted:
            typer.echo(f"It is a stranger. To serve its tasks: p2p-agent trust add {peer}")


def disconnect(
    peer: Annotated[str, typer.Argument(help="A peer id (12D3KooW…).")],
    as_json: AsJson = False,
) -> None:
    """End the connection with a peer; one that was saved is kept up no more."""
    with reported(as_json):
        from core.ids import parse_peer_id

        peer_id = parse_peer_id(peer)
        with own_agent() as agent:
            was = agent.disconnect(peer_id)
        if as_json:
            print_json({"peer_id": peer_id, **was})
        else:
            typer.echo(
                f"The connection has ended{' and is not kept any more' * was['was_static']}." if any(was.values()) else "There was none."
            )


def peer_and_addresses(target: str) -> "tuple[PeerId, tuple[str, ...]]":
    """Whom a target names, and where, if it says so.

    Errors: those of `parse_peer_id` and `parse_peer_address`.
    """
    from core.ids import parse_peer_id
    from p2p.addresses import parse_peer_address

    if not target.startswith("/"):
        return parse_peer_id(target), ()
    peer, address = parse_peer_address(target)
    return peer, (address,)
