"""`python -m tasks.status.definition_of_done [ROW …]`: the table of docs/MVP_DEFINITION_OF_DONE.md, executed row by row."""

import argparse
import shlex
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from core.errors import CodedError
from gates.definition import Row, parse_definition
from tasks.project.files import PROJECT_ROOT

DOCUMENT = "docs/MVP_DEFINITION_OF_DONE.md"
TIMEOUT_S = 4 * 3600.0


@dataclass(frozen=True, slots=True)
class RowResult:
    """What came of a row; `detail` says what is missing, or how the command failed."""

    row: Row
    state: Literal["pass", "pending", "fail"]
    detail: str
    duration_s: float = 0.0


def read_definition(root: Path) -> tuple[Row, ...]:
    """The rows of the project at `root`.

    Errors: DefinitionMalformedError (gates.definition.malformed).
    """
    return parse_definition((root / DOCUMENT).read_text("utf-8"))


def missing_needs(row: Row, root: Path) -> tuple[str, ...]:
    """The flows that `row` needs and the project does not have yet."""
    return tuple(name for name in row.needs if not (root / "flows" / f"{name}.py").is_file())


def run_row(row: Row, root: Path) -> RowResult:
    """Run the command of `row` in the project, unless it waits for a flow that comes later."""
    missing = missing_needs(row, root)
    if missing:
        return RowResult(row, "pending", f"waits for {', '.join(missing)}")
    started = time.monotonic()
    try:
        done = subprocess.run(
            shlex.split(row.command),
            cwd=root,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=TIMEOUT_S,
        )
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        return RowResult(row, "fail", f"could not be run: {error}", time.monotonic() - started)
    return _judged(row, done.returncode, done.stdout.decode("utf-8", "replace"), time.monotonic() - started)


def run_definition(root: Path, numbers: Sequence[str], say: Callable[[str], None]) -> bool:
    """Run the rows of these numbers, all of them where none is named, and say what came of each; whether none failed.

    Errors: DefinitionMalformedError (gates.definition.malformed).
    """
    results: list[RowResult] = []
    for row in read_definition(root):
        if numbers and row.number not in numbers:
            continue
        result = run_row(row, root)
        results.append(result)
        say(f"{row.number} {result.state:<7} {result.duration_s:7.1f} s  {result.detail}")
    counts = {state: sum(result.state == state for result in results) for state in ("pass", "pending", "fail")}
    say("Definition of done: " + ", ".join(f"{count} {state}" for state, count in counts.items()))
    return bool(results) and not counts["fail"]


def _judged(row: Row, returncode: int, output: str, duration_s: float) -> RowResult:
    """What the command's exit code and output make of the row; a step that it says is pending, where `ok` is expected, is no failure yet."""
    absent = [text for text in row.expected if text not in output]
    waiting = [next((line for line in output.splitlines() if line.startswith(_pending(text))), "") for text in absent]
    if not returncode and not absent:
        return RowResult(row, "pass", row.command, duration_s)
    if not returncode and all(waiting):
        return RowResult(row, "pending", "; ".join(waiting), duration_s)
    reasons = [f"exit code {returncode}"] * bool(returncode) + [f"`{text}` was not printed" for text in absent]
    tail = "".join(f"\n       {line}" for line in output.strip().splitlines()[-8:])
    return RowResult(row, "fail", f"{row.command}: {'; '.join(reasons)}{tail}", duration_s)


def _pending(expected: str) -> str:
    """What a step prints that is not ok yet: `[smoke] readiness: pending` for `[smoke] readiness: ok`."""
    return f"{expected.removesuffix('ok')}pending"


def main() -> int:
    """Exit code 0 where no row fails; a pending row is no failure and is named."""
    parser = argparse.ArgumentParser(prog="python -m tasks.status.definition_of_done", description=f"Execute the table of {DOCUMENT}.")
    parser.add_argument("rows", nargs="*", metavar="ROW", help="numbers of rows, like 02; all by default")
    try:
        is_ok = run_definition(PROJECT_ROOT, parser.parse_args().rows, lambda line: print(line, flush=True))
    except (CodedError, OSError) as error:
        print(f"the table cannot be read: {error}", file=sys.stderr)
        return 1
    return 0 if is_ok else 1


if __name__ == "__main__":
    sys.exit(main())
