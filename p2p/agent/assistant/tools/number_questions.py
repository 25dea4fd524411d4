"""Questions with two or more numbers that are asked in many words: percentages, changes, remainders, shares."""

import re
from fractions import Fraction

_NUMBER = re.compile(r"(?<![\w.])(-?\d+(?:\.\d+)?)(\s*(?:%|per ?cent\b|pct\b))?")
_PERCENT = r"(?:%|per ?cent(?:age)?s?|pct)"
_WHICH_PERCENT = re.compile(
    rf"\b(?:what|which|how (?:much|many)|by|as|in|into|to|calculate|compute|give|the)\b[^.?]*?(?<!\d)(?<!\d ){_PERCENT}|^\s*{_PERCENT}|[:,?]\s*{_PERCENT}",
    re.IGNORECASE,
)
_FALL = re.compile(
    r"\b(?:f[ae]ll(?:en|s|ing)?|drop\w*|decreas\w*|reduc\w*|cheaper|declin\w*|shr[aiu]nk\w*|los[est]\w*|loss|cut|discount\w*|less|lower\w*|sank|sunk|down|off|"
    r"save[ds]?|saving|went down|gone down)\b",
    re.IGNORECASE,
)
_RISE = re.compile(
    r"\b(?:ris[ei]\w*|rose|increas\w*|gr[eo]w\w*|grown|growth|gain\w*|up|more|higher|raise[ds]?|climb\w*|jump\w*|dearer|pricier|went up)\b",
    re.IGNORECASE,
)
_CHANGE = re.compile(r"\b(?:chang\w*|from\b.*\bto\b|differen\w*|went|was\b.*\b(?:now|is)\b|used to|instead of|before)", re.IGNORECASE)
_REMAINDER = re.compile(r"\b(?:remainders?|left ?over|leftovers?|remain(?:s|ing)?|modulo|mod|(?:is|are) left)\b", re.IGNORECASE)
_DIVISION = re.compile(
    r"\b(?:divid\w*|split\w*|shar\w*|into|by|boxes|groups?|packs?|rows|teams|bags|each|per|modulo|mod|fit\w*|between|among|distribut\w*|batches|pairs)\b|/|÷",
    re.IGNORECASE,
)
_BY_NUMBER = re.compile(
    r"\b(?:by|of|into|in|hold(?:s|ing)?|per|between|among|teams|groups|fits?)\s+(?:groups? of |boxes of |packs of )?$", re.IGNORECASE
)
_WHOLES = re.compile(r"\bhow many (?:full|whole|complete|entire)\b", re.IGNORECASE)
_GOES_INTO = re.compile(r"\bhow (?:often|many times) (?:does|do|can|will|would)\b", re.IGNORECASE)
_EACH = re.compile(
    r"\b(?:each|apiece|a piece|every one|per \w+|a (?:kilo|litre|liter|bottle|box|bag|head|ticket|day|week|night|hour|month))\b|\bat\b",
    re.IGNORECASE,
)
_HOW_MUCH = re.compile(r"\b(?:how (?:much|many)|what|total|altogether|cost)\b", re.IGNORECASE)
_SHARED = re.compile(r"\b(?:shar\w*|split\w*|divid\w*|distribut\w*|among|amongst|between|equally|evenly)\b", re.IGNORECASE)
_TAKEN = re.compile(
    r"\b(?:spen[dt]\w*|gave|give away|giv(?:e|es|ing) \w+ away|lost|lose|eat|eats|ate|sold|sell\w*|used|use up|paid|pay|took|take out|break|broke|leave|left the)\b",
    re.IGNORECASE,
)
_LEFT = re.compile(r"\b(?:left|remain\w*|still (?:have|has)|keep)\b", re.IGNORECASE)
_WITH = re.compile(
    r"\b(?:add(?:ed|ing)?|includ\w*|with|plus|inclusive|total|altogether|in all|raised?|rais(?:e|ed|es) by|increas\w*|on top|after|go(?:es)? up|more than)\b",
    re.IGNORECASE,
)
_WITHOUT = re.compile(
    r"\b(?:off|discount\w*|reduc\w*|less|minus|subtract\w*|take away|deduct\w*|decreas\w*|cheaper|drops?|falls?|lower(?:ed)?|sale|knock|cut|"
    r"rebate|go(?:es)? down)\b",
    re.IGNORECASE,
)  # fmt: skip
_ONLY_PART = re.compile(
    r"\b(?:how (?:much|big|large) (?:is|would|will|do|does) (?:the |a |an |my )?(?:tip|tax|vat|discount|reduction|saving|interest|fee|commission|i save|you save|we save)|"
    r"what(?:'s| is| are) (?:the |a |an )?(?:\S+ )?(?:tip|tax|vat|discount|commission|interest|fee|deposit)\b|save\b)",
    re.IGNORECASE,
)
_OF = re.compile(r"(?:%|cent|pct)\s+(?:\w+\s+)?of\b", re.IGNORECASE)
_WHOLE_ASKED = re.compile(r"\bof (?:what|which)(?: number)?\b|\b(?:what|which) number\b.*\bof it\b", re.IGNORECASE)


