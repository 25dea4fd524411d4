"""The texts that a request gives by a label or behind its last colon, and the request without them."""

import re

from p2p.agent.assistant.language.subjects import QUOTE, Quoted

_LABEL = r"(?:note|words?|list|texts?|sentences?|message|string|number|grade|score|statement|claim|input|phrase|names?|line|value|question|passage|answer|case|entry|title|pair|letters?|code|age|items?)"
_LABELLED = re.compile(
    rf"(?:(?:^|(?<=[.?!;,\n]))\s*(?P<opens>(?:here(?:'s| is| are)|read|take|look at|consider)?\s*(?:the|my|this|your|our|a)?\s*))?\b(?P<label>{_LABEL})\s*(?P<sign>:|is:|are:|reads?:?|says:?|goes:?|(?:is|was)(?=\s+{QUOTE}))\s*(?P<value>{QUOTE}|[^.?!\n]+?(?=[.?!]*\s*$|[.?!]\s+[A-Z]))",
    re.IGNORECASE,
)
_TRAILING = re.compile(r":\s*(?P<value>[^:.?!\n]+?)[.?!]*\s*$")
_ASKS = re.compile(r"\b(?:if|say|reply|answer|write|print|otherwise|else|respond|return|output)\b", re.IGNORECASE)


def set_apart(said: Quoted) -> tuple[Quoted, tuple[str, ...]]:
    """The request without the texts that it gives, and these; where none is labelled, the first that it quotes."""
    found: list[str] = []

    def put_aside(match: re.Match[str]) -> str:
        if _ASKS.search(match["value"]):
            return match.group()
        found.append(said.plain(match["value"]).strip())
        return ". " if match["opens"] is not None else match["label"]

    text = _LABELLED.sub(put_aside, said.text)
    if not found and (match := _TRAILING.search(text)) and not _ASKS.search(match["value"]):
        found.append(said.plain(match["value"]).strip())
        text = text[: match.start()]
    if not found and (first := re.search(QUOTE, said.text)) and not _ASKS.search(said.text[max(0, first.start() - 12) : first.start()]):
        found.append(said.plain(first.group()))
    return Quoted(text, said.quotes), tuple(found)
