"""The calculator: arithmetic in words or symbols, and the usual questions with numbers in them."""

import re
from fractions import Fraction

from p2p.agent.assistant.language.numbers import ORDINALS, decimal_text, plain_numbers
from p2p.agent.assistant.language.rounding import Rounding, take_rounding
from p2p.agent.assistant.tools.expression import NotArithmeticError, Token, evaluate
from p2p.agent.assistant.tools.number_questions import answer_question

_NAMES = "result|answer|number|total|sum|value|outcome|amount|quotient|product|difference|average|mean|figure|count|remainder|percentage"
_PRONOUN = re.compile(
    rf"\b(?:(?:this|that|those|these)\s+(?:{_NAMES}|third|half|square|price|minutes|hours|days|weeks|age|weight|distance|length|sales?)"
    rf"|(?:the|my|your)\s+(?:previous |last |new |final )?(?:{_NAMES}|previous one)(?!\s+(?:of|when|between|if|from|after|on|for)\b)"
    r"|that|this|it|them|those|what (?:you|we|i) (?:get|got|have|found)|result|answer)\b",
    re.IGNORECASE,
)
_ITS = re.compile(r"\bits\s+(.+?)(?=[?.!]|$)", re.IGNORECASE)
_PURPOSE = re.compile(
    r"\s+(?:to get|to obtain|to find|to see|in order to|so that|which gives|giving|for the total|as a check)\b.*", re.IGNORECASE
)
_TAIL = re.compile(r"(?:\bi\.?e\.?|\bthat is|\bin other words|\bmeaning|\s[-–—]|[:;,])\s+", re.IGNORECASE)
_EACH_GETS = re.compile(r"\beach\b.*\b(?:get|gets|receive)|\b(?:get|gets|receive)\b.*\beach\b", re.IGNORECASE)
_POWER_WORD = re.compile(rf"\bto the ({'|'.join(word for word in ORDINALS if '-' not in word)})\b(?! power of)", re.IGNORECASE)
_CONTENT = re.compile(r"\d|\b(?!(?:and|then|now|please|round|rounded|finally)\b)[a-z]+", re.IGNORECASE)
_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}:\d{2}\b")
_FRACTIONS = {"half": 2, "halves": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
              "tenth": 10, "twelfth": 12, "twentieth": 20, "hundredth": 100}  # fmt: skip
_FRACTION = re.compile(
    rf"(?P<by>\bby\s+)?(?:\b(?P<count>a|an|one|the|\d+)[ -]|(?<![\w-]))(?P<part>{'|'.join(_FRACTIONS)})s?\b(?=\s+(?:of|from|as)\b|\s*[?.!]*$|\s*[-+*/]|\s+(?:plus|minus|times))",
    re.IGNORECASE,
)

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
    [
        "what",
        "whats",
        "what's",
        "is",
        "are",
        "the",
        "a",
        "an",
        "please",
        "calculate",
        "compute",
        "evaluate",
        "work",
        "out",
        "find",
        "tell",
        "me",
        "give",
        "how",
        "much",
        "many",
        "does",
        "do",
        "you",
        "get",
        "if",
        "i",
        "result",
        "answer",
        "value",
        "number",
        "numbers",
        "equal",
        "equals",
        "make",
        "makes",
        "up",
        "for",
        "can",
        "could",
        "would",
        "us",
        "these",
        "following",
        "solve",
        "figure",
        "add's",
        "there's",
        "now",
        "be",
        "when",
        "will",
        "that",
        "it",
        "we",
        "let's",
        "let",
        "so",
        "then",
        "and",
        "is's",
        "show",
        "hey",
        "hi",
        "ok",
        "okay",
        "just",
        "need",
        "want",
        "to",
        "know",
        "all",
        "both",
        "any",
        "my",
        "sum's",
        "equally",
        "each",
        "resulting",
        "exactly",
        "result's",
        "of's",
        "round",
        "rounded",
        "as",
        "decimal",
        "take",
        "off",
    ]
)
_LOOSE = frozenset({"times", "over", "of", "on", "to", "by", "from", "with", "without", "and", "between", "among", "into", "across", "off"})
_QUESTION = re.compile(
    r"\b(?:how (?:much|many)|what|mean|average|median|product|difference|percent|calculate|compute|which|total|altogether|work out|add|sum)\b|\?|=",
    re.IGNORECASE,
)


