"""Finds the numbers of a document's prose, in digits and in words, and crosses out those that are accounted for."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from inspect import getsource

WORDS = {
    2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine", 10: "ten", 11: "eleven", 12: "twelve",
    13: "thirteen", 14: "fourteen", 15: "fifteen", 16: "sixteen", 17: "seventeen", 18: "eighteen", 19: "nineteen", 20: "twenty",
    30: "thirty", 40: "forty", 50: "fifty", 60: "sixty", 70: "seventy", 80: "eighty", 90: "ninety", 100: "hundred", 1000: "thousand",
    10**6: "million",
}  # fmt: skip
PARTS = {Fraction(1, whole): name for whole, name in ((2, "half"), (4, "quarter"), (5, "fifth"), (10, "tenth"))}
SPELLED = "|".join((*WORDS.values(), *PARTS.values(), "thirds", "dozen", "twice"))
NUMBER = re.compile(
    rf"(?<![\w.:/^-])[0-9]+(?:,[0-9]{{3}})*(?:\.[0-9]+)*(?:e[+-]?[0-9]+|[⁰¹²³⁴⁵⁶⁷⁸⁹]+)?(?!\w)|\b(?:{SPELLED})s?\b(?!-)", re.IGNORECASE
)
"""A name that has digits (SHA-256, int8, arXiv:1610.02132) is none; nor is `one`."""
NO_PROSE = (
    r"<!--[^>]*written by.*?<!-- end.*?-->",
    r"`[^`\n]*`",
    r"\]\([^)]*\)|https?://\S+",
    r"^(?:#+|) *[0-9]+\. ",
)
"""Blocks that a generator writes, what is typed or read literally, the targets of links, the numbers of lists and headings."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A piece of text in which each `{}` is a value that the project has, in digits or in words."""

    text: str
    values: tuple[object, ...]

    @property
    def pattern(self) -> str:
        """The text as an expression; line breaks count as blanks."""
        pieces = [re.escape(piece) for piece in self.text.split("{}")]
        assert len(pieces) == len(self.values) + 1, self.text
        spelled = [rf"(?<![\w.,])(?:{'|'.join(map(re.escape, spellings(value)))})(?!\w|[.,]\d)" for value in self.values]
        joined = "".join(piece + value for piece, value in zip(pieces, [*spelled, ""], strict=True))
        return re.sub(r"(?:\\ )+", r"\\s+", joined)


def said(text: str, *values: object) -> Claim:
    """A claim of the tables."""
    return Claim(text, values)


def part_of(where: object, what: str) -> Fraction:
    """The part of `what` that code takes, by the one division of it that the code has: what 1 or `* n` is divided by."""
    [(times, whole)] = re.findall(rf"{re.escape(what)}(?: \* (\d+))? // (\d+)", getsource(where))
    return Fraction(int(times or 1), int(whole))


def spellings(value: object) -> tuple[str, ...]:
    """The ways in which a document may write a value."""
    if isinstance(value, Fraction):
        return (PARTS[value],) if value in PARTS else spellings(float(value))
    if not isinstance(value, int | float):
        return (str(value),)
    digits = (f"{value:,}", str(value), *((f"{int(value):,}", str(int(value))) if value == int(value) else ()))
    return (*digits, *((WORDS[int(value)],) if value in WORDS else ()))


def blanked(text: str, pattern: str) -> str:
    """The text without what matches, every other character where it was."""
    return re.sub(pattern, lambda match: re.sub(r"[^\n]", " ", match[0]), text, flags=re.DOTALL | re.MULTILINE | re.IGNORECASE)


def prose(text: str, held: Iterable[str] = ()) -> str:
    """The text without what is no prose, and without what matches `held`, which another test follows."""
    for pattern in (*held, *NO_PROSE):
        text = blanked(text, pattern)
    return text


def crossed_out(text: str, prose: str, pattern: str) -> tuple[str, int]:
    """The prose without the numbers in what matches in the text, and how often it matches."""
    spans = [match.span() for match in re.finditer(pattern, text, re.IGNORECASE | re.MULTILINE)]
    for start, end in spans:
        prose = prose[:start] + re.sub(r"[^\n]", " ", prose[start:end]) + prose[end:]
    return prose, len(spans)


def numbers(prose: str) -> Iterator[tuple[int, str]]:
    """Each number, with its line."""
    return ((prose.count("\n", 0, match.start()) + 1, match[0]) for match in NUMBER.finditer(prose))


def section_of(text: str, offset: int) -> str:
    """The section, from heading to heading, in which an offset lies."""
    starts = [0, *(match.start() for match in re.finditer(r"^#+ ", text, re.MULTILINE)), len(text)]
    begin = max(start for start in starts if start <= offset)
    return text[begin : min(start for start in starts if start > offset)]
