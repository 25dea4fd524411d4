"""Whether an answer is the expected one, family by family."""

import json
from decimal import Decimal, InvalidOperation

from gates.cases.families import InstructionCase, Turn
from learning.retrieval.words import words


def is_result(given: str, expected: str) -> bool:
    """Whether a tool's result is the expected one: the same number, else the same characters; no rounding is forgiven."""
    given_number, number = _number(given), _number(expected)
    return given.strip() == expected if number is None else given_number == number


def is_reply(reply: str, case: InstructionCase) -> bool:
    """Whether a reply is the whole expected one; blanks around it are forgiven, in JSON those inside too."""
    if case.format == "text":
        return reply.strip() == case.reply
    try:
        return json.dumps(json.loads(reply), sort_keys=True) == json.dumps(json.loads(case.reply), sort_keys=True)
    except (ValueError, RecursionError):
        return False


def is_turn(reply: str, turn: Turn) -> bool:
    """Whether a reply says everything that the turn wants said and nothing that it wants kept."""
    return all(says(reply, phrase) for phrase in turn.contains) and not any(says(reply, phrase) for phrase in turn.lacks)


def says(reply: str, phrase: str) -> bool:
    """Whether the words of `phrase` stand in `reply`, one after the other; case, punctuation and a plural's ending do not count."""
    wanted, found = words(phrase), words(reply)
    return any(found[start : start + len(wanted)] == wanted for start in range(len(found) - len(wanted) + 1))


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
