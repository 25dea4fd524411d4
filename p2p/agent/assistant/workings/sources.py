"""Where in a request the items stand that it asks something of."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from string import ascii_lowercase

from p2p.agent.assistant.language.subjects import QUOTE, Quoted
from p2p.agent.assistant.language.tokens import tokens_of
from p2p.agent.assistant.workings.vocabulary import WORDS

SOURCE = "\u241f999\u241f"
"""Stands for the items in the words that ask."""
_ASKING = frozenset({"op", "fill", "say", "give", "exact", "limit", "sign", "pair", "nth", "each", "times", "twice"})
_UNLIKELY = re.compile(
    r"[.!?]\s|\s\(|\btimes\b|\d (?:up |down )?to \d|\b(?:key|value|object)\b|^(?:how|what|which|who|when|where|why|count|calculate)\b",
    re.IGNORECASE,
)
MAX_MARKS = 12
"""So many marks of a request may part its items from what is asked of them."""
MAX_SOURCES = 32
"""So many places of a request may hold its items."""
_JOINTS = r"\s*[,;|+]\s*(?:(?:and|or)\s+)?|\s+(?:and|or|&)\s+|\s+[/–—>-]\s+|\s*\n\s*"
_LIST_JOINT = re.compile(_JOINTS)
_GROUP = re.compile(rf"{QUOTE}(?:(?:\s*[,;/]\s*(?:(?:and|or)\s+)?|\s+(?:and|or|to)\s+(?:the (?:word|name) )?|\s+){QUOTE})*")
_SET = re.compile(r"(?P<open>[{\[<(])(?P<text>[^{}\[\]<>()]*)[}\])>]")
_MARK = re.compile(
    r":(?=\s)|\n|\s[-–—]+\s|\s?<-+\s|\s?-+>\s|\s?→\s|\s*(?:\.\.\.|…|,?\s\?)(?=\s)|,\s(?=(?:what|which|whats|next|give|say|write)\b)|[.!?](?=\s)"
)
_STOP = re.compile(r"[.!?;](?=\s)|,\s|\s[-–—(]+\s?|\n")
_ALPHABET = re.compile(r"(?<=letter )of the (?:\w+ )?alphabet\b", re.IGNORECASE)
_ITEM = r"[^\s,;:.?!()␟]+(?:\.[^\s,;:.?!()␟]+)*"
_LONG = re.compile(rf"{_ITEM}(?:,\s+(?!and\b|or\b){_ITEM}(?:\s(?!and\b|or\b){_ITEM}){{0,2}}?)+,?\s+(?:and|or)\s+{_ITEM}")
_COMMAS = re.compile(rf"{_ITEM}(?:[,;]\s*{_ITEM}(?:\s{_ITEM}(?=[,;.?!:]|\s[-–—(]|$))?)+")
_COUPLE = re.compile(rf"{_ITEM}\s+(?:and|or)\s+{_ITEM}")
_NO_THING = r"(?!(?:(?:of|from|in|on)\s+)?(?:the|an?|my|your|his|her|our|their)\s+\w+\s*(?:[,.?!;:(]|$))"
"""What is only named, as in "the last word in the argument", is not given."""
_BARE = re.compile(
    rf"\b(?:of|from|in|on|out of|words?|names?|term|does|do|has|say|write|spell|put|each|number|string|abbreviate|year)[:,]?\s+(?P<text>{_NO_THING}(?!the\b|out\b|these\b|this\b|each\b|every\b|it\b|them\b|that\b|a\b){_ITEM}(?:\s{_ITEM})*?)(?:'s)?(?=[,.?!;(]|$|\s(?:and|with|in|using|by|end|ends|start|starts|begin|begins|have|has|as|into|for|on|but|all|backwards?|one|is|keeping|without|separated|joined|please)\b|\s[-–—(])",
    re.IGNORECASE,
)
_OWNER = re.compile(r"(?P<text>\b[A-Z][\w-]+(?:\s[A-Z][\w-]+)+)'s(?=\s)")
_CLAUSE = re.compile(rf"\b(?:of|from|in|out of|words?|name)\s+(?P<text>{_NO_THING}[^,.?!;:()␟]+)(?=[,.?!;:(]|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Source:
    """The text that items stand in, the items where it is a list, what stands between them, and the words that ask with a mark in its place."""

    text: str
    items: tuple[str, ...]
    joint: str
    ask: str
    is_marked: bool = False
    lead: int = 0

    @property
    def num_asking(self) -> int:
        """How many words of it may ask, where no quotes set it apart."""
        if self.is_marked:
            return 0
        tokens = [token for token in tokens_of(self.text, WORDS) if token.words[0].isalpha()]
        num_asking = sum(1 if token.concept == "fill" or token.value == "remark" else 2 for token in tokens if token.concept in _ASKING)
        return num_asking + 9 * len(_UNLIKELY.findall(self.text))

    @property
    def is_likely(self) -> bool:
        """Whether it reads like what is given, not like what is asked."""
        return self.num_asking <= max(len(self.text.split()) // 2, 3 * (len(self.items) > 2)) + self.lead

    @property
    def is_list(self) -> bool:
        """Whether it is a list, not a text nor a word."""
        return len(self.items) > 1


def sources_of(said: Quoted) -> list[Source]:
    """All places of a request that may hold its items, the likeliest first."""
    found: dict[tuple[str, str], Source] = {}
    for source in islice(_all(said), 4 * MAX_SOURCES):
        if source.text and source.ask.strip() != SOURCE and len(found) < MAX_SOURCES:
            found.setdefault((source.text, source.ask), source)
    return list(found.values())


def _all(said: Quoted) -> Iterator[Source]:
    groups = sorted(_GROUP.finditer(said.text), key=lambda match: -len(re.findall(QUOTE, match.group())))
    for match in groups:
        marks = re.findall(QUOTE, match.group())
        items: tuple[str, ...] = tuple(said.plain(mark) for mark in marks)
        ask = _without(said.text, *match.span())
        yield (
            Source(", ".join(items), items, ", ", ask, is_marked=True)
            if len(items) > 1
            else listed(said.plain(marks[0]), ask, is_quoted=True)
        )
    for match in _ALPHABET.finditer(said.text):
        yield Source(ascii_lowercase, (), "", _without(said.text, *match.span()), is_marked=True)
    for match in _SET.finditer(said.text):
        if match["open"] != "(":
            yield listed(said.plain(match["text"]).strip(), _without(said.text, *match.span()))
    yield from _behind_marks(said)
    for pattern in (_COMMAS, _LONG):
        for match in pattern.finditer(said.text):
            for end in _ends(match.group()):
                source = listed(said.plain(match.group()[:end]), _without(said.text, match.start(), match.start() + end))
                if len(source.items) > 2 or not re.search(r"[,;]\s", source.text):
                    yield source
    for match in _COUPLE.finditer(said.text):
        yield listed(said.plain(match.group()), _without(said.text, *match.span()))
    for match in _OWNER.finditer(said.text):
        text = re.sub(r"^(?:give|write|say|print|show|what are|name)\s+", "", match["text"], flags=re.IGNORECASE)
        yield replace(listed(text, f"{said.text[: match.end() - 2 - len(text)]} {SOURCE} {said.text[match.end() :]}"), is_marked=True)
    for match in (*_BARE.finditer(said.text), *_CLAUSE.finditer(said.text)):
        if any(token.is_content or (token.value.isdecimal() and token.words[0].isdecimal()) for token in tokens_of(match["text"])):
            yield listed(said.plain(match["text"]), _without(said.text, *match.span("text")), is_bare=True)


def _behind_marks(said: Quoted) -> Iterator[Source]:
    """The texts behind a mark, up to its end or to a later mark, and those before one."""
    text = said.text
    marks = list(_MARK.finditer(text))
    for mark in marks if len(marks) <= MAX_MARKS else [*marks[: MAX_MARKS // 2], *marks[-MAX_MARKS // 2 :]]:
        start = mark.end() + len(text[mark.end() :]) - len(text[mark.end() :].lstrip())
        is_stop = mark.group().strip(" ")[:1] in ".!?…,"
        ends = [] if is_stop else [len(text), *(stop.start() for stop in reversed(list(_STOP.finditer(text, start))[:8]))]
        for end in ends:
            body = text[start:end].rstrip()
            if body and not re.search(QUOTE, body):
                source = listed(said.plain(body), f"{text[: mark.start()]} : {SOURCE} {text[end:]}")
                yield replace(source, lead=3 * (end == len(text) and mark.group()[0] in ":\n"))
        body = text[: mark.start() + is_stop].strip()
        if re.search(QUOTE, body):
            continue
        source = listed(said.plain(body), f"{SOURCE} . {text[mark.end() :]}")
        if not source.num_asking:
            yield source
        head = re.match(r"[^:\n]*:\s", body)
        if head is not None:
            yield listed(said.plain(body[head.end() :]), f"{body[: head.end()]} {SOURCE} . {text[mark.end() :]}")


def _ends(text: str) -> Iterator[int]:
    """Where a list may end: with its last item, with the first word of that, or before it."""
    last = max(mark.end() for mark in re.finditer(r"[,;]\s*", text))
    yield len(text)
    if " " in text[last:]:
        yield last + text[last:].index(" ")
    if re.search("[,;]", text[: last - 2]):
        yield len(text[:last].rstrip(" ,;"))


def _without(text: str, start: int, end: int) -> str:
    return f"{text[:start]} {SOURCE} {text[end:]}"


def listed(text: str, ask: str, *, is_quoted: bool = False, is_bare: bool = False) -> Source:
    """A text with its items, where it reads like a list: short parts, the like of commas between them."""
    text = re.sub(r"[\s,;]*(?:\.\.\.|…|_+|\?)$|,$", "", text.strip()) if not is_quoted else text.strip()
    inner = text.strip("[]{}") if re.fullmatch(r"[\[{][^\[\]{}]*[\]}]", text) else text
    if re.fullmatch(r"\w(?:[-. ]\w){2,}", inner):
        return Source(inner, tuple(inner[::2]), inner[1:2], ask, is_quoted)
    inner = inner if is_quoted or re.search(r"\w\.\w+$", inner) else inner.rstrip(".?!")
    joints = _LIST_JOINT.findall(inner)
    items = tuple(item.strip("'\"") for item in _LIST_JOINT.split(inner)) if joints and not is_bare else ()
    is_short = bool(items) and max(len(item.split()) for item in items) <= 3 and all(items)
    is_prose = is_quoted and (re.search(r"[.?!]$", text) is not None or max((len(item.split()) for item in items), default=0) > 2)
    if not is_short or is_prose or (is_quoted and not re.search(r"[,;|/\n]", inner)):
        return Source(inner, (), " ", ask, is_quoted)
    first = next((joint for joint in joints if not re.search(r"\w", joint)), ", ")
    return Source(inner, items, ", " if first == "," else first, ask, is_quoted)
