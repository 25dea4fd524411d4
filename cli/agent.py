"""`p2p-agent id | start | stop`: the agent of this home."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli.output import AsJson, own_home, print_json, reported, waiting

if TYPE_CHECKING:
    from pydantic import JsonValue

    from p2p.agent.launch import RunningAgent
    from p2p.agent.storage.home import AgentRecord


def show_id(as_json: AsJson = False) -> None:
    """Print the agent's id, and its addresses while it runs; the id is made on first use."""
    with reported(as_json):
        from p2p.agent.settings import load_settings
        from p2p.agent.storage.home import HomeState
        from p2p.identity import load_or_create_identity

        home = own_home()
        record = home.record() if home.state() is HomeState.running else None
        if record is None:
            home.prepare()
            peer_id = load_or_create_identity(home.path, load_settings().passphrase()).peer_id
        else:
            peer_id = record.peer_id
        if as_json:
            addresses = list(record.addresses) if record else []
            print_json({"peer_id": peer_id, "is_running": record is not None, "addresses": list(addresses), "home": str(home.path)})
            return
        typer.echo(peer_id)
        for address in record.addresses if record else ():
            typer.echo(f"  {address}")


def start(
    foreground: Annotated[bool, typer.Option("--foreground", help="Stay until Ctrl-C, or until the agent is stopped.")] = False,
    as_json: AsJson = False,
) -> None:
    """Start the agent; it goes on in the background, and logs to its home."""
    with reported(as_json):
        from p2p.agent.launch import start_agent

        with waiting("Starting"):
            agent = start_agent(own_home(), leash=foreground)
        if as_json:
            print_json(_started(agent.record))
        else:
            _say_started(agent)
        if foreground:
            _stay(agent)


def stop(as_json: AsJson = False) -> None:
    """Stop the agent, and return when it has ended."""
    with reported(as_json):
        from p2p.agent.launch import stop_agent

        with waiting("Stopping; tasks that run have some seconds to end"):
            pid = stop_agent(own_home())
        if as_json:
            print_json({"stopped": True, "pid": pid})
        else:
            typer.echo(f"The agent (process {pid}) has stopped.")


def _stay(agent: "RunningAgent") -> None:
    """Return when the agent has ended; a Ctrl-C ends it."""
    try:
        agent.process.wait()
    finally:
        agent.stop()


def _say_started(agent: "RunningAgent") -> None:
    typer.echo(f"The agent runs as process {agent.pid} in the network {agent.record.network!r}.")
    typer.echo(f"  id         {agent.record.peer_id}")
    for address in agent.record.addresses:
        typer.echo(f"  address    {address}")
    typer.echo(f"  log        {agent.home.logs / 'agent.log'}")
    typer.echo("Next: p2p-agent peers")


def _started(record: "AgentRecord") -> "dict[str, JsonValue]":
    return record.model_dump(mode="json")
