"""The definition of done as a table: each row a command, what it prints, and what has to exist before it can pass."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from gates.errors import DefinitionMalformedError
from gates.goals import sub_goals

NUM_ROWS = 13
_NUMBER = re.compile(r"\d\d")
_QUOTED = re.compile(r"`([^`]+)`")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: `command` exits 0 and prints every text of `expected`; `needs` are the flows without which it is pending."""

    number: str
    needs: tuple[str, ...]
    command: str
    expected: tuple[str, ...]


def is_strict(known: Collection[str]) -> bool:
    """Whether a pending row fails: it does as soon as every gate of the goal tree exists; `known` are the artifacts of those that do."""
    return all(part.artifact in known for part in sub_goals())


def parse_definition(markdown: str) -> tuple[Row, ...]:
    """The rows of the table in `markdown`, whose columns are: row, what it proves, needs, command, expected strings.

    Errors: DefinitionMalformedError (gates.definition.malformed) with the row and what is wrong with it; also where rows are missing.
    """
    lines = [line.strip().strip("|").split("|") for line in markdown.splitlines() if line.startswith("|")]
    rows = tuple(_row([cell.strip() for cell in cells]) for cells in lines if _NUMBER.fullmatch(cells[0].strip()))
    numbers = [row.number for row in rows]
    if numbers != [f"{number:02}" for number in range(1, NUM_ROWS + 1)]:
        raise DefinitionMalformedError(f"the rows are not 01 to {NUM_ROWS}, each once and in order", found=", ".join(numbers))
    return rows


def _row(cells: list[str]) -> Row:
    if len(cells) != 5:
        raise DefinitionMalformedError(f"row {cells[0]} has {len(cells)} columns instead of 5", row=cells[0])
    number, _, needs, command, expected = cells
    commands, texts = _QUOTED.findall(command), _QUOTED.findall(expected)
    if len(commands) != 1 or not texts:
        raise DefinitionMalformedError(f"row {number} needs one command and at least one expected text, each in backticks", row=number)
    return Row(number, tuple(needs.replace(",", " ").split()), commands[0], tuple(texts))
