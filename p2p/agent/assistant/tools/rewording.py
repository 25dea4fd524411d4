"""Arithmetic said the other way round, as the calculator reads it."""

import re

_LIST = r"(?P<list>-?\d[\d.]*(?:\s*,\s*(?:and )?-?\d[\d.]*)*(?:\s*,?\s*and -?\d[\d.]*))"
_RULES: tuple[tuple[str, str], ...] = (
    (r"^\W*(?:put|add|pile|lay|stick) (?P<part>\d[\d.]*) (?:more )?on top(?: of (?:that|it|this))?", r"add \g<part>"),
    (r"^\W*(?:take|knock|shave|cut) (?:off|away) (?P<part>\d[\d.]*)(?! ?%| per)", r"minus \g<part>"),
    (r"\b(?:after|on|upon|of|from) (?:the |a )?division by\b", "when you divide it by"),
    (rf"{_LIST},? (?:\w+ ){{0,3}}?(?:averaged?|average out|mean)\b(?: out)?(?: (?:at|to|as))?", r"the mean of \g<list>"),
    (rf"{_LIST},? (?:\w+ ){{0,3}}?on average\b", r"the mean of \g<list>"),
    (
        rf"{_LIST},? (?:are |is |all )?(?:multiplied|times each other|multiplied together)\b(?: (?:together|with each other|by each other))?(?! (?:by|with) \d)",
        r"the product of \g<list>",
    ),
    (
        rf"{_LIST},? (?:are |is |all |when |if )*(?:added up|added together|summed(?: up)?|put together|taken together|together|combined|in all|in total|make (?=what|how)|all told|altogether)\b",
        r"(the sum of \g<list>)",
    ),
    (
        r"\b(?:knock|shave|dock|strip|cut|lop|leave) (?P<part>\d[\d.]*(?: ?%| per ?cent)?) off (?:of )?(?P<whole>\d[\d.]*)\b",
        r"\g<whole> minus \g<part>",
    ),
    (r"\b(?P<part>\d[\d.]*) more than (?P<whole>\d[\d.]*)\b", r"\g<whole> plus \g<part>"),
    (
        r"^\W*(?:(?:and|then|now|plus|another|with|give me) )*(?P<part>\d[\d.]*) (?:more|extra|on top|further|added)\b(?! than| to| \d)(?:[\s,]*please)?",
        r"add \g<part>",
    ),
    (r"^\W*(?:(?:and|then|now|with|give me) )*(?P<part>\d[\d.]*) (?:fewer|less|off|gone|removed)\b(?! than| \d)", r"minus \g<part>"),
    (r"\b(?:makes?|equals|comes? to|amounts? to|totals?|adds? up to|works? out (?:at|as|to)|gives?) (?:what|how (?:much|many))\b", " "),
    (
        r"\b(?:comes? to|amounts? to|works? out (?:at|as|to)|(?:will|would|do|does) (?:i|you|we|one) (?:get|have|end up with|arrive at|obtain))\b",
        " ",
    ),
)


def reworded(text: str) -> str:
    """`text`, with numbers in digits, with what is done to a list before the list."""
    for pattern, plain in _RULES:
        text = re.sub(pattern, plain, text, flags=re.IGNORECASE)
    return text
