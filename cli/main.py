"""`p2p-agent`: what a person types.

Conventions of every command: with `--json` stdout holds one JSON value and nothing else, for an error
`{"error": {"code", "message", "context"}}`; without it, results are for people and errors go to stderr. Exit codes: 0 done,
1 refused or failed, 2 wrong usage, 130 interrupted. What is slow to import is imported inside the commands.
"""

from typing import Annotated

import typer

from cli.agent import show_id, start, stop
from cli.ask import ask
from cli.capabilities import capabilities
from cli.chat import chat
from cli.clean import clean
from cli.cohort import cohort
from cli.connect import connect, disconnect
from cli.data import data
from cli.demo import demo
from cli.doctor import doctor
from cli.gates import gates
from cli.identity import identity
from cli.invite import invite, join
from cli.logs import logs
from cli.machines import machines
from cli.metrics import metrics
from cli.model import model
from cli.peers import peers
from cli.ping import ping
from cli.release import release
from cli.remote import remote
from cli.round import rounds
from cli.status import status
from cli.train import train
from cli.trust import trust
from cli.verify import verify
from cli.volunteer import volunteer


def _say_version(is_asked: bool) -> None:
    """Print the version, and end."""
    if is_asked:
        from core.version import VERSION

        typer.echo(f"p2p-agent {VERSION}")
        raise typer.Exit


app = typer.Typer(
    name="p2p-agent",
    help="An agent on this machine: it finds others, trains with them, and runs tasks for those it trusts.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def _options(  # pyright: ignore[reportUnusedFunction]
    _: Annotated[bool, typer.Option("--version", is_eager=True, callback=_say_version, help="Print the version and exit.")] = False,
) -> None:
    """Hold what every command shares."""


_AGENT, _PEERS, _TASKS, _TRAINING, _GATES, _DATA, _CARE = "The agent", "Peers", "Tasks", "Training", "Gates", "Data", "Care"
_COHORT = "Cohort"
app.command("demo", rich_help_panel=_AGENT)(demo)
app.command("start", rich_help_panel=_AGENT)(start)
app.command("stop", rich_help_panel=_AGENT)(stop)
app.command("id", rich_help_panel=_AGENT)(show_id)
app.add_typer(identity, name="identity", rich_help_panel=_AGENT)
app.command("peers", rich_help_panel=_PEERS)(peers)
app.command("invite", rich_help_panel=_PEERS)(invite)
app.command("join", rich_help_panel=_PEERS)(join)
app.add_typer(trust, name="trust", rich_help_panel=_PEERS)
app.command("connect", rich_help_panel=_PEERS)(connect)
app.command("disconnect", rich_help_panel=_PEERS)(disconnect)
app.command("ping", rich_help_panel=_PEERS)(ping)
app.command("ask", rich_help_panel=_TASKS)(ask)
app.command("chat", rich_help_panel=_TASKS)(chat)
app.command("capabilities", rich_help_panel=_TASKS)(capabilities)
app.command("train", rich_help_panel=_TRAINING)(train)
app.add_typer(rounds, name="round", rich_help_panel=_TRAINING)
app.add_typer(model, name="model", rich_help_panel=_TRAINING)
app.command("status", rich_help_panel=_GATES)(status)
app.add_typer(gates, name="gates", rich_help_panel=_GATES)
app.add_typer(machines, name="machines", rich_help_panel=_GATES)
app.add_typer(volunteer, name="volunteer", rich_help_panel=_COHORT)
app.add_typer(cohort, name="cohort", rich_help_panel=_COHORT)
app.add_typer(data, name="data", rich_help_panel=_DATA)
app.add_typer(remote, name="remote", rich_help_panel=_DATA)
app.command("doctor", rich_help_panel=_CARE)(doctor)
app.command("logs", rich_help_panel=_CARE)(logs)
app.command("metrics", rich_help_panel=_CARE)(metrics)
app.command("clean", rich_help_panel=_CARE)(clean)
app.command("verify", rich_help_panel=_GATES)(verify)
app.command("release", rich_help_panel=_GATES)(release)


def main() -> None:
    """The entry point of the `p2p-agent` command."""
    app()


if __name__ == "__main__":
    main()
