"""A program as the actions that write it: where a text holds its literals, the parser points at them."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from learning.pointers import NUMBER, TEXT, WORD
from p2p.agent.assistant.programs.language import FUNCTIONS, Call, Program
from p2p.agent.assistant.programs.parser import END, Word
from p2p.agent.assistant.programs.pieces import Pieces
from p2p.agent.assistant.programs.values import ProgramError, number_in

MAX_NUMBER_PIECES = 6

Span = tuple[int, int]
"""The first and the last piece."""
Step = tuple[int, int | tuple[Span, ...]]
"""A word by its number, or every place of the text that will do."""


def text_spans(pieces: Pieces, literal: str) -> list[Span]:
    """Where the literal stands in the text, whole pieces long."""
    starts = {begin: place for place, (begin, _) in reversed(list(enumerate(pieces.spans)))}
    ends = {end: place for place, (_, end) in enumerate(pieces.spans)}
    found: list[Span] = []
    begin = pieces.text.find(literal) if literal else -1
    while begin >= 0:
        first, last = starts.get(begin), ends.get(begin + len(literal))
        if first is not None and last is not None and first <= last:
            found.append((first, last))
        begin = pieces.text.find(literal, begin + 1)
    return found


def number_spans(pieces: Pieces, number: Fraction) -> list[Span]:
    """Where the number stands in the text, in digits or in words."""
    return [span for span, value in _numbers(pieces) if value == number]


def steps_of(program: Program, pieces: Pieces, numbers: Mapping[Word, int]) -> list[Step] | None:
    """The steps that write the program; None where a literal is neither in the text nor made of words of the vocabulary."""
    if isinstance(program, Call):
        steps: list[Step] = [(WORD, numbers["function", program.name])]
        for argument in program.arguments:
            if (some := steps_of(argument, pieces, numbers)) is None:
                return None
            is_glue = program.name == "concat" and isinstance(argument, str) and some[0] == (WORD, numbers["function", "concat"])
            steps += some[1:-1] if is_glue else some
        function = FUNCTIONS[program.name]
        return [*steps, (WORD, numbers[END, ""])] if function.least != function.most else steps
    if isinstance(program, Fraction):
        if spans := number_spans(pieces, program):
            return [(NUMBER, tuple(spans))]
        return [(WORD, numbers["number", program])] if ("number", program) in numbers else None
    if isinstance(program, str):
        return _text_steps(program, pieces, numbers)
    return [(WORD, numbers["truth", program])]


def _text_steps(literal: str, pieces: Pieces, numbers: Mapping[Word, int]) -> list[Step] | None:
    is_word = ("text", literal) in numbers
    spans = text_spans(pieces, literal)
    if spans and (len(literal) > 1 or literal.isalnum() or not is_word):
        return [(TEXT, tuple(spans))]
    if is_word:
        return [(WORD, numbers["text", literal])]
    parts = _cover(literal, pieces, numbers)
    return parts and [(WORD, numbers["function", "concat"]), *parts, (WORD, numbers[END, ""])]


def _cover(literal: str, pieces: Pieces, numbers: Mapping[Word, int]) -> list[Step] | None:
    """The fewest places and words that make the literal one behind the other."""
    best: list[tuple[float, list[Step]] | None] = [None] * len(literal) + [(0.0, [])]
    for begin in range(len(literal) - 1, -1, -1):
        found: list[tuple[float, list[Step]]] = []
        for end in range(len(literal), begin, -1):
            if (rest := best[end]) is None:
                continue
            part = literal[begin:end]
            if ("text", part) in numbers:
                found.append((rest[0] + (1.5 if part.isalnum() and len(part) == 1 else 1.0), [(WORD, numbers["text", part]), *rest[1]]))
            elif (len(part) > 1 or part.isalnum()) and (spans := text_spans(pieces, part)):
                found.append((rest[0] + 1.2, [(TEXT, tuple(spans)), *rest[1]]))
        best[begin] = min(found, key=lambda one: one[0], default=None)
    return best[0] and best[0][1]


def _numbers(pieces: Pieces) -> Sequence[tuple[Span, Fraction]]:
    """Every number that the text holds between pieces that are no part of the same word."""
    text, spans, found = pieces.text, pieces.spans, list[tuple[Span, Fraction]]()
    for first, (begin, _) in enumerate(spans):
        if text[begin - 1 : begin].isalnum() and begin:
            continue
        for last in range(first, min(first + MAX_NUMBER_PIECES, len(spans))):
            end = spans[last][1]
            said = text[begin:end]
            if text[end : end + 1].isalnum() or "\n" in said or said.casefold() in ("a", "an"):
                continue
            try:
                found.append(((first, last), number_in(said)))
            except ProgramError:
                continue
    return found
