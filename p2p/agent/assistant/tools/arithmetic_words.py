"""The words and signs of arithmetic, as the symbols of an expression."""

import re
from fractions import Fraction

from p2p.agent.assistant.language.numbers import ORDINALS
from p2p.agent.assistant.tools.expression import Token

_SYMBOLS: tuple[tuple[str, str], ...] = (
    ("sqrt", r"(?:square|second) roots?|sqrt|√|root(?= of| \d)"),
    ("cbrt", r"(?:cube|cubic|third) roots?|cbrt|∛"),
    ("squared", r"squared|to the square|²|to the second(?: power)?"),
    ("cubed", r"cubed|³"),
    ("square", r"square"),
    ("cube", r"cube"),
    ("half", r"halved?|half|bisect"),
    ("quarter", r"quarter"),
    ("double", r"doubled?|twice"),
    ("triple", r"tripled?|thrice"),
    ("quadruple", r"quadrupled?"),
    ("sum", r"(?:sum|total)(?: up)?|sum up|tot up|add(?: up|ed)? together|add up|altogether"),
    ("product", r"product"),
    ("quotient", r"quotient|ratio"),
    ("mean", r"(?:arithmetic )?mean(?: value)?|average(?: value)?|avg"),
    ("median", r"median"),
    ("max", r"max(?:imum)?|largest|biggest|greatest|highest"),
    ("min", r"min(?:imum)?|smallest|lowest"),
    ("difference", r"difference"),
    ("factorial", r"factorial"),
    ("absolute", r"absolute value"),
    ("^", r"\*\*|\^|(?:raised )?to the power(?: of)?|to the (?=\d+(?:th|rd|nd|st)\b)|raised to(?: the)?|to the(?= -?\d+(?: power)?\b)"),
    ("fewer", r"(?:less|fewer|smaller|lower) than|(?:taken|subtracted|deducted) (?:away )?(?:from|off)"),
    ("more", r"(?:more|greater|larger|higher) than"),
    ("add", r"add|put(?= -?\d[\d.]* (?:on top of|to))"),
    ("subtract", r"subtract|deduct|take(?= -?\d[\d.]*%? (?:away )?(?:from|off))|remove(?= -?\d)"),
    ("multiply", r"multiply|multiplying"),
    ("divide", r"divide|split|share|cut|distribute|dividing"),
    ("raise", r"raise"),
    ("increase", r"increase|raise(?= \S+ by)|mark up"),
    ("decrease", r"decrease|reduce|lower|cut(?= \S+ by \d+ ?%)|discount(?= \S+ by)"),
    ("+", r"\+|(?:after |when )?adding|plus|added to|increased by|and then add|augmented by|on top of"),
    ("*", r"times|multiplied (?:by|with)|[x×·*](?![a-z])|groups of"),
    ("/", r"divided (?:by|among|between)|÷|/|over|out of"),
    ("-", r"[-−–]|(?:after |when |by )?(?:subtracting|deducting|removing|taking away|taking off)|minus|less|take away|reduced by|decreased by|diminished by|lessened by|without"),
    ("mod", r"modulo|modulus|mod"),
    ("%", r"%|per ?cent|percentage points?|pct"),
    ("off", r"off|discount on"),
    ("of", r"of|on(?= -?\d)"),
    ("by", r"by|between|among|amongst|into|across"),
    ("to", r"to"),
    ("from", r"from"),
    ("and", r"and|&"),
    ("with", r"with"),
    (",", r",|;"),
    ("(", r"\("),
    (")", r"\)"),
    ("!", r"!(?=\s*(?:$|[-+*/)]))"),
)  # fmt: skip


def _as_word(symbol: str, pattern: str) -> str:
    """`pattern`, not in the midst of a word; a sign may touch one."""
    return f"(?:{pattern})" if symbol in ("%", ",", "(", ")", "!") else rf"(?<![a-z])(?:{pattern})(?![a-z])"


_TOKEN = re.compile(
    r"(?P<number>(?:\d+(?:\.\d+)?|\.\d+)(?:st|nd|rd|th)?\b(?:\s+power)?)|"
    + "|".join(f"(?P<s{index}>{_as_word(symbol, pattern)})" for index, (symbol, pattern) in enumerate(_SYMBOLS))
    + r"|(?P<word>[^\W\d_]+(?:'[a-z]+)?)|(?P<blank>\s+)|(?P<other>.)",
    re.IGNORECASE,
)
_NOISE = frozenset(
    {
        "what", "whats", "what's", "is", "are", "the", "a", "an", "please", "calculate", "compute", "evaluate", "work", "out", "find",
        "tell", "me", "give", "how", "much", "many", "does", "do", "you", "get", "if", "i", "result", "answer", "value", "number",
        "numbers", "equal", "equals", "make", "makes", "up", "for", "can", "could", "would", "us", "these", "following", "solve",
        "figure", "add's", "there's", "now", "be", "when", "will", "that", "it", "we", "let's", "let", "so", "then", "and", "is's",
        "show", "hey", "hi", "ok", "okay", "just", "need", "want", "to", "know", "all", "both", "any", "my", "sum's", "equally",
        "each", "resulting", "exactly", "result's", "of's", "round", "rounded", "as", "decimal", "take", "off",
    }
)  # fmt: skip


def tokens_of(text: str, *, is_loose: bool) -> list[Token] | None:
    """The symbols in `text`; None where a word has no meaning here, unless that does not matter."""
    tokens: list[Token] = []
    for match in _TOKEN.finditer(text.casefold()):
        kind, said = str(match.lastgroup), match.group()
        if kind == "number":
            tokens.append(Fraction(re.sub(r"[^\d.]", "", said).strip(".")))
        elif kind.startswith("s"):
            tokens.append(_SYMBOLS[int(kind[1:])][0])
        elif kind == "word":
            if said in ORDINALS and tokens and tokens[-1] == "^":
                tokens.append(Fraction(ORDINALS[said]))
            elif said not in _NOISE and not is_loose:
                return None
        elif kind == "other" and said not in "?=.:!\"'€$£¿()" and not is_loose:
            return None
    return _tidied(tokens)


def _tidied(tokens: list[Token]) -> list[Token]:
    """Without joining words at the ends, where they join nothing, and doubled ones."""
    joining = {",", "and", "of", "to", "with", "from", "by"}
    while tokens and tokens[-1] in joining:
        tokens = tokens[:-1]
    while tokens and tokens[0] in joining - {"by"}:
        tokens = tokens[1:]
    if "^" in tokens and tokens[0] == "raise":
        tokens = tokens[1:]
    tidy: list[Token] = []
    for token in tokens:
        if tidy and token in ("by", "to", "of") and tidy[-1] in ("^", "/", "*", "by", "of"):
            continue
        if tidy and tidy[-1] in (",", "and") and token in ("+", "-", "*", "/", "multiply", "divide", "add", "subtract", ","):
            tidy.pop()
        tidy.append(token)
    return tidy
