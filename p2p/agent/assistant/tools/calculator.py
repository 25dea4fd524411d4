"""The calculator: arithmetic in words or symbols, and the usual questions with numbers in them."""

import re
from fractions import Fraction

from p2p.agent.assistant.language.numbers import ORDINALS, decimal_text, plain_numbers
from p2p.agent.assistant.language.rounding import Rounding, take_rounding
from p2p.agent.assistant.tools.arithmetic_words import tokens_of
from p2p.agent.assistant.tools.expression import NotArithmeticError, Token, evaluate
from p2p.agent.assistant.tools.number_questions import answer_question
from p2p.agent.assistant.tools.rewording import reworded

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

_QUESTION = re.compile(
    r"\b(?:how (?:much|many)|what|mean|average|median|product|difference|percent|calculate|compute|which|total|altogether|work out|add|sum)\b|\?|=",
    re.IGNORECASE,
)


def calculate(request: str, previous: Fraction | None = None) -> str | None:
    """The result as it is said, or None where `request` is no calculation; `previous` is what "it" means."""
    rounding, text = take_rounding(reworded(plain_numbers(request.strip())))
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
