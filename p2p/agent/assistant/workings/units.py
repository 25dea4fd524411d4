"""What a text is taken apart into: its words, letters, sentences, or what it holds of a kind, such as addresses and weekdays."""

import re

from p2p.agent.assistant.language.calendar_names import MONTHS, WEEKDAYS
from p2p.agent.assistant.workings.sources import Source

_NAMES = {"weekday": "|".join(WEEKDAYS), "month": "|".join(MONTHS)}
_PATTERNS = {
    "vowel": r"[aeiou]",
    "consonant": r"[b-df-hj-np-tv-z]",
    "digit": r"\d",
    "number": r"-?\d+(?:\.\d+)?",
    "code": r"(?<![\w.])[A-Z]{0,3}-?\d[\d-]*(?!\w)",
    "email": r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
    "link": r"https?://[^\s,]*\w|www\.[^\s,]*\w",
    "year": r"\b[12]\d{3}\b",
    "date": r"\b\d{4}-\d\d-\d\d\b|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b|\b\d{1,2} (?:" + _NAMES["month"] + r")(?: \d{4})?\b",
    "clock": r"\b\d{1,2}[:.]\d{2}(?: ?[ap]m)?\b|\b\d{1,2} ?[ap]m\b",
    "inside": r"(?<=[(\[{<])[^()\[\]{}<>]+(?=[)\]}>])",
    "quoted": r"(?<=['\"])[^'\"]+(?=['\"])",
    **{unit: rf"\b(?:{names})\b" for unit, names in _NAMES.items()},
}
SMALL = frozenset({"letter", "vowel", "consonant", "digit", "capitals"})
"""Units of which a word is made."""
FOUND = frozenset(_PATTERNS) | {"capitals"}
"""Units that are found in a text, whatever else it holds."""
_JOINTS = {"sentence": " ", "line": "\n"}


def parts_of(source: Source, unit: str) -> tuple[list[str], str]:
    """The units of a text or a list, and what stands between them."""
    text = source.text
    if unit == "capitals":
        return re.findall(r"[A-Z]", text), ""
    if unit in _PATTERNS:
        found = re.findall(_PATTERNS[unit], text, re.IGNORECASE)
        return found, "" if unit in SMALL else ", "
    if unit == "sentence":
        return re.split(r"(?<=[.!?])\s+", text), " "
    if unit == "line":
        return [line.strip() for line in text.splitlines()], "\n"
    if unit == "letter" and not source.is_list:
        return [letter for letter in text if not letter.isspace()], ""
    if source.is_list:
        return list(source.items), source.joint
    if unit == "field" and (mark := next((mark for mark in ";|,\t/" if mark in text), None)) is not None:
        return [field.strip() for field in text.split(mark)], mark
    words = [word.strip('.,;:!?"') or word for word in text.split()]
    return words, " "
