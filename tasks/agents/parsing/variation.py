"""Other wordings of a labelled instruction that are right by its program: other content in the places that the program points at."""

import random
import re
from collections.abc import Mapping, Sequence
from fractions import Fraction

from p2p.agent.assistant.programs.language import Call, Program, work
from p2p.agent.assistant.programs.values import ProgramError
from tasks.agents.parsing.cases import TODAY, ProgramCase, literals

_SHAPES = {
    r"[a-z]+": "word", r"[A-Z][a-z]+": "Word", r"[A-Z]{2,}": "WORD", r"\d": "digit", r"\d\d": "two digits", r"\d{3}": "three digits",
}  # fmt: skip
_PHRASE = re.compile(r"[a-z]+(?: [a-z]+)+")
_LIST = re.compile(r"[\w' -]+(?:, [\w' -]+)+(?:,? (?:and|or) [\w' -]+)?")
_BEFORE = ("please ", "Please, ", "hi, ", "hey ", "ok ", "Could you do this for me: ", "One thing: ", "Hello! ", "so ", "For my notes: ")
_BEHIND = (
    " please",
    ", thanks",
    ". Thank you",
    " Nothing else.",
    " and nothing else",
    ". Just that.",
    " pls",
    " No explanation.",
    " Only the result.",
)
CONTENT_SHARE, NUMBER_SHARE, BEFORE_SHARE, BEHIND_SHARE, SMALL_SHARE = 0.8, 0.5, 0.15, 0.1, 0.08
"""How often a content and a number are exchanged, something is said before and behind, and capitals are lost."""

Contents = Mapping[str, Sequence[str]]
"""Contents that may stand for one another, by their shape."""


def contents_of(cases: Sequence[ProgramCase]) -> Contents:
    """The contents of the cases by their shape."""
    found: dict[str, list[str]] = {}
    for case in cases:
        for literal in literals(case.program):
            if isinstance(literal, str) and len(literal) > 2 and (shape := _shape(literal)):
                found.setdefault(shape, []).append(literal)
    return found


def varied(case: ProgramCase, contents: Contents, drawn: random.Random) -> ProgramCase | None:
    """The case with other contents and numbers; None where its program then has no value."""
    text, table = _exchanged(case, contents, drawn)
    text, numbers = _renumbered(text, case.program, table, drawn)
    program = _replaced(case.program, table, numbers)
    some = [literal for literal in literals(program) if isinstance(literal, str)]
    if drawn.random() < BEFORE_SHARE:
        is_sentence = text[:2].istitle() and text[:1] != "I" and not any(text.startswith(one) for one in some if one)
        text = drawn.choice(_BEFORE) + (text[0].lower() + text[1:] if is_sentence else text)
    if drawn.random() < BEHIND_SHARE and text[-1:].isalnum() and not any(text.endswith(one) for one in some if one):
        text += drawn.choice(_BEHIND)
    if drawn.random() < SMALL_SHARE and all(one == one.lower() for one in some):
        text = text.lower()
    try:
        work(program, TODAY)
    except ProgramError:
        return None
    return ProgramCase(text, program)


def _exchanged(case: ProgramCase, contents: Contents, drawn: random.Random) -> tuple[str, dict[str, str]]:
    """The text with other contents, and which stands for which."""
    text, table = case.text, dict[str, str]()
    some = list(dict.fromkeys(literal for literal in literals(case.program) if isinstance(literal, str)))
    for literal in some:
        shape = _shape(literal) if len(literal) > 2 else None
        overlaps = any(literal != other and (literal in other or (len(other) > 2 and other in literal)) for other in some)
        if shape is None or overlaps or drawn.random() > CONTENT_SHARE or text.count(literal) != 1:
            continue
        begin = text.find(literal)
        end = begin + len(literal)
        new = drawn.choice(contents[shape])
        if text[begin - 1 : begin].isalnum() or text[end : end + 1].isalnum() or new in text or new in table.values():
            continue
        table[literal], text = new, text[:begin] + new + text[end:]
    return text, table


def _renumbered(text: str, program: Program, table: Mapping[str, str], drawn: random.Random) -> tuple[str, dict[Fraction, Fraction]]:
    """The text with other whole numbers in digits, and which stands for which."""
    some = {literal for literal in literals(program) if isinstance(literal, Fraction)}
    numbers: dict[Fraction, Fraction] = {}
    for number in sorted(some):
        if number.denominator != 1 or number < 2 or drawn.random() > NUMBER_SHARE:
            continue
        found = list(re.finditer(rf"(?<![\w.,]){number}(?!\w|[.,]\d)", text))
        new = number + (drawn.choice((-2, -1, 1, 2, 3)) if number < 12 else drawn.randint(-min(int(number) - 2, 30), 40))
        if len(found) != 1 or new < 2 or new in some or new in numbers.values() or any(str(number) in one for one in table.values()):
            continue
        numbers[number], text = new, text[: found[0].start()] + str(new) + text[found[0].end() :]
    return text, numbers


def _replaced(program: Program, texts: Mapping[str, str], numbers: Mapping[Fraction, Fraction]) -> Program:
    if isinstance(program, Call):
        return Call(program.name, tuple(_replaced(argument, texts, numbers) for argument in program.arguments))
    if isinstance(program, str):
        return texts.get(program, program)
    return numbers.get(program, program) if isinstance(program, Fraction) else program


def _shape(literal: str) -> str | None:
    for pattern, name in _SHAPES.items():
        if re.fullmatch(pattern, literal):
            return name
    if _PHRASE.fullmatch(literal):
        return f"{min(literal.count(' '), 5)} blanks"
    if _LIST.fullmatch(literal):
        return f"{literal.count(',')} commas{' and' * (' and ' in literal)}{' or' * (' or ' in literal)}"
    return None
