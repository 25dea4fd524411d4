"""Units: a quantity said in another unit."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from p2p.agent.assistant.language.numbers import NUMBER, decimal_text, plain_numbers
from p2p.agent.assistant.language.rounding import Rounding, take_rounding
from p2p.agent.assistant.tools.unit_table import UNITS, Unit, converted, unit_named

_AMBIGUOUS = frozenset(
    {
        "c", "f", "k", "a", "h", "d", "t", "st", "in", "m", "s", "b", "l", "g", "are", "kt", "kn", "ct", "hand", "hands", "min",
        "second", "seconds", "cup", "grain", "grains", "stone", "league", "foot", "yard", "ac", "point", "ins",
    }
)  # fmt: skip
"""Names that are also other words: a unit only beside a number or after a word that asks for one."""
_LONGEST = sorted({name.replace("_", " ") for name in UNITS} | {"in"}, key=len, reverse=True)
_NAME = "|".join(rf"{re.escape(name)}" for name in _LONGEST)
_MENTION = re.compile(
    rf"(?:(?P<number>{NUMBER})(?:\s*|-)(?:degrees?\s+)?|(?P<article>\b(?:an?|one|per|half an?|each)\s+(?:single\s+|full\s+|whole\s+)?)|"
    rf"(?P<asks>\b(?:in|into|to|as|of|how many|how much|many|what|which|is|are|the number of|expressed in|using)\s+(?:degrees?\s+|full\s+|whole\s+|°\s*)?|(?:->|=>|→|=|,|:|\?)\s*))?"
    rf"(?<![a-zA-Z_/°])(?P<unit>{_NAME})(?![\w²³^/]|['’]s)",
    re.IGNORECASE,
)
_RATE = re.compile(
    r"\b(met(?:re|er)s?|kilomet(?:re|er)s?|centimet(?:re|er)s?|km|miles?|feet) (?:in |for )?(?:a|an|1|each|every|a single)(?: single)? (second|hour|minute)\b",
    re.IGNORECASE,
)
_FEET_INCHES = re.compile(r"(\d+(?:\.\d+)?)\s*(?:'|′|ft)\s*(\d+(?:\.\d+)?)\s*(?:\"|″|in\b)")
_REQUEST = re.compile(
    r"\b(?:in|into|to|as|how|what|what's|which|convert\w*|express\w*|equals?|equivalent|is|are|make|give|tell|get|change|turn|translate|be|want|need|after|know|like|prefer|rather|instead|show|see|say|write|put|please|many|much|amount|come|comes|works?|gives?|corresponds?|read|reads|the [a-z]+s)\b|->|=|→|\?",
    re.IGNORECASE,
)
_OTHER_QUESTION = re.compile(
    r"\b(?:until|till|since|ago|between|from now|before|(?<!m )after|born|old|today|tomorrow|yesterday|date|weekday|calendar)\b",
    re.IGNORECASE,
)
_PRICE = re.compile(r"[€$£]|\b(?:euros?|dollars?|price|costs?|can i|should i|could i|sue|cook|boil|bake)\b", re.IGNORECASE)
_PARTS = {"half": 2, "halves": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "eighth": 8, "tenth": 10}
_PART = re.compile(rf"(?:\b(an?|one|\d+)[ -])?\b({'|'.join(_PARTS)})s?\b(?: of)?(?: an?\b| one\b| 1\b)(?= [a-z])", re.IGNORECASE)
_RATIO = re.compile(r"(?<![\d./])(?:(\d+) )?(\d+)/(\d+)(?:\s+of an?)?(?=\s+[a-z])", re.IGNORECASE)
_INCHES = re.compile(r"(?<!\w)(\d+(?:\.\d+)?) ?(?:\"|″|'')(?=\s|$)")
_AND_PART = re.compile(rf"\b(an?|\d+(?:\.\d+)?) ({_NAME}) and (?:an?|1) (half|quarter|third)\b", re.IGNORECASE)
_FEET_BARE = re.compile(
    r"(\d+(?:\.\d+)?) (?:foot|feet|ft) (\d+(?:\.\d+)?)(?!\d| ?(?:in|inch|inches)\b(?! ?(?:cm|m|met|cent)))", re.IGNORECASE
)
_MINUS = re.compile(r"(?:(?<=^)|(?<=\bis )|(?<=\bof )|(?<=\bare )|(?<=convert )|(?<=\bat )|(?<=[,:(] ))minus (?=\d)", re.IGNORECASE)
_FROM_TO = re.compile(r"(?:from )?([a-z ]{1,40}?) (?:to|into) ([a-z ]{1,40}?)[:,]?\s+(?:for\s+)?(\d+(?:\.\d+)?)\W*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Quantity:
    """So much of a unit."""

    value: Fraction
    unit: Unit


@dataclass(frozen=True, slots=True)
class Converted:
    """A result as it is said, and what it is an amount of."""

    text: str
    quantity: Quantity


@dataclass(frozen=True, slots=True)
class _Mention:
    unit: Unit
    value: Fraction | None
    start: int
    end: int
    is_asked: bool
    name_start: int


def convert(request: str, previous: Quantity | None = None) -> Converted | None:
    """The quantity in the unit that is asked for, or None where `request` asks for no conversion; `previous` is what "it" means."""
    rounding, text = take_rounding(_plain(request))
    if not (_REQUEST.search(text) or _ends_with_unit(text)) or (_OTHER_QUESTION.search(text) and previous is None):
        return None
    mentions = list(_mentions(text))
    quantity = _quantity(mentions, text)
    targets = {mention.unit: mention for mention in mentions if mention.value is None}
    if quantity is None and previous is not None and not re.search(r"\d", text):
        quantity = previous
    if quantity is None or _PRICE.search(text):
        return None
    is_sum = sum(mention.value is not None for mention in mentions) > 1
    fitting = [unit for unit in targets if unit.dimension == quantity.unit.dimension and (unit != quantity.unit or is_sum)]
    asked = [unit for unit in fitting if targets[unit].is_asked] or fitting
    if len(asked) != 1 or any(mention.value is not None and mention.unit.dimension != quantity.unit.dimension for mention in mentions):
        return None
    return _said(rounding, quantity, asked[0])


_EACH_TIME = re.compile(r"(?:\b(?:an?|per|each|every)|/) (?:day|week|month|year|hour|minute|night)\b", re.IGNORECASE)
_RATED = re.compile(rf"{_EACH_TIME.pattern}|\b(?:each|every|per)\b", re.IGNORECASE)
_TARGET = re.compile(r"(?:\b(?:to|into|how many|how much|in terms of|expressed in)|->|→)\s*(?:full |whole )?$", re.IGNORECASE)
_SOURCE = re.compile(
    r"\b(?:from|as|being|for|in|(?:that|this|so|as) many|those|these|were|are|is|was|means?|meaning|counts?|(?:the|a|that) (?:number|amount) of)\s*$",
    re.IGNORECASE,
)


def convert_number(request: str, number: Fraction) -> Converted | None:
    """A bare number, of which `request` says the unit ("that many hours", "understood as hours"), in the other unit that it names."""
    rounding, text = take_rounding(_plain(request))
    mentions = [mention for mention in _mentions(text, is_bare=True) if mention.value is None]
    if re.search(r"\d", text) or len(mentions) != 2 or mentions[0].unit.dimension != mentions[1].unit.dimension:
        return None
    first, second = mentions
    ahead = [text[: mention.name_start] for mention in mentions]
    is_first_target = not _TARGET.search(ahead[1]) and (_TARGET.search(ahead[0]) or _SOURCE.search(ahead[1]))
    source, target = (second, first) if is_first_target else (first, second)
    if source.unit == target.unit:
        return None
    return _said(rounding, Quantity(number, source.unit), target.unit)


def _said(rounding: Rounding, quantity: Quantity, target: Unit) -> Converted:
    value = rounding.rounded(converted(quantity.value, quantity.unit, target))
    return Converted(rounding.text(value), Quantity(value, target))


def _plain(request: str) -> str:
    """`request` with each amount as one number before its unit."""
    request = re.sub(r"[,:;]\s+(in|into|to|as)\s+(?=[a-z°])", r" \1 ", request)
    text = plain_numbers(_FEET_INCHES.sub(r"\1 ft \2 inches", request.replace("−", "-").strip()))
    text = _RATE.sub(r"\1 per \2", text)
    text = _INCHES.sub(r"\1 inches", text)
    text = _MINUS.sub("-", _FEET_BARE.sub(r"\1 ft \2 inches", text))
    text = _AND_PART.sub(
        lambda match: (
            f"{decimal_text(Fraction(match[1] if match[1][0].isdecimal() else 1) + Fraction(1, _PARTS[match[3].casefold()]), 12)} {match[2]}"
        ),
        text,
    )
    text = _FROM_TO.sub(r"\3 \1 to \2", text)
    text = _PART.sub(lambda match: decimal_text(Fraction(int(_count(match[1])), _PARTS[match[2].casefold()]), 12), text)
    return _RATIO.sub(lambda match: decimal_text(int(match[1] or 0) + Fraction(int(match[2]), int(match[3]) or 1), 12), text)


def _count(said: str | None) -> str:
    return said if said and said.isdecimal() else "1"


def quantity_in(request: str) -> Quantity | None:
    """The one quantity that `request` names."""
    return amount_in(_EACH_TIME.sub("", request))


def amount_in(text: str) -> Quantity | None:
    """The one quantity in `text`, which may be a rate."""
    text = _plain(text)
    return _quantity(list(_mentions(text)), text)


def unit_in(name: str) -> Unit | None:
    """The unit that is named in as many words as people use ("miles per hour", "sq. ft", "degrees Celsius", "in")."""
    plain = " ".join(_RATE.sub(r"\1 per \2", name).replace(".", " ").split()).strip(" ,;:?!")
    plain = re.sub(r"^° ", "°", _OF_SYMBOL.sub(lambda match: f"{match[2]}{'²' if match[1][0] in 'sS' else '³'}", plain))
    plain = _OTHER_SIGNS.get(plain.casefold(), plain)
    return unit_named(plain.replace(" ", "_"))


_OF_SYMBOL = re.compile(r"(square|sq|cubic|cu) ([cdkm]?m)\b", re.IGNORECASE)
_OTHER_SIGNS = {"in": "inch", '"': "inch", "″": "inch", "'": "foot", "′": "foot", "mcg": "µg", "um": "µm", "au": "astronomical_unit"}
"""Signs that are a unit only where nothing but a unit can stand."""


def _ends_with_unit(text: str) -> bool:
    """Whether a unit stands alone at the end: what an amount is wanted in."""
    mentions = list(_mentions(text))
    return bool(mentions) and mentions[-1].value is None and mentions[-1].end >= len(text.rstrip(" .!"))


def in_unit(request: str, unit: Unit) -> str:
    """`request` with each amount that `unit` measures too as its number of that unit."""
    text = _plain(request)
    mentions = list(_mentions(text))
    if _RATED.search(text) or not any(mention.value is not None for mention in mentions):
        return request
    for mention in reversed(mentions):
        if mention.value is not None and mention.unit.dimension == unit.dimension and unit.offset == mention.unit.offset:
            text = f"{text[: mention.start]}{decimal_text(converted(mention.value, mention.unit, unit), 12)}{text[mention.end :]}"
    return text


def unit_asked(request: str) -> Unit | None:
    """The unit in which a result is asked for, as in "how many hours": what its number is an amount of."""
    match = re.search(rf"\b(?:how many|number of|in|the)\s+({_NAME})\b", request, re.IGNORECASE)
    return unit_named(match.group(1).replace(" ", "_")) if match else None


def _mentions(text: str, *, is_bare: bool = False) -> Iterator[_Mention]:
    """The units that `text` names, each with its amount; where `is_bare`, those too that no amount and no word that asks stands by."""
    for match in _MENTION.finditer(text):
        name = match["unit"].replace(" ", "_")
        unit = _INCH if name.casefold() == "in" else unit_named(name)
        has_number = match["number"] is not None
        if unit is None or (
            name.casefold() == "in" and (not has_number or not re.search(r"\b(?:to|into|as|in|many)\b|->|=", text[match.end() :]))
        ):
            continue
        is_alone = not has_number and not match["asks"] and match["article"] is None and not is_bare
        if is_alone and name.casefold() in _AMBIGUOUS and not re.match(r" (?:in|per)\b", text[match.end() :]):
            continue
        value = Fraction(match["number"].replace("−", "-")) if has_number else None
        article = (match["article"] or "").casefold().split()
        if article and article[0] != "per" and article[0] != "each":
            value = Fraction(1, 2 if "half" in article else 1)
        asks = (match["asks"] or "").casefold().strip()
        yield _Mention(
            unit,
            value,
            match.start(),
            match.end(),
            is_asked=asks not in ("", "is", "are", "of", "?", ",", ":"),
            name_start=match.start("unit"),
        )


_INCH = UNITS["inch"]


def _quantity(mentions: list[_Mention], text: str) -> Quantity | None:
    """The one quantity in the text; one in several units, as 2 h 5 min, is summed in the smallest."""
    amounts = [mention for mention in mentions if mention.value is not None]
    if not amounts:
        return None
    between = [text[first.end : second.start].strip() for first, second in pairwise(amounts)]
    if any(joint not in ("", "and", ",", "plus", "&", ", and") for joint in between) or len({one.unit.dimension for one in amounts}) > 1:
        return None
    if len(amounts) == 1:
        return Quantity(amounts[0].value or Fraction(0), amounts[0].unit)
    smallest = min((one.unit for one in amounts), key=lambda unit: unit.factor)
    total = sum(((one.value or Fraction(0)) * one.unit.factor for one in amounts), Fraction(0))
    return Quantity(total / smallest.factor, smallest)
