"""Progress of a training for a person at a terminal; silent where nobody looks."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from p2p.agent.training.sessions import SessionReport


@contextmanager
def show_count(label: str, total: int, unit: str) -> Iterator[Callable[[int], None]]:
    """A bar on standard error that counts to `total`; the yielded function takes how many are done."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (TextColumn("  {task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn(unit), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        bar = progress.add_task(label, total=total)
        yield lambda done: progress.update(bar, completed=done)


@contextmanager
def show_rounds(label: str, num_rounds: int) -> Iterator[Callable[[SessionReport], None]]:
    """A bar that counts rounds; the yielded function takes each report of the session."""
    with show_count(label, num_rounds, "rounds") as show:
        yield lambda report: show(len(report.rounds))
