"""How a result is to be rounded, where the request says so."""

import math
import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from p2p.agent.assistant.language.numbers import decimal_text

_PLACES = {"tenth": 1, "hundredth": 2, "thousandth": 3, "cent": 2, "penny": 2, "cents": 2}
_STEPS = {
    "whole number": 1, "integer": 1, "whole": 1, "unit": 1, "one": 1, "1": 1, "full number": 1, "ten": 10, "tens": 10, "10": 10,
    "hundred": 100, "hundreds": 100, "thousand": 1000, "thousands": 1000, "million": 10**6, "five": 5, "fifty": 50,
}  # fmt: skip

_LEAD = (
    r"(?:[,;(]?\s*(?:\b(?:and|please|then|but|answer|result|give|show|express|stated?|correct|accurate|precise|me|it|that|this|the|your|to|with|"
    r"as|in|at|on|for|using|use|of|up|a|an|only|just|exact|round(?:ed|ing)?(?:\s+(?:off|it|that|this|the\s+(?:result|answer|number|total)))*)\s+)+)?"
)
_TAIL = r"(?:\s+(?:please|only|is enough|will do|suffices?|are enough|after the (?:point|comma)|precision|accuracy))*\)?"
_DECIMALS = re.compile(
    _LEAD
    + r"\b(\d+|no|a single)\s*-?(?:decimals?|dp|d\.p\.|digits?|figures?|places?)\b(?:\s*(?:places?|digits?|points?))?"
    + r"(?:\s+(?:after|behind|past) the (?:decimal )?(?:point|comma|dot))?"
    + _TAIL,
    re.IGNORECASE,
)
_NEAREST = re.compile(
    _LEAD + r"(?:\bround(?:ed)?\s+)?(?:\bto\s+)?(?:\bthe\s+)?\b(?:nearest|closest)\s+(whole number|full number|[a-z]+|\d+)\b" + _TAIL,
    re.IGNORECASE,
)
_WHOLE = re.compile(_LEAD + r"\b(?:whole numbers?|full numbers?|integers?|without (?:any )?decimals|no decimals)\b" + _TAIL, re.IGNORECASE)
_TENS = re.compile(_LEAD + r"\bto\s+(?:the |full |whole )*(tens|hundreds|thousands)\b" + _TAIL, re.IGNORECASE)
_ANCHOR = re.compile(
    r"\bround|\bnearest|\bclosest|\b(?:decimal|digit|figure|place|integer|whole|full)|\bdp\b|\bd\.p\.|\b(?:ten|hundred|thousand)s\b|\d-?dp\b",
    re.IGNORECASE,
)
"""Without one of these no text speaks of rounding; the patterns below are slow on long ones."""
_DIRECTION = re.compile(r"\bround(?:ed|ing)?\s+((?:it|that|this|off|-?\d[\d.]*)\s+)?(up|down)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rounding:
    """To a multiple of `step`; without a request, to six decimals."""

    step: Fraction = Fraction(1, 10**6)
    direction: Literal["nearest", "up", "down"] = "nearest"
    is_asked: bool = False

    def rounded(self, value: Fraction) -> Fraction:
        """`value` to the step, half to even."""
        ratio = value / self.step
        whole = {"nearest": round, "up": math.ceil, "down": math.floor}[self.direction](ratio)
        return whole * self.step

    def text(self, value: Fraction) -> str:
        """`value` rounded, as a result is said."""
        return decimal_text(self.rounded(value))


def take_rounding(text: str) -> tuple[Rounding, str]:
    """What `text`, with numbers in digits, says about rounding, and the rest of it."""
    if not _ANCHOR.search(text):
        return Rounding(), text
    direction: Literal["nearest", "up", "down"] = "nearest"
    if match := _DIRECTION.search(text):
        direction = "up" if match.group(2).casefold() == "up" else "down"
        text = f"{text[: match.start()]} round {match.group(1) or ''}{text[match.end() :]}"
    for pattern in (_NEAREST, _TENS, _DECIMALS, _WHOLE):
        for match in pattern.finditer(text):
            step = _step(match.group(1).casefold() if pattern.groups else "whole number", is_decimals=pattern is _DECIMALS)
            if step is not None:
                return Rounding(step, direction, is_asked=True), f"{text[: match.start()]} {text[match.end() :]}"
    if direction != "nearest":
        return Rounding(Fraction(1), direction, is_asked=True), text
    return Rounding(), text


def _step(said: str, *, is_decimals: bool) -> Fraction | None:
    if is_decimals:
        places = {"no": 0, "a single": 1}.get(said)
        places = int(said) if places is None else places
        return Fraction(1, 10**places) if places <= 12 else None
    if said in _PLACES:
        return Fraction(1, 10 ** _PLACES[said])
    if said.isdecimal() and 0 < len(said) <= 12 and int(said):
        return Fraction(int(said))
    return Fraction(_STEPS.get(said, 1)) if said.isalpha() or said in _STEPS else None
