"""`p2p-agent peers --watch`: who comes and who goes, as it happens."""

import time
from collections import deque
from typing import TYPE_CHECKING

import typer

from cli.output import own_agent, plain

if TYPE_CHECKING:
    from rich.console import Group

    from p2p.agent.api.schemas.events import PeerHappening
    from p2p.agent.client.agent import AgentClient

NUM_EVENTS_SHOWN = 10


def watch(as_json: bool) -> None:
    """Show peers until Ctrl-C; as JSON, one event a line.

    Errors: AgentUnreachableError (p2p.agent.unreachable) when the agent ends.
    """
    from p2p.agent.client.events import watch_peers

    with own_agent() as agent:
        try:
            if not as_json:
                _show(agent)
                return
            for happening in watch_peers(agent):
                if happening is not None:
                    typer.echo(happening.model_dump_json())
        except KeyboardInterrupt:
            return


def _show(agent: "AgentClient") -> None:
    from rich.live import Live

    from p2p.agent.client.events import watch_peers

    shown: deque[str] = deque(maxlen=NUM_EVENTS_SHOWN)
    with Live(_picture(agent, shown), auto_refresh=False) as live:
        for happening in watch_peers(agent):
            if happening is not None and happening.event != "known":
                shown.append(_sentence(happening))
            if happening is None or happening.event != "known":
                live.update(_picture(agent, shown), refresh=True)


def _picture(agent: "AgentClient", shown: deque[str]) -> "Group":
    from rich.console import Group
    from rich.text import Text

    from cli.peers import peer_table

    return Group(peer_table(agent.peers()), *(Text(line) for line in shown), Text("Ctrl-C ends this.", style="dim"))


def _sentence(happening: "PeerHappening") -> str:
    clock = time.strftime("%H:%M:%S", time.localtime(happening.at_s))
    return f"{clock}  {happening.event:<10}  {plain(happening.peer_id)}"
