"""Whether what is claimed of numbers, dates or words holds."""

import operator
import re
from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction

from p2p.agent.assistant.instructions.predicates import claim_of_texts
from p2p.agent.assistant.language.numbers import number_of, plain_numbers
from p2p.agent.assistant.tools.calculator import calculate
from p2p.agent.assistant.tools.dates import answer_dates
from p2p.agent.assistant.tools.number_facts import is_true
from p2p.agent.assistant.tools.text import answer_text

_HOLDS: tuple[tuple[str, Callable[[Fraction, Fraction], bool]], ...] = (
    (r"(?:is |are )?(?:at least|no less than|not less than|>=)", operator.ge),
    (r"(?:is |are )?(?:at most|no more than|not more than|<=)", operator.le),
    (
        r"(?:(?:is|are|comes? out|turns? out) )?(?:(?:more|bigger|larger|greater|higher) than|above|over|>)|exceeds?|beats?|tops?",
        operator.gt,
    ),
    (r"(?:(?:is|are|comes? out|turns? out) )?(?:(?:less|smaller|lower|fewer) than|below|under|<)", operator.lt),
    (r"(?:is |are )?(?:not equal to|different from|not the same as|unequal to|!=)|does not equal|is not", operator.ne),
    (r"(?:is |are )?(?:equal to|the same as|exactly|==?)|equals?|makes?|gives?|comes? to|(?:is|are)(?= -?\d[\d.]*$)", operator.eq),
)
_SHORT = (("isn't", "is not"), ("aren't", "are not"), ("doesn't", "does not"), ("’", "'"))
_SIZED = re.compile(
    r"(?:the (?:word|name) )?(?P<what>'[^']*'|\"[^\"]*\"|\w+) (?:has|have|contains?|consists of) (?P<how>more than |fewer than |less than |at least |at most |exactly )?(?P<size>\w+) (?P<unit>letters|words|vowels|characters)",
    re.IGNORECASE,
)  # fmt: skip


def holds_true(claim: str, today: date, given: Sequence[str] = ()) -> bool | None:
    """Whether a claim holds, where "it" and the like are the texts `given`; None where it cannot be told."""
    if (said := claim_of_texts(claim, given)) is not None:
        return said
    plain = re.sub(r"^\W*[-–—]\s+", "", claim).strip(" ?.!,").replace("’", "'")
    for short, full in _SHORT:
        plain = plain.replace(short, full)
    plain = re.sub(
        r"^(?:is it (?:true|the case|correct|right) that|it is true that|the (?:number|value)(?= -?\d))\s*", "", plain, flags=re.IGNORECASE
    )
    plain = re.sub(
        r"\b(?:turns?|comes?|proves?|happens?)(?: out)?(?: to (?:be|is)| as)?(?= (?:less|more|smaller|bigger|larger|greater|lower|higher|above|below|under|over|equal|even|odd|at)\b)",
        "is",
        plain,
    )
    plain = re.sub(
        r"^can (?:the number )?(\S+) be (?:evenly |exactly )?divided by (\S+).*", r"\1 is divisible by \2", plain, flags=re.IGNORECASE
    )
    plain = re.sub(
        r"\b(?:can(?: be)? (?:evenly )?divided?|goes|divides)(?: evenly| exactly)? (?:by|into)\b",
        lambda match: "divides" if match.group().endswith("into") else "is divisible by",
        plain,
    )
    plain = re.sub(r"^(-?\w+) divides (-?\w+)$", r"\2 is divisible by \1", plain)
    for judge in (_compared, is_true):
        found = judge(plain)
        if found is not None:
            return found
    for said in (answer_dates(f"is {plain}", today), answer_dates(plain, today), _counted(plain)):
        if said in ("yes", "no"):
            return said == "yes"
    return None


def _compared(claim: str) -> bool | None:
    """Whether a comparison of what two terms come to holds."""
    text = re.sub(r"^(?:is|are|does|do)\s+(?=.*\d)", "", plain_numbers(claim.casefold()))
    for pattern, holds in _HOLDS:
        match = re.search(rf"\s(?:{pattern})\s", text)
        if match is not None:
            sides = [_value(side) for side in (text[: match.start()], text[match.end() :])]
            if sides[0] is not None and sides[1] is not None:
                return holds(sides[0], sides[1])
    return None


def _value(term: str) -> Fraction | None:
    plain = re.sub(r"^(?:the )?(?:number|value|result of|sum of)?\s*", "", term.strip())
    said = number_of(plain)
    term = re.sub(r"(?<=\d) and (?=\d)", " plus ", term)
    worked = calculate(term, None) if said is None and re.search(r"\d", term) else None
    return number_of(worked) if worked is not None else said


def _counted(claim: str) -> str | None:
    """Yes or no to how many letters or words a text has, and to what else the tool for texts knows."""
    if sized := _SIZED.search(claim):
        what = sized["what"] if sized["what"][0] in "'\"" else repr(sized["what"])
        count = answer_text(f"how many {sized['unit']} has {what}")
        found = is_true(f"{count.text} is {sized['how'] or 'equal to '}{sized['size']}") if count else None
        return None if found is None else "yes" if found else "no"
    result = answer_text(f"does {claim}") or answer_text(f"is {claim}")
    return result.text if result else None
