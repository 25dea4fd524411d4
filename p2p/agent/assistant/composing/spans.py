"""Where in a request the text may stand that it is about: between any two marks, in quotes, a list, words behind a verb."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from p2p.agent.assistant.composing.given import Given, Span
from p2p.agent.assistant.language.subjects import Quoted
from p2p.agent.assistant.language.tokens import Token

MAX_MARKS = 8
"""Between so many marks of a request its text may stand."""
MAX_WORDS = 8
"""So many words behind a verb may be the text."""
MAX_SPANS = 90
"""So many places of a request may hold its text."""
_MARKS = frozenset({"colon", "stop", "comma", "semicolon", "break", "dash"})
_TRIGGERS = frozenset(
    {
        "say",
        "give",
        "word",
        "text",
        "around",
        "between",
        "start",
        "end",
        "numbered",
        "spell",
        "add",
        "upper",
        "lower",
        "weak",
        "letter",
        "hashtag",
        "item",
        "exact",
        "reverse",
        "sort",
        "number",
        "drop",
        "fill",
        "join",
        "continue",
        "list",
        "times",
        "replace",
        "swap",
        "polite",
        "not",
    }
)
_PART = r"\s*[,;|]\s*(?:(?:and|or|then)\s+)?|\s+(?:and then|and|or|then|&)\s+|\s+[/–—>+-]+\s+|\s*\n\s*"
_PARTS = re.compile(_PART)
FORM = frozenset(
    {
        "newline", "bullet", "numbered", "lettered", "checkbox", "hashtag", "json", "upper", "lower", "title", "capitalise", "between", "around",
        "start", "end", "signoff", "reverse", "sort", "swap", "drop", "replace", "instead", "exact", "spell", "inwords", "times", "twice", "nospace",
        "space", "sign", "pair", "each", "not", "glued", "say", "give", "nth", "last", "where", "keep", "limit", "word", "letter", "digits", "endline", "item",
    }
)  # fmt: skip
"""Concepts that a text is unlikely to be made of."""


def spans_of(said: Quoted, tokens: Sequence[Token]) -> list[Span]:
    """All places that may hold the text, once each."""
    found: dict[tuple[int, int, int], Span] = {}
    for span in _all(said, tokens):
        if len(found) >= MAX_SPANS:
            break
        if span.given.text:
            found.setdefault((span.first, span.last, len(span.given.items)), span)
            if span.given.is_list and span.kind not in ("quotes", "set"):
                found.setdefault((span.first, span.last, 0), replace(span, given=replace(span.given, items=())))
    return list(found.values())


def _all(said: Quoted, tokens: Sequence[Token]) -> Iterator[Span]:
    yield from _quotes(said, tokens)
    yield from _lists(said, tokens)
    yield from _between_marks(said, tokens)
    yield from _behind_verbs(said, tokens)


def _span(said: Quoted, tokens: Sequence[Token], first: int, last: int, kind: str) -> Span:
    start, end = tokens[first].start, tokens[last - 1].end
    if last < len(tokens) and tokens[last].words[:1] in ("?", "!") and kind == "marks":
        end = tokens[last].end
    text = said.text[start:end]
    left = tokens[first - 1].concept if first else "start"
    right = tokens[last].concept if last < len(tokens) else "end"
    return Span(first, last, given_of(said, text, kind), kind, left, right)


def given_of(said: Quoted, text: str, kind: str) -> Given:
    """A text with its items, where it reads like a list."""
    inner = said.plain(text).strip() if kind == "quote" else text.strip()
    inner = inner[1:-1] if re.fullmatch(r"\([^()]*\)|\[[^\[\]]*\]", inner) else inner
    items = tuple(said.plain(item).strip() for item in _PARTS.split(inner.rstrip(".") if not re.search(r"\.\w+$", inner) else inner))
    joints = _PARTS.findall(inner)
    is_list = len(items) > 1 and all(items) and max(len(item.split()) for item in items) <= 5
    joint = next((joint for joint in joints if not re.search(r"[a-z&]", joint)), ", ")
    joint = "; " if joint == ";" else ", " if joint.strip() == "," and joint != "," else joint
    return Given(said.plain(text).strip(), items if is_list else (), joint, is_quoted=kind == "quote")


def _quotes(said: Quoted, tokens: Sequence[Token]) -> Iterator[Span]:
    quotes = [place for place, token in enumerate(tokens) if token.concept == "quote"]
    for place in quotes[:6]:
        yield _span(said, tokens, place, place + 1, "quote")
    if len(quotes) > 1:
        between = tokens[quotes[0] : quotes[-1] + 1]
        if all(token.concept in ("quote", "comma", "semicolon") or token.words in ("and", "or", "then") for token in between):
            items = tuple(said.plain(tokens[place].words) for place in quotes)
            left = tokens[quotes[0] - 1].concept if quotes[0] else "start"
            right = tokens[quotes[-1] + 1].concept if quotes[-1] + 1 < len(tokens) else "end"
            yield Span(quotes[0], quotes[-1] + 1, Given(", ".join(items), items, ", ", is_quoted=True), "quotes", left, right)


def _lists(said: Quoted, tokens: Sequence[Token]) -> Iterator[Span]:
    """Runs of short items with commas or "and" between them, wherever they stand, and what is in brackets."""
    starts = {token.start: place for place, token in enumerate(tokens)}
    for match in re.finditer(r"[(\[]([^()\[\]]*,[^()\[\]]*)[)\]]", said.text):
        first = next((place for start, place in starts.items() if start >= match.start(1)), None)
        last = next((place for place, token in enumerate(tokens) if token.start >= match.end(1)), len(tokens))
        if first is not None and first < last:
            yield _span(said, tokens, first, last, "set")
    place = 0
    while place < len(tokens):
        last = place
        ends: list[int] = []
        while (size := _item(tokens, last)) and last + size < len(tokens):
            following = tokens[last + size]
            if following.concept in ("comma", "semicolon") or following.words in ("and", "or", "then", "&"):
                ends.append(last + size)
                last += size + 1
                if last < len(tokens) and tokens[last].words in ("and", "or", "then"):
                    last += 1
            else:
                break
        if ends:
            size = _item(tokens, last)
            stops = [last + number for number in range(1, size + 1)] if size else []
            for stop in [*reversed(stops[:3]), *([ends[-1]] if len(ends) > 1 else [])]:
                if stop <= len(tokens):
                    for start in range(place, min(place + 3, ends[0])):
                        yield _span(said, tokens, start, stop, "list")
            place = max(place + 1, last)
        else:
            place += 1


def _item(tokens: Sequence[Token], place: int) -> int:
    """Of how many words an item at a place may be."""
    size = 0
    while (
        place + size < len(tokens)
        and size < 3
        and tokens[place + size].concept not in _MARKS
        and tokens[place + size].words not in ("and", "or", "then", "&", "?", ".")
    ):
        size += 1
    return size


def _between_marks(said: Quoted, tokens: Sequence[Token]) -> Iterator[Span]:
    marks = [place for place, token in enumerate(tokens) if token.concept in _MARKS]
    marks = marks if len(marks) <= MAX_MARKS else [*marks[: MAX_MARKS // 2], *marks[-MAX_MARKS // 2 :]]
    starts, ends = [0, *(mark + 1 for mark in marks)], [*marks, len(tokens)]
    pairs = [(start, end) for start in starts for end in ends if start < end]
    for start, end in sorted(pairs, key=lambda pair: _worth(tokens, *pair)):
        yield _span(said, tokens, start, end, "marks")


def _worth(tokens: Sequence[Token], first: int, last: int) -> tuple[int, int]:
    """Less is likelier: behind a colon up to the end, then few words that ask."""
    is_behind = first > 0 and tokens[first - 1].concept in ("colon", "break")
    return (0 if is_behind else 1, sum(token.concept in FORM for token in tokens[first:last]))


def _behind_verbs(said: Quoted, tokens: Sequence[Token]) -> Iterator[Span]:
    for place, token in enumerate(tokens):
        if token.concept == "sign" and place and tokens[place - 1].concept == "number":
            left, right = tokens[place - 1].concept, tokens[place + 1].concept if place + 1 < len(tokens) else "end"
            yield Span(place, place + 1, Given(token.value, is_sign=True), "sign", left, right)
        is_open = place == 0 or tokens[place - 1].concept in _TRIGGERS | _MARKS
        if not is_open or token.concept in _MARKS:
            continue
        for last in range(place + 1, min(place + 1 + MAX_WORDS, len(tokens)) + 1):
            following = tokens[last] if last < len(tokens) else None
            if tokens[last - 1].concept in _MARKS:
                break
            is_end = following is None or following.concept in _MARKS | FORM | {"weak", "number", "symbol"}
            if is_end and not all(near.concept in ("weak", "fill") for near in tokens[place:last]):
                yield _span(said, tokens, place, last, "words")
