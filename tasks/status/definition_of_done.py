"""`python -m tasks.status.definition_of_done [ROW …]`: the table of docs/MVP_DEFINITION_OF_DONE.md, executed row by row.

What came of the whole table is published as `definition_of_done.json`, signed like every artifact; a release asks for it.
"""

import argparse
import shlex
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from core.errors import CodedError
from core.units import format_utc
from gates.artifacts.definition import DefinitionRecord, RowRecord, RowState
from gates.catalogue import GATES, Gate, evidence_name
from gates.definition import Row, is_strict, parse_definition
from gates.release import RELEASED
from gates.remedy import DEFINITION
from tasks.evidence.account import Account, publish_account
from tasks.project.files import PROJECT_ROOT
from tasks.reports.store import Publication, reports_folder

DOCUMENT = "docs/MVP_DEFINITION_OF_DONE.md"
TIMEOUT_S = 4 * 3600.0
TAIL = 40
"""So many lines of a command that failed are shown."""


@dataclass(frozen=True, slots=True)
class RowResult:
    """What came of a row; `detail` says what is missing, or how the command failed."""

    row: Row
    state: RowState
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


def run_definition(
    root: Path, numbers: Sequence[str], say: Callable[[str], None], begin: Callable[[Row], None] = lambda _: None
) -> list[RowResult]:
    """Run the rows of these numbers, all of them where none is named, and say what came of each; `begin` is told of each before it runs.

    Errors: DefinitionMalformedError (gates.definition.malformed).
    """
    results: list[RowResult] = []
    for row in read_definition(root):
        if numbers and row.number not in numbers:
            continue
        begin(row)
        result = run_row(row, root)
        results.append(result)
        say(f"{row.number} {result.state:<7} {result.duration_s:7.1f} s  {result.detail}")
    counts = {state: sum(result.state == state for result in results) for state in ("pass", "pending", "fail")}
    say("Definition of done: " + ", ".join(f"{count} {state}" for state, count in counts.items()))
    return results


def is_pass(results: Sequence[RowResult], *, strict: bool) -> bool:
    """Whether there is a row and none failed; a strict reading takes no pending row either."""
    return bool(results) and all(result.state == "pass" or (result.state == "pending" and not strict) for result in results)


def publish_results(root: Path, results: Sequence[RowResult], *, strict: bool) -> Path:
    """Sign and publish what came of the whole table; it is stale as soon as the table or an artifact that the rows read has changed.

    Errors: those of `local_key`.
    """
    now, reports = format_utc(datetime.now(UTC)), reports_folder(root, "reduced")
    rows = tuple(
        RowRecord(row=one.row.number, state=one.state, duration_sec=round(one.duration_s, 3), detail=one.detail) for one in results
    )
    record = DefinitionRecord(schema_version=1, generated_utc=now, strict=strict, rows=rows)
    read = [name for artifact in RELEASED for name in (artifact, evidence_name(artifact)) if (reports / name).is_file()]
    inputs = (DOCUMENT, *((reports / name).relative_to(root).as_posix() for name in read))
    gate = Gate(
        "definition_of_done", DEFINITION, (), inputs={"reduced": inputs}, params=("limits",), entry="tasks.status.definition_of_done"
    )
    publication = Publication(DEFINITION, (record.model_dump_json(indent=2) + "\n").encode(), {})
    return publish_account(root, gate, publication, Account(uuid.uuid4().hex[:12], "reduced", now, timings_s={}))


def _judged(row: Row, returncode: int, output: str, duration_s: float) -> RowResult:
    """What the command's exit code and output make of the row; a step that it says is pending, where `ok` is expected, is no failure yet."""
    absent = [text for text in row.expected if text not in output]
    waiting = [next((line for line in output.splitlines() if line.startswith(_pending(text))), "") for text in absent]
    if not returncode and not absent:
        return RowResult(row, "pass", row.command, duration_s)
    if not returncode and all(waiting):
        return RowResult(row, "pending", "; ".join(waiting), duration_s)
    reasons = [f"exit code {returncode}"] * bool(returncode) + [f"`{text}` was not printed" for text in absent]
    tail = "".join(f"\n       {line}" for line in output.strip().splitlines()[-TAIL:])
    return RowResult(row, "fail", f"{row.command}: {'; '.join(reasons)}{tail}", duration_s)


def _pending(expected: str) -> str:
    """What a step prints that is not ok yet: `[smoke] readiness: pending` for `[smoke] readiness: ok`."""
    return f"{expected.removesuffix('ok')}pending"


def _say_what_runs(row: Row) -> None:
    """The first row takes minutes: whoever waits sees for what."""
    print(f"{row.number} …       {row.command}", file=sys.stderr, flush=True)


def main() -> int:
    """Exit code 0 where no row fails; a pending row is named, and fails once every gate of the goal tree exists."""
    parser = argparse.ArgumentParser(prog="python -m tasks.status.definition_of_done", description=f"Execute the table of {DOCUMENT}.")
    parser.add_argument("rows", nargs="*", metavar="ROW", help="numbers of rows, like 02; all by default")
    numbers, strict = parser.parse_args().rows, is_strict(GATES)
    try:
        results = run_definition(PROJECT_ROOT, numbers, lambda line: print(line, flush=True), _say_what_runs)
        if not numbers:
            print(publish_results(PROJECT_ROOT, results, strict=strict).relative_to(PROJECT_ROOT))
    except (CodedError, OSError) as error:
        print(f"the definition of done cannot be executed: {error}", file=sys.stderr)
        return 1
    if strict and any(result.state == "pending" for result in results):
        print("every gate exists, so a pending row fails", file=sys.stderr)
    return 0 if is_pass(results, strict=strict) else 1


if __name__ == "__main__":
    sys.exit(main())
