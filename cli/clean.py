"""`p2p-agent clean`: give back the disk that the agent needs no more."""

import time
from typing import TYPE_CHECKING, Annotated

import typer

from cli.output import AsJson, own_home, print_json, reported

if TYPE_CHECKING:
    from p2p.agent.api.schemas.clean import CleanReport

_NAMES = {
    "sessions": "ended sessions",
    "results": "results of tasks",
    "debts": "forgotten debts",
    "logs": "logs",
    "blobs": "partial blobs",
    "leftovers": "leftovers",
}


def clean(
    everything: Annotated[bool, typer.Option("--all", help="Also the latest ended sessions, kept results, and all logs.")] = False,
    is_dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be removed.")] = False,
    as_json: AsJson = False,
) -> None:
    """Remove ended sessions, old results and logs, and what a dead agent left; never keys, peers, data, models or running sessions."""
    with reported(as_json):
        from p2p.agent.api.schemas.clean import CleanRequest
        from p2p.agent.client.clean import clean_home

        report = clean_home(own_home(), CleanRequest(everything=everything, is_dry_run=is_dry_run), time.time())
        if as_json:
            print_json({**report.model_dump(mode="json"), "size_bytes": report.size_bytes})
        else:
            _say(report)


def _say(report: "CleanReport") -> None:
    for removal in report.removals:
        if removal.num_entries:
            typer.echo(f"{_NAMES[removal.kind]:<18} {removal.num_entries:>6}   {_size(removal.size_bytes)}")
    verb = "would be removed" if report.is_dry_run else "removed"
    typer.echo(f"{_size(report.size_bytes)} {verb}." if any(one.num_entries for one in report.removals) else "There is nothing to remove.")


def _size(size_bytes: int) -> str:
    """`size_bytes` as a person says it."""
    for unit, name in ((2**30, "GiB"), (2**20, "MiB"), (2**10, "KiB")):
        if size_bytes >= unit:
            return f"{size_bytes / unit:.1f} {name}"
    return f"{size_bytes} B"
