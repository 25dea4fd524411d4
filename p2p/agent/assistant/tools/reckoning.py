"""Questions with numbers that no grammar reads: what is done with them is what is likeliest by the words and by what comes of it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction

from p2p.agent.assistant.language.rounding import take_rounding
from p2p.agent.assistant.reply import StepResult
from p2p.agent.assistant.tools.operations import NotArithmeticError, divided, remainder
from p2p.agent.assistant.tools.operations_said import Operation, Reader, symbols_of
from p2p.agent.assistant.tools.toolbox import Context, Step
from p2p.agent.assistant.tools.units import in_unit

MIN_CHANCE = 0.35
"""What is less likely, among all that may be done, is not done."""
BARE_WORDS = 3
"""A question of no more words, as "how many now?", says nothing of what is done."""
STRANGE = 0.1
"""So much less likely is an operation whose result is none that is asked for: below zero, or without end."""
_ASKS = re.compile(r"\?|\b(?:how (?:many|much|far|long|old|high|heavy)|what|which)\b", re.IGNORECASE)
_ON_TWO: dict[Operation, Callable[[Fraction, Fraction], Fraction]] = {
    "add": lambda first, second: first + second,
    "subtract": lambda first, second: first - second,
    "subtract_from": lambda first, second: second - first,
    "multiply": lambda first, second: first * second,
    "divide": divided,
    "divide_by": lambda first, second: divided(second, first),
    "remainder": remainder,
}
Amount = tuple[Fraction, bool]
"""A number, and whether it is a percentage."""


def reckoned(clauses: Sequence[str], context: Context, read: Reader) -> tuple[Step, int] | None:
    """The step of the first clauses with the one number that they name and the result before, or with the two that they name; how many clauses it takes."""
    for size in range(1, min(3, len(clauses)) + 1):
        text = ", ".join(clauses[:size])
        amounts = _amounts(text, context)
        if len(amounts) + (context.number is not None) > 2:
            return None
        if size < len(clauses) and not _amounts(clauses[size], context) and _ASKS.search(clauses[size]) and not _ASKS.search(text):
            continue
        if len(amounts) + (context.number is not None) == 2:
            known = [(context.number, False)] if context.number is not None else []
            told = [clause for place, clause in enumerate(clauses[:size]) if place == 0 or len(clause.split()) > BARE_WORDS]
            step = _step(", ".join(told), [*known, *amounts], context, read)
            return None if step is None else (step, size)
    return None


def _amounts(text: str, context: Context) -> list[Amount]:
    """The numbers that a text names, in the unit of the result before where they have one of its kind."""
    tokens = symbols_of(in_unit(text, context.quantity.unit) if context.quantity is not None else text)
    return [(token, tokens[place + 1 : place + 2] == ("%",)) for place, token in enumerate(tokens) if isinstance(token, Fraction)]


def _step(text: str, amounts: list[Amount], context: Context, read: Reader) -> Step | None:
    rounding, _ = take_rounding(text)
    chances, likeliest = read(text), None
    for operation in _ON_TWO:
        value = _value(operation, *amounts)
        weight = 0.0 if value is None else chances[operation] * (STRANGE if _is_strange(value, operation) else 1.0)
        if value is not None and (likeliest is None or weight > likeliest[0]):
            likeliest = weight, value, operation
    if likeliest is None or likeliest[0] < MIN_CHANCE or likeliest[0] < chances["none"]:
        return None
    _, value, operation = likeliest
    is_same_kind = operation in ("add", "subtract", "subtract_from", "multiply", "remainder")
    quantity = replace(context.quantity, value=value) if context.quantity is not None and is_same_kind else None
    said = rounding.text(value)
    return StepResult("calculator", said), Context("number", number=value, quantity=quantity, text=said)


def _value(operation: Operation, first: Amount, second: Amount) -> Fraction | None:
    """What comes of two numbers; a percentage that is added or subtracted is one of the other."""
    if operation in ("add", "subtract") and first[1] != second[1]:
        (base, _), (share, _) = sorted((first, second), key=lambda amount: amount[1])
        return base * (1 + share / 100) if operation == "add" else base * (1 - share / 100)
    one, other = (value / 100 if is_percent else value for value, is_percent in (first, second))
    try:
        return _ON_TWO[operation](one, other)
    except NotArithmeticError:
        return None


def _is_strange(value: Fraction, operation: Operation) -> bool:
    if operation in ("divide", "divide_by") and value < 1 and value.denominator > 1:
        return True
    return value < 0 or (operation == "remainder" and value == 0) or 10**6 % value.denominator != 0