def answer_question(text: str) -> Fraction | None:
    """The answer to a question that is no plain arithmetic, from `text` with its numbers in digits."""
    found = [(match, Fraction(match.group(1)), match.group(2) is not None) for match in _NUMBER.finditer(text)]
    plain = [value for _, value, is_percent in found if not is_percent]
    percents = [value for _, value, is_percent in found if is_percent]
    if any(symbol in text for symbol in "+*^("):
        return None
    if len(percents) == 1 and len(plain) == 1:
        return _applied(text, percents[0], plain[0])
    if len(plain) != 2 or percents:
        return None
    positions = [text[: match.start()] for match, _, _ in found]
    if _WHICH_PERCENT.search(text):
        return _in_percent(text, plain[0], plain[1])
    return _shared(text, plain, positions)


def _applied(text: str, percent: Fraction, value: Fraction) -> Fraction | None:
    """A percentage of a number, added to it or taken off."""
    share = value * percent / 100
    if _WHOLE_ASKED.search(text):
        return value * 100 / percent if percent else None
    if re.search(r"[-/×x]\s*\d|\d\s*[-/×]", text) or re.search(r"\b(?:times|multipl\w*|divid\w*)\b", text):
        return None
    is_part = bool(_ONLY_PART.search(text))
    if is_part and not re.search(r"\b(?:add|with|including|total|pay)\b", text, re.IGNORECASE):
        return share
    if _WITHOUT.search(text) and not re.match(r"\s*(?:take|calculate|work out|find)\s+\d+\s*%\s+of\b", text):
        return value - share
    if _OF.search(text) and not re.search(r"\b(?:add|plus|increas\w*|rais\w*)\b", text, re.IGNORECASE):
        return share
    if _WITH.search(text) or (_RISE.search(text) and not _OF.search(text)):
        return value + share
    return share if re.search(r"\b(?:tip|tax|vat|interest|commission|apply|on|is|for|to)\b", text, re.IGNORECASE) else None


def _in_percent(text: str, first: Fraction, second: Fraction) -> Fraction | None:
    """A change in per cent, or one number in per cent of another."""
    if re.search(r"\bout of\b|\bof\s+-?\d", text, re.IGNORECASE) and not re.search(r"\bfrom\b|\bwas\b.*\bnow\b", text, re.IGNORECASE):
        return _part_of(text, first, second)
    if _CHANGE.search(text) or ((_FALL.search(text) or _RISE.search(text)) and not re.search(r"\bas\b", text)):
        is_backwards = re.search(
            r"\bto\s+-?[\d.]+\s+from\b|\b(?:now|today)\b[^.]*\d[^.]*\b(?:was|were|before|used|instead of)\b|\binstead of\b",
            text,
            re.IGNORECASE,
        )
        before, after = (second, first) if is_backwards else (first, second)
        if before == 0:
            return None
        change = (after - before) * 100 / before
        return -change if _FALL.search(text) and change < 0 else change
    return _part_of(text, first, second)


def _part_of(text: str, first: Fraction, second: Fraction) -> Fraction | None:
    """`first` in per cent of `second`, or the other way round where the text says "of" before the first."""
    head = text[: text.index(_said(text, first))]
    is_turned = re.search(r"\bof(?: \w+)?\s*$", head, re.IGNORECASE) and not re.search(r"\bout of\b", text[len(head) :], re.IGNORECASE)
    part, whole = (second, first) if is_turned else (first, second)
    return part * 100 / whole if whole else None


def _said(text: str, value: Fraction) -> str:
    return next(match.group(1) for match in _NUMBER.finditer(text) if Fraction(match.group(1)) == value)


def _shared(text: str, plain: list[Fraction], before: list[str]) -> Fraction | None:
    """Remainders, how often one goes into the other, so many at so much."""
    first, second = plain
    if _GOES_INTO.search(text) and re.search(r"\binto\b|\bfits?\b", text):
        return second / first if first else None
    is_turned = _BY_NUMBER.search(before[0]) is not None and _BY_NUMBER.search(before[1]) is None
    whole, part = (second, first) if is_turned else (first, second)
    if _REMAINDER.search(text) and _DIVISION.search(text) and not _TAKEN.search(text):
        return whole % part if part else None
    if _WHOLES.search(text) and part:
        return Fraction(whole // part)
    if _LEFT.search(text) and _TAKEN.search(text):
        return first - second
    if not _HOW_MUCH.search(text):
        return None
    if _SHARED.search(text) and _EACH.search(text) and part:
        return whole / part
    is_split = re.search(r"\b(?:for|between|among|to)\s+-?\d+\s+(?:\w+\s+)?\w+,?\s.*\bhow many\b.*\beach\b", text, re.IGNORECASE)
    if is_split and part:
        return whole / part
    return (
        first * second if re.search(r"\b(?:each|apiece|per|at|in (?:a|an|every|one))\b", text, re.IGNORECASE) and _is_priced(text) else None
    )


def _is_priced(text: str) -> bool:
    """Whether so many at so much each are asked for as a whole."""
    return re.search(r"\b(?:how (?:much|many)|total|altogether|in all|cost|together|pay)\b", text, re.IGNORECASE) is not None
