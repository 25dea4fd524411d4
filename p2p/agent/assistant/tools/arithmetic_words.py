"""The lexicon of arithmetic: which words and signs mean what, and a text as the symbols that it says."""

import re
from dataclasses import dataclass
from fractions import Fraction

from p2p.agent.assistant.language.inflection import verb_forms
from p2p.agent.assistant.tools.expression import VERBS, Token
from p2p.agent.assistant.tools.operations import ON_MANY, ON_ONE

_SAID_VERBS = {
    "add": "add, put, append, tack, tack on, throw in, pile, stick, chuck in, include",
    "subtract": "subtract, deduct, take, take away, take off, remove, knock, knock off, dock, shave, shave off, withdraw, lop off, strip, strip off, cut off, chop off, drop off, trim, "
                "trim off, leave off",
    "multiply": "multiply",
    "divide": "divide, split, share, share out, distribute, deal out, hand out, portion out, partition, divvy up, spread, chop, slice, saw, carve, divide up, split up, fill, cut up",
    "raise": "raise",
    "increase": "increase, grow, mark up, bump up, put up, go up, boost, hike, rise, climb, jump, augment, gain, surge",
    "decrease": "decrease, reduce, lower, cut, drop, fall, sink, shrink, mark down, discount, bring down, go down, come down, lessen, diminish, decline, slip",
    "=": "make, equal, give, come to, amount to, add up to, work out at, work out to, work out as, come out at, come out as, yield, come out, result in, sum to",
    "reach": "reach, get to, arrive at, end up with, obtain, end at, end up at, get up to",
    "gap": "exceed, surpass, differ, outnumber",
    "spend": "spend, give away, lose, leave, rot, vanish, disappear, sell, use, use up, eat, break, hand over, part with, consume",
    "cost": "cost, pay, charge",
    "fit": "go into, fit into, fit in, fit, go in",
    "hold": "contain, hold",
    "double": "double", "triple": "triple, treble", "quadruple": "quadruple", "halve": "halve, bisect", "square": "square", "cube": "cube", "quarter": "quarter",
    "sum": "sum, sum up, tot up, add up, add together, total up, put together, combine, lump together, reckon up, count up, count together, tally up",
    "mean": "average, average out",
    "save": "save", "gain": "buy, receive, earn, win, collect, inherit",
}  # fmt: skip
"""What a verb means, whatever its form; phrases, below, come before verbs."""
_SAID = {
    "+": "+|plus|added to|added onto|and then add|augmented by|on top of|in addition to|together with|as well as|and another",
    "-": "-|−|–|minus|reduced by|decreased by|diminished by|lessened by|without",
    "*": "*|x|×|·|times|multiplied by|multiplied with|lots of|groups of|sets of",
    "/": "/|÷|over|divided by|divided among|divided between",
    "out of": "out of",
    "^": "**|^|to the power|to the power of|raised to|raised to the|raised to the power|raised to the power of|to the power of the",
    "mod": "modulo|modulus|mod",
    "%": "%|per cent|percent|percentage|percents|percentage points|percentage point|pct",
    "(": "(|open bracket|open parenthesis", ")": ")|close bracket|close parenthesis", ",": ",|;", "!": "!",
    "squared": "squared|to the square|²|multiplied by itself|times itself", "cubed": "cubed|³", "halve": "half", "double": "twice", "triple": "thrice",
    "sqrt": "square root|square roots|second root|sqrt|√|root", "cbrt": "cube root|cubic root|third root|cbrt|∛",
    "sum": "sum|total|totals|altogether|all together|together|in total|in all|all told|combined|taken together|all in all|grand total|overall",
    "product": "product|multiply together|multiplied together|times each other|multiplied with each other|multiplied by each other", "quotient": "quotient|ratio",
    "mean": "mean|mean value|average value|arithmetic mean|arithmetic average|avg|on average", "median": "median|middle value|middle number",
    "max": "max|maximum|largest|biggest|greatest|highest|larger one|bigger one|the larger|the bigger|the greater|which is larger|which is bigger|which is greater|which is more|which is higher",
    "min": "min|minimum|smallest|lowest|least|smaller one|the smaller|the lower|which is smaller|which is less|which is lower",
    "difference": "difference|range", "factorial": "factorial", "absolute": "absolute value|magnitude",
    "more": "more than|greater than|larger than|higher than|bigger than|more|extra|further",
    "fewer": "less than|fewer than|smaller than|lower than|short of|fewer",
    "gap": "how short of|what change|how much change|change do i get|how much more|how much bigger|how much larger|how much greater|how much higher|how much less|how much smaller|how much lower|how many more|how many fewer|how much older|"
           "how much longer|how much heavier|apart|gap|how much further|how much fewer|how far|missing|lacking|how much cheaper|how much dearer|above|below",
    "off": "off|discount on|reduction on|rebate on|taken off", "decrease": "discount|reduction|rebate|cheaper|loss|down|sale",
    "increase": "growth|higher|up|dearer|pricier|surcharge|mark-up|markup", "multiply": "multiplication", "divide": "division", "subtract": "subtraction|deduction", "add": "addition|on top|including|inclusive|inclusive of|gross",
    "less": "less", "than": "than", "from": "from", "into": "into", "to": "to|onto", "by": "by", "among": "between|among|amongst|across", "of": "of|on", "and": "and|&|or", "with": "with",
    "each": "each|apiece|a piece|every|every one|per|a pop|everyone|everybody", "at": "at",
    "left": "left|left over|leftover|leftovers|remain|remains|remaining|remained|still|still have|still has|still got|to spare|remainder|remainders|rest|stay|stays|don't fit|do not fit|doesn't fit|won't fit|not fit",
    "whole": "full|whole|complete|entire|completely", "part": "tip|vat|tax|interest|commission|fee|deposit|service|savings|saving",
    "ask": "what|whats|what's|how much|which|how big|how large|how high|how|how long", "count": "how many|how often|how many times", "if": "if|when", "in": "in",
    "x": "what number|which number|what must i|what do i have to|what should i|what do i need to|how much must i|how much do i have to|how much do i need to|how much should i|"
         "which value|what value|how many must i|how many do i need to|what has to be|what needs to be|what must be|how much must be|how much has to be",
    "spend": "gone|eaten",
    "reach": "to get|to reach|to make|to obtain|to arrive at|to end up with|to have|to become|to give",
    "=": "=|is equal to|the same as", "before": "before|originally|initially|used to|instead of|previously|formerly", "now": "now|today|currently",
}  # fmt: skip
VERB_WORDS = frozenset(
    verb.split()[0] for symbol, said in _SAID_VERBS.items() if symbol in (*VERBS, *ON_ONE, *ON_MANY) for verb in said.split(", ")
)
"""The first words of the verbs that do something to numbers."""
_NOISE = frozenset(
    {
        "only", "is", "are", "the", "a", "an", "please", "calculate", "compute", "evaluate", "work", "out", "find", "tell", "me", "give",
        "you", "do", "does", "did", "get", "if", "i", "result", "answer", "value", "number", "numbers", "for", "can", "could", "would",
        "us", "these", "following", "solve", "figure", "there's", "be", "will", "that", "it", "we", "let's", "let", "so", "then", "show",
        "hey", "hi", "ok", "okay", "just", "need", "want", "know", "all", "both", "any", "my", "equally", "evenly", "exactly",
        "resulting", "round", "rounded", "as", "decimal", "say", "thanks", "thank", "like", "see", "much", "many", "am", "i'm", "have",
        "has", "one", "kindly", "quickly", "again", "use", "using", "there", "was", "were", "should", "must", "their", "its", "he",
        "she", "they", "this", "i'd", "determine", "determined", "establish", "ascertain", "identify", "first", "u", "me,", "whatever", "expression", "formula", "calculation", "equation", "arithmetic",
    }
)  # fmt: skip
_SOFT = frozenset(
    {
        "ask%", "part", "hold", "each", "at", "than", "left", "whole", "save", "ask", "count", "if", "x", "before", "now", "reach", "gap",
        "spend", "gain", "cost", "fit", "in", "=",
    }
)  # fmt: skip
"""What a question is told by, and what no expression needs."""
_JOINING = (",", "and", "of", "to", "with", "from", "by", "into", "among")


