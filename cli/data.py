"""`p2p-agent data`: the data sets of this checkout: what there is, have it, check it."""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from cli.output import AsJson, plain, print_json, reported

if TYPE_CHECKING:
    from pydantic import JsonValue

    from tasks.data.fetching import Watch
    from tasks.data.registry import DataFile
    from tasks.data.state import FoundFile

data = typer.Typer(help="The data sets of this checkout: list, fetch, verify.", no_args_is_help=True)

Names = Annotated[list[str] | None, typer.Argument(metavar="[NAME]...", help="Data sets; all where none is named.", show_default=False)]


@data.command("list")
def show(as_json: AsJson = False) -> None:
    """List the data sets: what each is, its licence, and which of its files are here."""
    with reported(as_json):
        found = _found(())
        if as_json:
            print_json({"datasets": _described(found)})
            return
        _print_table(found)


@data.command("fetch")
def fetch(
    names: Names = None,
    force: Annotated[bool, typer.Option("--force", help="Replace files that are not as registered.")] = False,
    as_json: AsJson = False,
) -> None:
    """Fetch public data sets, from P2P_AGENT_DATA_MIRROR where that names a folder or an address; right files are left alone."""
    with reported(as_json):
        from p2p.agent.settings import load_settings
        from tasks.data.fetching import Manner
        from tasks.data.fetching import fetch as fetch_files
        from tasks.data.sources import source_of
        from tasks.project.files import PROJECT_ROOT

        source = source_of(load_settings().data_mirror)
        with _progress() as watch:
            fetched = fetch_files(PROJECT_ROOT, names or (), source, Manner(is_forced=force, watch=watch))
        if as_json:
            print_json(
                {"files": [{"path": f"data/{one.file.path}", "sha256": one.file.sha256, "before": one.before.value} for one in fetched]}
            )
            return
        for one in fetched:
            typer.echo(f"data/{one.file.path}  {'is here already' if one.before == 'right' else 'fetched'}")


@data.command("verify")
def verify(names: Names = None, as_json: AsJson = False) -> None:
    """Check the files of the named data sets, which must all be here and right; where none is named, those that are here."""
    from tasks.data.state import FileState

    with reported(as_json):
        found = _found(names or ())
        wrong = [one for one in found if one.state is FileState.altered or (names and one.state is FileState.missing)]
        if as_json:
            print_json({"ok": not wrong, "files": [_file(one) for one in found]})
        for one in () if as_json else found:
            typer.echo(f"{one.state.value:<8} data/{one.file.path}{_next_step(one) if one in wrong else ''}")
    raise typer.Exit(1 if wrong else 0)


def _found(names: Sequence[str]) -> "tuple[FoundFile, ...]":
    from tasks.data.registry import read_registry
    from tasks.data.state import chosen_sets, found_files
    from tasks.project.files import PROJECT_ROOT

    return found_files(PROJECT_ROOT, chosen_sets(read_registry(PROJECT_ROOT), names))


def _file(one: "FoundFile") -> "dict[str, JsonValue]":
    return {"path": f"data/{one.file.path}", "sha256": one.file.sha256, "size_bytes": one.file.size_bytes, "state": one.state.value}


def _next_step(one: "FoundFile") -> str:
    if one.dataset.is_fetched:
        force = "--force " if one.state == "altered" else ""
        return f": p2p-agent data fetch {force}{one.dataset.name}"
    return f": {one.dataset.prepare}" if one.dataset.prepare else ": git checkout data"


def _described(found: "Sequence[FoundFile]") -> "list[JsonValue]":
    return [
        {
            "name": dataset.name,
            "description": dataset.description,
            "licence": dataset.licence,
            "source": dataset.source.url,
            "is_fetched": dataset.is_fetched,
            "prepare": dataset.prepare,
            "files": [_file(one) for one in found if one.dataset is dataset],
        }
        for dataset in {one.dataset.name: one.dataset for one in found}.values()
    ]


def _print_table(found: "Sequence[FoundFile]") -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("name", "what", "licence", "files")
    for dataset in {one.dataset.name: one.dataset for one in found}.values():
        states = sorted(one.state.value for one in found if one.dataset is dataset)
        here = ", ".join(f"{states.count(state)} {state}" for state in sorted(set(states)))
        table.add_row(dataset.name, plain(dataset.description), plain(dataset.licence), here)
    Console(highlight=False, markup=False).print(table)


@contextmanager
def _progress() -> "Generator[Watch]":
    """Show a bar for each file where a person looks at a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn

    tasks: dict[str, TaskID] = {}
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), DownloadColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bars:

        def watch(file: "DataFile", size_bytes: int) -> None:
            if file.path not in tasks:
                tasks[file.path] = bars.add_task(f"data/{file.path}", total=file.size_bytes)
            bars.update(tasks[file.path], completed=size_bytes)

        yield watch
