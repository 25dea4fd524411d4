"""Questions about numbers that are answered by yes or no, or by one of the numbers."""

import re
from collections.abc import Callable
from fractions import Fraction

from p2p.agent.assistant.language.numbers import plain_numbers
from p2p.agent.assistant.tools.expression import evaluate
from p2p.agent.assistant.tools.operations import NotArithmeticError

_NUMBER = r"(-?\d+(?:\.\d+)?(?:\s*[-+*/x×]\s*\d+(?:\.\d+)?)*)"
_THAN: tuple[tuple[str, Callable[[Fraction, Fraction], bool]], ...] = (
    (r"(?:at least|no (?:less|smaller|fewer) than|not (?:less|smaller) than|greater than or equal to|>=)", lambda first, second: first >= second),
    (r"(?:at most|no (?:more|larger|greater|bigger) than|not (?:more|larger|greater|bigger) than|less than or equal to|<=)", lambda first, second: first <= second),
    (r"(?:(?:bigger|larger|greater|more|higher|over|above|beyond|exceeds?|exceeding|tops|beats|older|longer|heavier)(?: than)?|>)", lambda first, second: first > second),
    (r"(?:(?:smaller|less|lower|fewer|under|below|falls short of|falls below|younger|shorter|lighter)(?: than)?|<)", lambda first, second: first < second),
    (r"(?:divisible by|a multiple of|evenly divisible by)", lambda first, second: second != 0 and first % second == 0),
    (r"(?:a (?:factor|divisor) of)", lambda first, second: first != 0 and second % first == 0),
    (r"(?:equal to|equals|the same as|as (?:much|many|big|large) as|==?|exactly)", lambda first, second: first == second),
)  # fmt: skip

_SIGNS = (
    (r"(\d+) (?:divides?|goes? into) (\d+)(?: evenly| exactly)?(?=\W*$)", r"\1 is a factor of \2"),
    (
        r"\b(?:can )?(?:be )?(?:evenly |exactly )?divided (?:evenly |exactly )?by (\d+)(?: (?:without\b.*|evenly|exactly)|(?=\W*$))",
        r"is divisible by \1",
    ),
    (r"(?<=\d) (?:times|multiplied by) (?=\d)", " * "),
    (r"(?<=\d) (?:plus|added to) (?=\d)", " + "),
    (r"(?<=\d) (?:minus|less) (?=\d)", " - "),
    (r"(?<=\d) divided by (?=\d)", " / "),
)
_FILLER = re.compile(
    r"\b(?:(?:happens?|turns? out|proves?|comes? out|is known|seems?) to be |really |actually |indeed |still |in fact |truly |a (?=(?:bigger|larger|greater|smaller|higher|lower) )|"
    r"(?:the )?(?:number|value|figure|integer|result of) (?=-?\d)|(?<=bigger )(?:number|value) |(?<=larger )(?:number|value) |(?<=greater )(?:number|value) |(?<=smaller )(?:number|value) |(?<=higher )(?:number|value) |(?<=lower )(?:number|value) |does (?=not ))"
)


def is_true(claim: str) -> bool | None:
    """Whether what `claim` says of numbers holds, such as "7 is larger than 12" or "is 9 odd"; None where it says nothing of the kind."""
    text = _FILLER.sub("", plain_numbers(claim.casefold().replace("isn't", "is not").replace("doesn't", "does not")))
    for pattern, plain in _SIGNS:
        text = re.sub(pattern, plain, text)
    for pattern, holds in _THAN:
        if match := re.search(
            rf"{_NUMBER}\s*(?P<is>is |are |was |be )?(?P<not>not )?(?:really |also |even |a number )?{pattern}\s*{_NUMBER}", text
        ):
            groups = [group for group in match.groups() if group and group[0] in "-0123456789"]
            try:
                first, second = (evaluate(_tokens(group)) for group in (groups[0], groups[-1]))
            except NotArithmeticError:
                return None
            return holds(first, second) is not bool(match["not"])
    if match := re.search(r"(-?\d+)\s+(?:is |a |an )*(?P<not>not )?(?:a |an )*(?P<kind>even|odd|prime|negative|positive|square)\b", text):
        return _is_kind(int(match.group(1)), match["kind"]) is not bool(match["not"])
    return None


def judge_numbers(request: str, previous: Fraction | None) -> str | None:
    """Yes or no where `request` asks whether something holds of numbers; `previous` is what "it" means."""
    if not re.match(
        r"\W*(?:so |and |then |now |yes or no\W+)*(?:is|are|does|was|can|whether|check (?:if|whether)|tell me (?:if|whether)|say (?:if|whether))\b",
        request,
        re.IGNORECASE,
    ):
        return None
    if previous is not None and previous.denominator == 1:
        request = re.sub(r"\b(?:it|that|this|the (?:result|number|answer|total|sum))(?: number)?\b", str(previous), request, count=1)
    found = is_true(request)
    return None if found is None else "yes" if found else "no"


def _is_kind(number: int, kind: str) -> bool:
    if kind == "prime":
        return 1 < number < 10**12 and all(number % divisor for divisor in range(2, int(number**0.5) + 1))
    return {"even": number % 2 == 0, "odd": number % 2 == 1, "negative": number < 0, "positive": number > 0,
            "square": number >= 0 and round(number**0.5) ** 2 == number}[kind]  # fmt: skip


def _tokens(text: str) -> list[Fraction | str]:
    signs: dict[str, str] = {"x": "*", "×": "*"}
    found: list[str] = re.findall(r"(?<![\d ])-?\d+(?:\.\d+)?|\d+(?:\.\d+)?|[-+*/x×]", text)
    return [Fraction(one) if one[-1].isdecimal() else signs.get(one) or one for one in found]