def _lexicon() -> dict[str, str]:
    verbs = {form: symbol for symbol, said in _SAID_VERBS.items() for verb in said.split(", ") for form in verb_forms(verb)}
    return verbs | {phrase: symbol for symbol, said in _SAID.items() for phrase in said.split("|")}


_LEXICON = _lexicon()
SYMBOLS = tuple(sorted(set(_LEXICON.values())))
"""All symbols that words and signs may mean."""
_WORDS = "|".join(re.escape(phrase) for phrase in sorted((phrase for phrase in _LEXICON if phrase[0].isalpha()), key=len, reverse=True))
_SIGNS = "".join(phrase for phrase in _LEXICON if len(phrase) == 1 and not phrase.isalpha())
_TOKEN = re.compile(
    rf"‹(?P<part>\d+/\d+)›|(?P<number>(?:\d+(?:\.\d+)?|\.\d+)(?!\w))|(?<![a-z])(?P<phrase>{_WORDS})(?![a-z'-])|"
    rf"(?P<sign>\*\*|[{re.escape(_SIGNS)}])|(?P<word>[^\W\d_]+(?:[-'][a-z]+)*)|(?P<blank>\s+)|(?P<other>.)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a text says: its symbols in order, and how many of its words mean nothing here."""

    tokens: tuple[Token, ...]
    num_unknown: int

    @property
    def expression(self) -> list[Token]:
        """The symbols that an expression is made of."""
        return _tidied([token for token in self.tokens if token not in _SOFT])


def spoken(text: str) -> Spoken:
    """The symbols in `text`, whose numbers are in digits and whose fractions are marked."""
    tokens: list[Token] = []
    unknown, end = 0, 0
    for match in _TOKEN.finditer(text.casefold()):
        kind, said = str(match.lastgroup), match.group()
        if kind == "number":
            tokens.append(Fraction(said))
        elif kind == "part":
            tokens += [Fraction(match["part"]) * 100, "%"]
        elif kind in ("phrase", "sign"):
            is_asked = _LEXICON[said] == "%" and not (
                tokens and isinstance(tokens[-1], Fraction) and text[end : match.start()].strip() == ""
            )
            tokens.append("ask%" if is_asked else _LEXICON[said])
        if kind == "number":
            end = match.end()
        if kind == "word" or (kind == "other" and said not in "?.:\"'€$£¿()"):
            unknown += said not in _NOISE
    return Spoken(tuple(_priced(tokens)), unknown)


def _priced(tokens: list[Token]) -> list[Token]:
    """The tokens with a quotient for "per" between two numbers, and for "out of", behind a percentage an "of"."""
    found: list[Token] = []
    for place, token in enumerate(tokens):
        if token in ("each",) and _is_between_numbers(tokens, place):
            found.append("/")
        elif token in ON_MANY and list(tokens[place + 1 : place + 2]) == ["if"] and set(tokens[place:]) & set(VERBS):
            continue
        elif token in ("less",):
            is_infix = isinstance(following := next(iter(tokens[place + 1 : place + 2]), None), Fraction) or following in (
                "(",
                *ON_ONE,
                *ON_MANY,
            )
            found.append("-" if is_infix else "fewer")
        elif token in ("out of",) and not found:
            found.append("of")
        elif token in ("out of",):
            found.append("of" if found[-1:] == ["%"] or (found and found[-1] in ON_MANY) else "/")
        else:
            found.append(token)
    return found


def _is_between_numbers(tokens: list[Token], place: int) -> bool:
    return 0 < place < len(tokens) - 1 and isinstance(tokens[place - 1], Fraction) and isinstance(tokens[place + 1], Fraction)


def _tidied(tokens: list[Token]) -> list[Token]:
    """Without joining words at the ends, where they join nothing, and doubled ones."""
    while tokens and (tokens[-1] in _JOINING or tokens[-1] == "-"):
        tokens = tokens[:-1]
    while tokens and tokens[0] in (",", "and", "of", "with", "by"):
        tokens = tokens[1:]
    if tokens and (("^" in tokens and tokens[0] == "raise") or (tokens[0] in VERBS and tokens[-1] in ON_MANY)):
        tokens = tokens[1:] if tokens[0] == "raise" else tokens[:-1]
    if tokens and tokens[0] in ("subtract", "decrease"):
        tokens = ["from" if token in ("off",) else token for token in tokens]
    if tokens and tokens[0] == "to" and not set(tokens) & set(VERBS):
        tokens = tokens[1:]
    tidy: list[Token] = []
    for token in tokens:
        if tidy and token in ("by", "to", "of", "from") and tidy[-1] in ("^", "/", "*", "+", "off", *_JOINING):
            continue
        if tidy and tidy[-1] in (",", "and") and (token in ("+", "-", "*", "/", ",", "mod") or token in VERBS or token in ON_MANY):
            tidy.pop()
        if tidy and ((token in VERBS and tidy[-1] in ON_MANY) or (token in ("*", "/", *VERBS, *ON_ONE) and tidy[-1] == "to")):
            tidy.pop()
        if token in ON_MANY and tidy and tidy[-1] in ON_MANY:
            continue
        tidy.append(token)
    return tidy


KNOWN = frozenset([*VERBS, *ON_MANY, *ON_ONE, "+", "-", "*", "/", "^", "mod", "%", "ask%", "squared", "cubed", "off", "more", "fewer", "!"])
"""Symbols that do something to numbers."""