def calculate(request: str, previous: Fraction | None = None) -> str | None:
    """The result as it is said, or None where `request` is no calculation; `previous` is what "it" means."""
    rounding, text = take_rounding(plain_numbers(request.strip()))
    value = _value(text, rounding, previous)
    return None if value is None else rounding.text(value)


def _value(text: str, rounding: Rounding, previous: Fraction | None) -> Fraction | None:
    if _DATE.search(text):
        return None
    if rounding.is_asked and not _CONTENT.search(text):
        return previous
    text = _POWER_WORD.sub(lambda match: f"to the {ORDINALS[match.group(1).casefold()]}th", _PURPOSE.sub("", text))
    parts = [text, *(text[match.end() :] for match in _TAIL.finditer(text))] if previous is not None else [text]
    return next((value for part in parts if (value := _value_of(part, rounding, previous)) is not None), None)


def _value_of(text: str, rounding: Rounding, previous: Fraction | None) -> Fraction | None:
    said = _with_previous(text, previous)
    if (asked := answer_question(said)) is not None:
        return asked
    if previous is not None and (asked := _of_previous(said, previous)) is not None:
        return asked
    said = _FRACTION.sub(_fraction, said)
    for is_loose in (False, True):
        if is_loose and previous is None and not (_QUESTION.search(text) and re.search(r"\d", _FRACTION.sub("", text))):
            continue
        tokens = tokens_of(said, is_loose=is_loose)
        for candidate in _candidates(tokens, rounding, previous) if tokens else ():
            try:
                return evaluate(candidate)
            except (NotArithmeticError, ZeroDivisionError, OverflowError):
                continue
    return None


def _of_previous(text: str, previous: Fraction) -> Fraction | None:
    """The answer where a percentage or a number of shares is of the earlier result, which is not named."""
    numbers = re.findall(r"\d+(?:\.\d+)?", text)
    if len(numbers) != 1:
        return None
    if _EACH_GETS.search(text) and Fraction(numbers[0]):
        return previous / Fraction(numbers[0])
    return answer_question(f"{text.rstrip(' ?.!')} {_digits(previous)}") if "%" in text or "percent" in text or "per cent" in text else None


def _candidates(tokens: list[Token], rounding: Rounding, previous: Fraction | None) -> list[list[Token]]:
    """The tokens as they may be meant, with the earlier result where an operand is missing."""
    numbers = [token for token in tokens if isinstance(token, Fraction)]
    has_operator = any(
        isinstance(token, str) and token not in ("of", "by", "to", "from", "and", ",", "with", "(", ")", "%") for token in tokens
    )
    plain = [tokens] if has_operator or (len(numbers) == 1 and rounding.is_asked) else []
    if rounding.is_asked and len(numbers) == 1 and not has_operator:
        return [[numbers[0]]]
    if previous is None or (numbers and not has_operator):
        return plain
    if not numbers and rounding.is_asked and not has_operator:
        return [[previous]]
    first = tokens[0]
    filled: list[list[Token]] = []
    if first in ("multiply", "divide", "increase", "decrease", "raise"):
        filled.append([first, previous, *tokens[1:]])
    elif first in ("add", "subtract"):
        filled.append([*tokens, "to" if first == "add" else "from", previous])
    filled += [[previous, *tokens], [*tokens, previous], [*tokens, "of", previous]]
    return plain + filled if len(numbers) > 1 or previous in numbers else filled + plain


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


def _with_previous(text: str, previous: Fraction | None) -> str:
    """`text` with the earlier result in place of the words that mean it."""
    if previous is None:
        return text
    text = _ITS.sub(r"\1 of it", text)
    return _PRONOUN.sub(lambda match: f" {_digits(previous)}{'%' if 'percentage' in match.group() else ''} ", text, count=2)


def _digits(value: Fraction) -> str:
    """A result in digits; results are rounded, so that there are few."""
    return decimal_text(value, 12)


def _fraction(match: re.Match[str]) -> str:
    count, part = match["count"] or "1", _FRACTIONS[match["part"].casefold()]
    value = f"{count if count.isdigit() else 1}"
    return f"by ({value}00/{part})%" if match["by"] else f"({value}/{part})"
