"""`p2p-agent`: what a person types.

Conventions of every command: with `--json` stdout holds one JSON value and nothing else, for an error
`{"error": {"code", "message", "context"}}`; without it, results are for people and errors go to stderr. Exit codes: 0 done,
1 refused or failed, 2 wrong usage. What is slow to import is imported inside the commands.
"""

import typer

from cli.agent import show_id, start, stop
from cli.ask import ask
from cli.capabilities import capabilities
from cli.connect import connect, disconnect
from cli.demo import demo
from cli.invite import invite, join
from cli.model import model
from cli.peers import peers
from cli.ping import ping
from cli.round import rounds
from cli.train import train
from cli.trust import trust
from cli.verify import verify

app = typer.Typer(
    name="p2p-agent",
    help="An agent on this machine: it finds others, trains with them, and runs tasks for those it trusts.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("demo")(demo)
app.command("id")(show_id)
app.command("start")(start)
app.command("stop")(stop)
app.command("peers")(peers)
app.command("connect")(connect)
app.command("disconnect")(disconnect)
app.command("invite")(invite)
app.command("join")(join)
app.add_typer(trust, name="trust")
app.command("ping")(ping)
app.command("ask")(ask)
app.command("capabilities")(capabilities)
app.command("train")(train)
app.add_typer(rounds, name="round")
app.add_typer(model, name="model")
app.command("verify")(verify)


def main() -> None:
    """The entry point of the `p2p-agent` command."""
    app()


if __name__ == "__main__":
    main()
