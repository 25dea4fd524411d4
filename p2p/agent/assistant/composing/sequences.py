"""Texts that a request only describes: numbers or letters from one to another, and what it wants on each line."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from p2p.agent.assistant.composing.given import Given, Span
from p2p.agent.assistant.language.subjects import Quoted
from p2p.agent.assistant.language.tokens import Token

MAX_NUMBERS = 500
_AMID = frozenset(
    {
        "to",
        "weak",
        "count",
        "fill",
        "start",
        "end",
        "down",
        "symbol",
        "join",
        "polite",
        "say",
        "exact",
        "continue",
        "comma",
        "dash",
        "each",
        "stop",
    }
)
_OF_RANGE = frozenset({"count", "down", "even", "odd", "step", "multiple", "to", "descending", "continue", "alternate"})
_LINE_MARK = re.compile(
    r"(?:^|(?<=[\s,;.:(]))(?:(?:in|on|and|then|the|as|for|have|put|is|has|make|with) )*"
    r"(?:(?:line|row|l|row number|line number|line no\.?)\s*#?(?P<number>[1-9]|one|two|three|four|five|six)|(?P<nth>first|second|third|fourth|fifth|last|1st|2nd|3rd|4th|top|upper|lower|bottom|middle|next|other)(?: (?P<noun>line|row|one|deck|part|half|of these|of them))?)"
    r"(?=\W|$)(?:\s*(?::|-|=|,|(?:should |must |shall |will |is to |has to |ought to )?(?:is|be|reads?|says?|say|goes|comes|has|holds|gets|contains?|carries|saying|reading|with|the text|the word|the words)(?=\s)))*\s*",
    re.IGNORECASE,
)
_PLACES = {
    **{word: place for place, word in enumerate(("first", "second", "third", "fourth", "fifth"))},
    **{word: place for place, word in enumerate(("one", "two", "three", "four", "five", "six"))},
    **{word: place for place, word in enumerate(("1st", "2nd", "3rd", "4th"))},
    "top": 0, "upper": 0, "middle": 50, "next": 51, "other": 51, "lower": 98, "bottom": 98, "last": 99,
}  # fmt: skip
_TRAILING = re.compile(r"(?:[\s,;:]|\b(?:and|then|in|on|the|please|thanks?|as|for|but)\b)*$", re.IGNORECASE)


def ranges_of(tokens: Sequence[Token]) -> Iterator[Span]:
    """The numbers or letters from one to another, up or down, in steps, even or odd."""
    ends = [place for place, token in enumerate(tokens) if _end(token) is not None]
    for first, last in pairwise(ends):
        between = tokens[first + 1 : last]
        if not between or len(between) > 8 or any(token.concept not in _AMID for token in between):
            continue
        is_told = any(token.concept in ("start", "end", "count", "continue") for token in between)
        if not is_told and any(token.concept in ("comma", "stop") for token in between):
            continue
        is_to = any(token.concept == "to" or token.words in ("..", "...", "…", "–") for token in between)
        is_between = any(token.words == "and" for token in between) and any(
            token.words == "between" for token in tokens[max(0, first - 3) : first]
        )
        if not (is_to or is_between):
            continue
        if (span := _range(tokens, first, last, _end(tokens[first]), _end(tokens[last]))) is not None:
            yield span
    counts = any(token.words in ("count", "countdown") for token in tokens)
    if counts and len(ends) == 1:
        is_down = any(token.concept in ("down", "reverse") for token in tokens)
        number = _end(tokens[ends[0]])
        if isinstance(number, int):
            span = _range(tokens, ends[0], ends[0], *((number, 1) if is_down else (1, number)))
            if span is not None:
                yield span


def _end(token: Token) -> int | str | None:
    if token.concept == "number" and re.fullmatch(r"-?\d+", token.value) and not (token.words.endswith("s") and token.words.isalpha()):
        return int(token.value)
    return token.words if re.fullmatch(r"[a-z]", token.words) and token.concept in ("unknown", "weak") else None


def _range(tokens: Sequence[Token], first: int, last: int, start: int | str | None, end: int | str | None) -> Span | None:
    if isinstance(start, str) and isinstance(end, str):
        codes = range(ord(start), ord(end) + (1 if end >= start else -1), 1 if end >= start else -1)
        return _spanned(tokens, first, last, [chr(code) for code in codes], set())
    if not isinstance(start, int) or not isinstance(end, int):
        return None
    masked = {
        place
        for place, token in enumerate(tokens)
        if token.concept in _OF_RANGE
        or token.words in ("digit", "numeral", "figure", "odd", "even", "backward", "backwards", "inclusive", "included")
    }
    size = 1
    for place, token in enumerate(tokens):
        is_plural = token.concept == "number" and token.words.isalpha() and token.words.endswith("s")
        before = tokens[place - 1] if place else None
        is_step = (
            before is not None
            and token.concept == "number"
            and place not in (first, last)
            and (before.concept == "step" or before.words in ("by", "step", "steps", "of"))
        )
        if is_plural or is_step:
            size = abs(int(token.value)) or 1
            masked |= {place, *([place - 1] if is_step else [])}
    is_down = any(token.concept in ("down", "descending") or token.words in ("backwards", "backward", "back") for token in tokens)
    if is_down and start < end:
        start, end = end, start
    if abs(end - start) // size > MAX_NUMBERS:
        return None
    numbers = list(range(start, end + (1 if end >= start else -1), size if end >= start else -size))
    parity = next((token.words for token in tokens if token.words in ("even", "odd")), None)
    if parity:
        numbers = [number for number in numbers if (number % 2 == 1) is (parity == "odd")]
    return _spanned(tokens, first, last, [str(number) for number in numbers], masked)


def _spanned(tokens: Sequence[Token], first: int, last: int, items: Sequence[str], masked: set[int]) -> Span | None:
    if len(items) < 2:
        return None
    masked = masked | {
        place for place in (first - 1,) if place >= 0 and tokens[place].words in ("from", "between", "of", "beginning", "starting", "at")
    }
    masked = masked | {
        place
        for place in (first - 1, first - 2)
        if place >= 0
        and tokens[place].concept in ("start", "between")
        and any(token.words in ("at", "from", "with", "and") for token in tokens[place:last])
    }
    right = tokens[last + 1].concept if last + 1 < len(tokens) else "end"
    left = tokens[first - 1].concept if first else "start"
    return Span(first, last + 1, Given(", ".join(items), tuple(items), ", "), "range", left, right, frozenset(masked))


def lines_of(said: Quoted, tokens: Sequence[Token]) -> Iterator[Span]:
    """What is to stand on each line, in the order of the lines that are named."""
    text = said.text
    marks = list(_LINE_MARK.finditer(text))
    if not 1 < len(marks) <= 8:
        return
    found: list[tuple[int, str]] = []
    for place, mark in enumerate(marks):
        end = marks[place + 1].start() if place + 1 < len(marks) else len(text)
        piece = re.split(r"[.;!?](?=\s)|,\s|\n", text[mark.end() : end].strip(" ,;:"), maxsplit=1)[0]
        piece = _TRAILING.sub("", piece).strip(" .")
        name = (mark["number"] or mark["nth"]).casefold()
        found.append((_PLACES.get(name, int(name) - 1 if name.isdecimal() else 0), said.plain(piece)))
    named = {place for place, _ in found}
    if len(named) == len(found) and all(piece for _, piece in found):
        items = tuple(piece for _, piece in sorted(found))
        yield Span(0, len(tokens), Given("\n".join(items), items, "\n"), "lines", "start", "end")
