"""The labelled requests: a text, the program that it asks for, the reply and the steps."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from learning.errors import DataMalformedError
from p2p.agent.assistant.programs.language import Call, Program, read_program, work
from p2p.agent.assistant.programs.parser import END, START, TURN, TURNS, Word
from p2p.agent.assistant.programs.pieces import Pieces
from tasks.agents.parsing.pointing import number_spans, text_spans
from tasks.data.registry import read_data

CASES = "own/assistant/programs.jsonl"
TODAY = date(2026, 9, 28)
"""The day on which the cases are asked."""
MIN_USES = 2
"""A text of so many cases that stands in none of them becomes a word of the vocabulary."""
MAX_NUMBER = 1000


class _Line(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str
    program: str
    reply: str
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProgramCase:
    """A text and the program that it asks for."""

    text: str
    program: Program


def read_cases(root: Path) -> list[ProgramCase]:
    """The cases of `data/own/assistant/programs.jsonl`.

    Errors: DataMissingError (gates.data.missing), DataAlteredError (gates.data.altered), DataMalformedError (learning.data.malformed) where
    a program does not make its reply, or has other steps, on `TODAY`.
    """
    cases: list[ProgramCase] = []
    for number, line in enumerate(read_data(root, CASES).decode().rstrip("\n").split("\n"), start=1):
        try:
            case = _Line.model_validate_json(line)
            program = read_program(case.program)
            made = work(program, TODAY)
        except ValueError as error:
            raise DataMalformedError(f"line {number} of {CASES}: {error}", line=number) from error
        if (made.reply, tuple(step.result for step in made.steps)) != (case.reply, case.steps):
            raise DataMalformedError(f"line {number} of {CASES}: the program makes another reply", line=number)
        cases.append(ProgramCase(case.text, program))
    return cases


def literals(program: Program) -> Iterator[str | Fraction]:
    """The texts and numbers of a program, in their order."""
    if isinstance(program, Call):
        for argument in program.arguments:
            yield from literals(argument)
    elif isinstance(program, str | Fraction):
        yield program


def vocabulary(cases: Sequence[ProgramCase], pieces: Sequence[Pieces], functions: Sequence[str]) -> list[Word]:
    """What a program may hold that no text shows: functions, truth, small whole numbers, and the texts that several cases need."""
    texts: Counter[str] = Counter({chr(code): MIN_USES for code in range(32, 127)} | {"\n": MIN_USES, "": MIN_USES})
    numbers = {Fraction(number) for number in range(-3, 21)}
    for case, some in zip(cases, pieces, strict=True):
        for literal in literals(case.program):
            if isinstance(literal, str):
                texts[literal] += not text_spans(some, literal)
            elif literal.denominator == 1 and abs(literal) <= MAX_NUMBER and not number_spans(some, literal):
                numbers.add(literal)
    fixed: list[Word] = [(START, ""), (END, ""), *((TURN, name) for name in TURNS), *(("function", name) for name in sorted(functions))]
    fixed += [("truth", True), ("truth", False), ("truth", None)]
    return [
        *fixed,
        *(("number", number) for number in sorted(numbers)),
        *(("text", text) for text in sorted(texts) if texts[text] >= MIN_USES),
    ]
