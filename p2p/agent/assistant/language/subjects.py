"""What a request is about: the text in quotes, after a colon or after its last preposition; lists in it."""

import re
from dataclasses import dataclass

_QUOTE = re.compile(r"(?<!\w)'((?:[^']|(?<=\w)'(?=\w))*)'(?!\w)|\"([^\"]*)\"|“([^”]*)”|‘([^’]*)’|«([^»]*)»|`([^`]*)`")
_LONG_BLANKS = re.compile(rf"(?P<quote>{_QUOTE.pattern})|(?P<kept>\s{{4}})\s+")
MAX_REQUEST = 20_000
"""So many characters a request may have."""
MAX_ASKING = 1500
"""So many characters may ask: those that are neither quoted nor stand behind the first colon or line."""
_MARK = "\u241f"
"""Stands for a quoted text in the words around it, followed by its number."""
_LIST_PARTS = re.compile(r"\s*[,;]\s*(?:and\s+|or\s+)?|\s+(?:and|or)\s+|\s*\n\s*")


@dataclass(frozen=True, slots=True)
class Quoted:
    """A request with marks in place of what it quotes, and the quotations."""

    text: str
    quotes: tuple[str, ...]

    def restored(self, text: str) -> str:
        """`text`, a part of the request, with its quotations and their marks again."""
        return re.sub(rf"{_MARK}(\d+){_MARK}", lambda match: f"'{self.quotes[int(match.group(1))]}'", text)

    def plain(self, text: str) -> str:
        """`text`, a part of the request, with what is quoted in it but not the marks of quotation."""
        return re.sub(rf"{_MARK}(\d+){_MARK}", lambda match: self.quotes[int(match.group(1))], text)


def quoted(text: str) -> Quoted:
    """`text` with its quotations set aside; a mark of its own is a blank, for it stands for nothing."""
    quotes: list[str] = []

    def put_aside(match: re.Match[str]) -> str:
        quotes.append(next(group for group in match.groups() if group is not None))
        return f"{_MARK}{len(quotes) - 1}{_MARK}"

    return Quoted(_QUOTE.sub(put_aside, text.replace(_MARK, " ")), tuple(quotes))


def bounded(request: str) -> str | None:
    """A request that takes little time to read, a long text behind its first colon or line in quotes; None where it asks at too great length."""
    if len(request) > MAX_REQUEST:
        return None
    text = _LONG_BLANKS.sub(lambda match: match["quote"] or match["kept"], request.strip())
    if len(quoted(text).text) <= MAX_ASKING:
        return text
    head, mark, payload = re.match(r"([^:\n]*)([:\n]?)(.*)", text, re.DOTALL).groups()  # pyright: ignore[reportOptionalMemberAccess]
    pair = next((pair for pair in ('""', "“”", "«»", "``") if set(pair).isdisjoint(payload)), None)
    return f"{head}{mark} {pair[0]}{payload.strip()}{pair[1]}" if pair and payload and len(head) <= MAX_ASKING else None


QUOTE = rf"{_MARK}\d+{_MARK}"
"""The pattern of a quotation that was set aside."""


def items_of(text: str) -> list[str]:
    """The items of a list in words: parted by commas, semicolons, lines or "and"; a list without these by blanks."""
    stripped = text.strip().strip(".?!") if not re.search(r"\w\.\w", text) else text.strip()
    parts = [part.strip() for part in _LIST_PARTS.split(stripped)] if "," in stripped or ";" in stripped or "\n" in stripped else []
    if not parts:
        parts = [part.strip() for part in re.split(r"\s+and\s+", stripped)]
    if len(parts) == 1:
        parts = stripped.split()
    return [part.strip("'\"") for part in parts if part]
