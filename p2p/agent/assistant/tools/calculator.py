"""The calculator: arithmetic in words or symbols, and the usual questions with numbers in them."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from p2p.agent.assistant.language.inflection import verb_forms
from p2p.agent.assistant.language.numbers import NUMBER_WORDS, ORDINALS, decimal_text, number_of, plain_numbers
from p2p.agent.assistant.language.rounding import Rounding, take_rounding
from p2p.agent.assistant.tools.arithmetic_words import KNOWN, VERB_WORDS, Spoken, spoken
from p2p.agent.assistant.tools.expression import VERBS, Token, evaluate
from p2p.agent.assistant.tools.number_questions import answer_question
from p2p.agent.assistant.tools.operations import ON_MANY, NotArithmeticError
from p2p.agent.assistant.tools.references import MENTION

_ITS = re.compile(r"\bits\s+(.+?)(?=[?.!]|$)", re.IGNORECASE)
_THESE = re.compile(
    r"^(?:of (?:that|those|these|this|which|it)[, ]+)?(?P<number>\d[\d.]*) .*\b(?P<verb>take|subtract|deduct|add|knock|leave)\b (?:them|that|those|these)\b.*$",
    re.IGNORECASE,
)
_SOME_OF_THEM = re.compile(r"(?<=\d) of (?:them|those|these)\b(?=\W*$)", re.IGNORECASE)
_ONE = re.compile(r"(?<=\bwhat )(does|do|will|would|must|can) one (?=(?:get|obtain|have|find|reach|arrive|end)\b)", re.IGNORECASE)
_THAT_IS = re.compile(r"^(\W*(?:times|plus|minus|divided by)\b.*\d) (?:that|this|it)(?: is| was| makes| gives)?(?=\W*$)", re.IGNORECASE)
_PURPOSE = re.compile(
    r"\s+(?:to get|to obtain|to find|to see|in order to|so that|which gives|giving|for the total|as a check)\b(?!.*\d).*", re.IGNORECASE
)
_TAIL = re.compile(
    r"(?:\bi\.?e\.?|\bthat is|\bin other words|\bmeaning|\s[-–—]|[:;,])\s+|\b(?:when|if) (?:you|we|i|one) (?!get)", re.IGNORECASE
)
_CONTENT = re.compile(r"\d|\b(?!(?:and|then|now|please|round|rounded|finally)\b)[a-z]+", re.IGNORECASE)
_DATE = re.compile(r"\d{4}[-/]\d{1,2}[-/]\d{1,2}|\d{1,2}[./]\d{1,2}[./]\d{4}|\d{1,2}:\d{2}\b")
_WHOLE_PARTS = {"half": 2, "halve": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
                "tenth": 10, "twelfth": 12, "twentieth": 20, "hundredth": 100}  # fmt: skip
_FRACTION = re.compile(
    rf"(?:\b(?P<count>a|an|one|the|\d+)[ -]|(?<![\w-]))(?P<part>{'|'.join(_WHOLE_PARTS)})s?\b"
    r"(?=\s+(?:of|from|as|off|more|less|fewer|to|on|again|plus|minus|times)\b|\s*[?.!,]*$|\s*[-+*/,]|\s+of\b)",
    re.IGNORECASE,
)
_ADDED = re.compile(r"(?:\b(?:plus|minus|times)|[-+*])\s*$", re.IGNORECASE)
_SHARE = re.compile(r"\s+(?:of|off|from|more|less)\b", re.IGNORECASE)
_VERBS = "|".join(sorted({form for verb in VERB_WORDS for form in verb_forms(verb)}))
_AMOUNT = r"-?\d[\d.]*(?: ?(?:%|per ?cent|percent))?"
_SHARE_SAID = rf"(?:%|per ?cent|percent|\b(?:{'|'.join(_WHOLE_PARTS)})s?)"
_REWORDINGS = (
    (r"\b(?:a )?half as (?:much|many|\w+) again(?: as)?\b|\bhalf again as (?:much|many)(?: as)?\b", "1.5 times"),
    (r"\b(?:cut|split|divide|break|chop)\b(.*?)\b(?:in half|into halves|in two)\b", r"\1 / 2"),
    (r"(?<=\d) (?:times )?as (?:much|many|\w+) as\b|(?<=\d) times (?:more|bigger|larger) than\b", " times"),
    (r"\bas (?:much|many|big|large|long|high|old|heavy) as\b", "of"),
    (r"\bas (?:much|many|big|large|long|high|old|heavy)\b", " "),
    (r"\b(is|does|would|will|for|of) 1 (?=(?!plus|minus|times|over|per|divided|and|to|in|more|less|off|of|out)[a-z]+\W*$)", r"\1 each "),
    (r"\s[-–—]\s+(?=[a-z]{2})(?!(?:half|twice|double|the (?:square|cube)|a \w+ of)\b)", " , "),
    (r"\b(\d+) (?!(?:third|quarter|fifth|eighth|tenth|half|halve)s)(\w+s) of (\d[\d.]*) (?=[a-z])", r"\1 \2 each at \3 "),
    (r"(?<=\d) an? (?=[a-z])", " each "),
    (r"\b(my|the|these|those|our) \d+ (?=[a-z]+s (?:are|were)\b)", r"\1 "),
    (r"\b(\w+(?:th|rd|nd)|quarter|half) (?:part|share) of\b", r"\1 of"),
    (r"^(\d[\d.]*)[,:;]? (?:thereof|of (?:it|that|which)) (.+)", r"\2 of \1"),
    (r"^take (?=\d[\d.]* (?:squared|cubed|doubled|tripled|halved|times|plus|minus|multiplied|divided|over|to the)\b)", ""),
    (r"\btake (?=\d[\d.]* ?(?:%|per ?cent\b|percent\b)\W*$)", ""),
    (r"\bmultiply out (?=\d)", ""),
    (r"\btake (?=(?:the|its) (?:square|cube|second|third) root\b)", ""),
    (r"\b(?:cut|split|divide|share|chop|slice|break|saw)\b(.*?)(?:\bup )?\bin (?=\d)", r"divide\1 by "),
    (r"\bin half\b|\binto halves\b", "/ 2"),
    (r"\b(?:an?|1) (\w+) (?:has|holds|contains|takes|seats) (\d[\d.]*)", r"each \1 \2"),
    (r"\b(\d+)\s+ways\b", r"among \1"),
    (r"\bround(?:ed|ing)? off\b", "round"),
    (r"\btake (?=(?:an?|the|\d) (?:half|third|quarter|fifth|sixth|eighth|tenth)s?\W*$)", ""),
    (r"\b(\d[\d.]*) (?:has|have|gets) (\d[\d.]*) (\w+ed|taken|cut) (?:away )?(?:from|off) (?:it|them)\b", r"\1 with \2 \3"),
    (r"\bhow many (full|whole|complete) times\b", r"how many times \1"),
    (r"^(\d[\d.]*)[,:;]? (?=(.*\d ?(?:%|per ?cent|percent)) (?:thereof|of (?:it|that))\b)(.*?) (?:thereof|of (?:it|that))\b", r"\3 of \1"),
    (r"\bhow old\b.*\bin (\d+)(?: years)?\b", r"add \1"),
    (r"\btake (?=the (?:\w+ ){1,2}of\b)", ""),
    (r"\binto (?=\d+ (?!(?:please|and|then|is|to|what|gives?|makes?)\b)[a-z])", "among "),
    (r"\b(\d+)s\b", r"\1"),
    (r"(?<=\d) (\w+) in (?:an?|one|every|each) (?=[a-z])", r" \1 each "),
    (r"(?<=\d) ?: ?(?=\d)", " / "),
    (
        r"\b(?:giv(?:es?|en|ing)|gave|hand(?:s|ed)?|lend(?:s|t)?|lent|donat(?:es?|ed)|pass(?:es|ed)?|sen(?:ds?|t)) (\d[\d.]*) (?:(?:of|\w+s) )*to (?!\d)",
        r"spends \1 on ",
    ),
    (rf"\b({_VERBS})\s+((?:from|by|with|into|to|off)\s+{_AMOUNT})[,:]?\s+({_AMOUNT})(?=\W*$)", r"\1 \3 \2"),
    (rf"^(?:and )?(?:of|out of)\s+({_AMOUNT}),?\s+(.*{_SHARE_SAID})\W*$", r"\2 of \1"),
    (rf"^(?:and )?(?:of|off|out of|from)\s+({_AMOUNT}),?\s+(?:you |we |i )?({_VERBS})\b (.+)", r"\2 \3 from \1"),
)
_POWER = re.compile(rf"\bto the (?:power of (?:the )?)?(\d+(?:st|nd|rd|th)|{'|'.join(ORDINALS)}|-?\d+)\b(?: power)?(?! of)", re.IGNORECASE)
_NTH_POWER = re.compile(
    rf"\bthe ({'|'.join(word for word in ORDINALS if '-' not in word and ' ' not in word)}) power of (\d[\d.]*)", re.IGNORECASE
)
_PLURALS = {
    f"{word[:-1]}ies" if word.endswith("y") else f"{word}es" if word == "six" else f"{word}s": word
    for word in NUMBER_WORDS
    if word not in ("zero", "one")
}
_PLURAL = re.compile(rf"(?:(?<=\bhow many )|(?<=\bin )|(?<=\d )())({'|'.join(_PLURALS)})\b", re.IGNORECASE)
_QUESTION = re.compile(r"\b(?:calculate|compute|work out|total|altogether|could you|can you|please|i need|i want)\b|\?|=", re.IGNORECASE)
_OF_TEXT = re.compile(r"\b(?:words?|letters?|vowels?|consonants?|characters?|duplicates?|names?|items?|spaces?)\b", re.IGNORECASE)
_STATEMENT = re.compile(
    r"\b(?:i|my|we|our|you|your|he|she|his|her|they|their|there|it|is|are|was|were|has|have|had|will|would|comes?|costs?)\b", re.IGNORECASE
)
_SIGNED = re.compile(r"\d\s*[-+*/x×:]\s*\d")
"""What a code, a range or a size may be, too."""
_MAX_UNKNOWN_IN_ORDER = 2


def calculate(request: str, previous: Fraction | None = None) -> str | None:
    """The result as it is said, or None where `request` is no calculation; `previous` is what "it" means."""
    rounding, text = take_rounding(plain_numbers(_ONE.sub(r"\1 you ", request.strip())))
    value = _value(text, rounding, previous)
    return None if value is None else rounding.text(value)


def does(text: str) -> frozenset[Token]:
    """What `text` tells to do with numbers, as symbols."""
    return frozenset(spoken(marked(plain_numbers(text))).tokens) & (KNOWN | {"%"})


def _value(text: str, rounding: Rounding, previous: Fraction | None) -> Fraction | None:
    if _DATE.search(text):
        return None
    if rounding.is_asked and not _CONTENT.search(text):
        return previous
    text = _PURPOSE.sub("", text)
    parts = [text, *(text[match.end() :] for match in _TAIL.finditer(text))] if previous is not None else [text]
    return next((value for part in parts if (value := _value_of(part, rounding, previous)) is not None), None)


def _value_of(text: str, rounding: Rounding, previous: Fraction | None) -> Fraction | None:
    with_previous, is_named = _with_previous(text, previous)
    said = spoken(marked(with_previous))
    if not re.search(r"\d", text) and _OF_TEXT.search(text):
        return None
    if not said.tokens or not _is_request(text, said, previous):
        return None
    for tokens in _candidates(said, rounding, previous, is_named=is_named):
        for reading in (answer_question, _evaluated):
            try:
                if (value := reading(tokens)) is not None:
                    return value
            except (NotArithmeticError, ZeroDivisionError, OverflowError):
                continue
    return None


def _evaluated(tokens: Sequence[Token]) -> Fraction:
    return evaluate(Spoken(tuple(tokens), 0).expression)


def marked(text: str) -> str:
    """`text` with its fractions marked, and what is said the long way round in short."""
    text = _POWER.sub(lambda match: f"^ {ORDINALS.get(match[1].casefold()) or re.sub('[a-z]', '', match[1])}", text)
    text = _NTH_POWER.sub(lambda match: f"{match[2]} ^ {ORDINALS[match[1].casefold()]}", text)
    text = _PLURAL.sub(lambda match: f"{'' if match[1] is None else '* '}{number_of(_PLURALS[match[2].casefold()])}", text)
    for pattern, plain in _REWORDINGS:
        text = re.sub(pattern, plain, text, flags=re.IGNORECASE)
    return _FRACTION.sub(_fraction, text)


def _is_request(text: str, said: Spoken, previous: Fraction | None) -> bool:
    """Whether words without meaning may be passed over: where something is asked, or told to be done with numbers."""
    tokens = set(said.tokens)
    if said.num_unknown == 0 or previous is not None or tokens & {"ask", "count", "x", "ask%", "gap"} or _QUESTION.search(text):
        return True
    if said.num_unknown <= _MAX_UNKNOWN_IN_ORDER and said.tokens[0] in ON_MANY:
        return True
    if said.num_unknown > _MAX_UNKNOWN_IN_ORDER or _STATEMENT.search(text):
        return False
    return {"at", "each"} <= tokens or said.tokens[0] in KNOWN or (bool(tokens & (KNOWN - {"%"})) and not _SIGNED.search(text))


def _candidates(said: Spoken, rounding: Rounding, previous: Fraction | None, *, is_named: bool) -> Iterator[list[Token]]:
    """The tokens as they may be meant, with the earlier result where an operand is missing."""
    tokens = list(said.tokens)
    numbers = [token for token in tokens if isinstance(token, Fraction)]
    has_operator = (
        any(token in KNOWN - {"%"} for token in tokens)
        or len(numbers) > 1
        or (previous is not None and bool({"%", "each", "spend", "gain"} & set(tokens)))
    )
    if previous is None and len(numbers) < 2 and not set(tokens) & (KNOWN - {"%", "+", "-", "*", "/"}) and not rounding.is_asked:
        return
    if not has_operator and not rounding.is_asked:
        return
    if rounding.is_asked and len(numbers) == 1 and not has_operator:
        yield [numbers[0]]
        return
    if rounding.is_asked and not numbers and previous is not None and not has_operator:
        yield [previous]
        return
    is_plain_first = previous is None or len(numbers) > 1 or is_named
    if is_plain_first:
        yield tokens
    if previous is not None and not (is_named and len(numbers) > 1):
        yield from _filled(tokens, previous)
        if not is_plain_first:
            yield tokens
    if rounding.is_asked and len(numbers) == 1 and set(tokens) - {numbers[0]} <= {"decrease", "subtract", "to", "divide"}:
        yield [numbers[0]]


def _filled(tokens: list[Token], previous: Fraction) -> Iterator[list[Token]]:
    if tokens[-1] in ("+", "-", "*", "/"):
        yield [*tokens, previous]
    for verb, sign in (("spend", "-"), ("gain", "+")):
        if verb in tokens and not {"ask", "count"} & set(tokens):
            yield [previous, sign, *(token for token in tokens if token not in (verb, "of", "more"))]
    start = next((place for place, token in enumerate(tokens) if token in VERBS or isinstance(token, Fraction)), 0)
    verb = tokens[start]
    rest = tokens[start + 1 :]
    if verb in VERBS:
        if verb in ("add", "subtract"):
            bare = [token for token in rest if token not in ("off", "from", "to", "with")]
            yield [previous, "+" if verb == "add" else "-", *bare]
        yield [verb, previous, *rest]
    behind = [word for word in rest if word != "of"]
    if behind[:1] in (["more"], ["add"], ["increase"]):
        yield [previous, "+", verb]
    if behind[:1] in (["fewer"], ["off"], ["subtract"]):
        yield [previous, "-", verb]
    if rest[:2] in (["%", "more"], ["%", "add"], ["%", "fewer"], ["%", "off"], ["%", "increase"], ["%", "decrease"]):
        yield [previous, "+" if rest[1] in ("more", "add", "increase") else "-", verb, "%"]
    yield [previous, *tokens]
    yield [*tokens, previous]
    yield [*tokens, "of", previous]


def _with_previous(text: str, previous: Fraction | None) -> tuple[str, bool]:
    """`text` with the earlier result in place of the words that mean it; whether there are such words."""
    if previous is None:
        return text, False
    text = _THESE.sub(r"\g<verb> \g<number>", text)
    text = _THAT_IS.sub(r"\1", _ITS.sub(r"\1 of it", _SOME_OF_THEM.sub("", text)))
    said = decimal_text(previous, 12)
    text, num_named = MENTION.subn(lambda match: f" {said}{'%' if 'percentage' in match.group() else ''} ", text, count=2)
    return text, num_named > 0


def _fraction(match: re.Match[str]) -> str:
    """A share of what is worked on; "plus three quarters" is a number of its own."""
    count, part = match["count"] or "1", _WHOLE_PARTS[match["part"].casefold()]
    is_number = count.isdecimal() and _ADDED.search(match.string[: match.start()]) and not _SHARE.match(match.string[match.end() :])
    return f"({count}/{part})" if is_number else f"‹{count if count.isdecimal() else 1}/{part}›"
