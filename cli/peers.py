"""`p2p-agent peers`: who is there."""

import time
from typing import TYPE_CHECKING, Annotated

import typer

from cli.output import AsJson, own_agent, plain, print_json, reported

if TYPE_CHECKING:
    from rich.table import Table

    from p2p.agent.api.schemas.agent import PeerFacts


def peers(
    is_watching: Annotated[bool, typer.Option("--watch", "-w", help="Go on until Ctrl-C; with --json, print one event a line.")] = False,
    as_json: AsJson = False,
) -> None:
    """List the peers that the agent knows or trusts."""
    with reported(as_json):
        if is_watching:
            from cli.watch import watch

            watch(as_json)
            return
        with own_agent() as agent:
            known = agent.peers()
        if as_json:
            print_json([facts.model_dump(mode="json") for facts in known])
        elif known:
            from rich.console import Console

            Console(markup=False, highlight=False).print(peer_table(known))
        else:
            typer.echo("No peer has been found yet. Peers of the same network name on this local network appear within a second.")


def peer_table(known: "list[PeerFacts]") -> "Table":
    """What is known of each peer, as a table."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    # Ids are for copying: they are never cut off, also where the terminal is narrow.
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("peer", min_width=52, overflow="fold")
    table.add_column("state", min_width=9)
    table.add_column("seen", no_wrap=True)
    now_s = time.time()
    for facts in known:
        addresses = [f"  {plain(address.partition('/p2p/')[0])}" for address in facts.addresses]
        states = ["connected"] * facts.is_connected + ["static"] * facts.is_static + ["trusted" if facts.is_trusted else "stranger"]
        seen = "never" if facts.last_seen_s is None else _ago(max(0.0, now_s - facts.last_seen_s))
        table.add_row("\n".join([*([plain(facts.name)] if facts.name else []), facts.peer_id, *addresses]), "\n".join(states), seen)
    return table


def _ago(seconds: float) -> str:
    """`seconds` as a person says it."""
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds / size:.0f} {unit} ago"
    return f"{seconds:.0f} s ago"
