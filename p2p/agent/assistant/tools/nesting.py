"""Operations inside another: "the double of the sum of 3 and 4" is a step, and what is done to its result the next."""

import re
from fractions import Fraction

from p2p.agent.assistant.language.numbers import NUMBER_WORDS
from p2p.agent.assistant.language.subjects import QUOTE
from p2p.agent.assistant.tools.calculator import does
from p2p.agent.assistant.tools.expression import VERBS
from p2p.agent.assistant.tools.references import MENTION
from p2p.agent.assistant.tools.text_words import says
from p2p.agent.assistant.tools.units import convert_number

_WORD = rf"(?:\d[\d,]*(?:\.\d+)?(?: ?(?:%|per ?cent|percent))?|(?:{'|'.join(NUMBER_WORDS)}|hundred|thousand|dozen)(?!\w))"
_AMOUNT = rf"(?:{_WORD}(?:[ -]{_WORD})*)"
_LISTED = rf"{_AMOUNT}(?:(?:\s*,\s*(?:and\s+)?|\s+(?:and|from)\s+){_AMOUNT})+"
_COUNTED = r"(?:letters?|words?|vowels?|consonants?|characters?|digits?|capitals|sentences?|spaces)"
_NOUNS = rf"(?:sum|total|difference|product|quotient|average|mean|median|ratio|addition) (?:of|between|from) (?:the (?:two )?numbers )?{_LISTED}|(?:quotient|ratio|multiplication|division|product) of {_AMOUNT} (?:by|to|with) {_AMOUNT}"
_ROOTS = rf"(?:(?:square|cube|cubic) root|square|cube|factorial) of {_AMOUNT}"
_REMAINDER = rf"remainder (?:of|when|from|if) (?:dividing )?{_AMOUNT} (?:is |being )?(?:divided )?by {_AMOUNT}"
_COUNT = rf"(?:number|count) of (?:all |the )?{_COUNTED} (?:in|of|that) (?:the (?:word|phrase|sentence|text|string|name) )?{QUOTE}(?: has| contains)?"
_PLACED = rf"(?:longest|shortest|first|second|third|fourth|fifth|last) word (?:of|in) (?:the (?:phrase|sentence|text|string) )?{QUOTE}"
_NAMED = re.compile(rf"\bthe (?:{_NOUNS}|(?P<root>{_ROOTS})|{_REMAINDER}|{_COUNT})(?!\w)", re.IGNORECASE)
_TEXT = re.compile(rf"\bthe {_PLACED}", re.IGNORECASE)
_CLAUSE = re.compile(
    r"\b(?:what (?:you|we|i|one) (?:get|obtain|find|have)s?|what comes out|what results|the (?:result|outcome)) (?:when|if|by|of|from) (?:you |we |i |one )?(?P<inner>[^.;?!,]*\d[^.;?!,]*)",
    re.IGNORECASE,
)
_JUDGES = re.compile(r"\W*(?:is|are|does|do|which|was|whether)\b", re.IGNORECASE)


def unnested(clause: str) -> list[str]:
    """The clauses of which `clause` is made: what is to be worked out first, and then what is done to that."""
    match = _CLAUSE.search(clause)
    if match and match.start() > 0 and _works_on_it(_around(clause, match)):
        return [match["inner"].strip(), _around(clause, match)]
    found = list(_NAMED.finditer(clause))
    if (
        len(found) == 1
        and not _JUDGES.match(clause)
        and _works_on_it(outer := _around(clause, found[0])) | _converts(outer)
        and _is_told(clause, found[0])
    ):
        return [found[0].group(), _around(clause, found[0])]
    match = _TEXT.search(clause)
    if match and says(_around(clause, match).casefold(), "count"):
        return [match.group(), _around(clause, match)]
    return [clause]


def _around(clause: str, match: re.Match[str]) -> str:
    """`clause` with "it" in place of what is worked out first."""
    return f"{clause[: match.start()]}it{clause[match.end() :]}".strip(" ,")


def _works_on_it(outer: str) -> bool:
    """Whether `outer` does something to "it" alone: it needs no other result."""
    rest = re.sub(r"\bit\b", " ", outer, count=1)
    symbols = does(rest)
    has_operand = re.search(r"\d", rest) or re.search(rf"\b{_AMOUNT}", rest, re.IGNORECASE) or symbols - {"+", "-", "*", "/", *_BINARY}
    return bool(symbols and has_operand and not MENTION.search(rest))


def _converts(outer: str) -> bool:
    """Whether `outer` says "it" in another unit."""
    return convert_number(outer, Fraction(1)) is not None


def _is_told(clause: str, match: re.Match[str]) -> bool:
    """Whether a verb says what is done to a root or a square: "ten less than the square of 9" is one expression."""
    outer = _around(clause, match)
    return (
        match["root"] is None
        or bool(does(outer) & set(VERBS))
        or re.search(r"\bit (?:is|be|gets?|has|should|must|shall|will)\b", outer) is not None
    )


_BINARY = (*VERBS, "sum", "product", "quotient", "difference", "more", "fewer", "off")
