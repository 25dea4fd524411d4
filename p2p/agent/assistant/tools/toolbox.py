"""All tools behind one door: a request of one step, and what it may lean on from the steps before."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Literal

from p2p.agent.assistant.language.numbers import number_of
from p2p.agent.assistant.language.subjects import items_of
from p2p.agent.assistant.reply import StepResult
from p2p.agent.assistant.tools.calculator import calculate
from p2p.agent.assistant.tools.dates import answer_dates
from p2p.agent.assistant.tools.number_facts import judge_numbers
from p2p.agent.assistant.tools.text import answer_text
from p2p.agent.assistant.tools.units import Quantity, convert, convert_number, in_unit, quantity_in, unit_asked

Kind = Literal["number", "date", "text", "none"]


@dataclass(frozen=True, slots=True)
class Context:
    """What "it" may mean: the number, the amount, the date and the text of the steps before; `kind` is that of the last."""

    kind: Kind = "none"
    number: Fraction | None = None
    quantity: Quantity | None = None
    day: date | None = None
    text: str | None = None


_THEM = re.compile(
    r"\b(?:the (?:numbers|figures|values|list|rest)|them|these|those|it|their|this|that|all|the list|of|numbers)\b", re.IGNORECASE
)
_NUMBERED = re.compile(r"\bweek (?:number|no\b)|\b(?:iso|calendar|which|what) week\b|\bday of the year\b", re.IGNORECASE)
"""Asks for a number that is an amount of nothing."""
Step = tuple[StepResult, Context]


def context_of(result: str) -> Context:
    """What "it" means after a result, by the words of that alone."""
    day, number = _as_date(result), number_of(result)
    return Context("date" if day else "number" if number is not None else "text", number=number, day=day, text=result)


def use_tool(request: str, today: date, context: Context) -> Step | None:
    """The step that one tool does for `request`, or None where none understands it."""
    tools: dict[str, Callable[[], Step | None]] = {
        "text": lambda: _text(request, context),
        "dates": lambda: _dates(request, today, context),
        "units": lambda: _units(request, context),
        "calculator": lambda: _calculator(request, context),
    }
    orders = {
        "none": ("text", "dates", "units", "calculator"),
        "text": ("text", "dates", "units", "calculator"),
        "date": ("dates", "text", "units", "calculator"),
        "number": ("dates", "units", "calculator", "text"),
    }
    return next((step for name in orders[context.kind] if (step := tools[name]()) is not None), None)


def _text(request: str, context: Context) -> Step | None:
    previous = context.text if context.kind in ("text", "number") else None
    found = answer_text(request, previous)
    if found is None:
        return None
    number = None if found.is_text else number_of(found.text)
    kind: Kind = "text" if number is None or found.is_text else "number"
    return StepResult("text", found.text), Context(kind, number=number, text=found.about)


def _dates(request: str, today: date, context: Context) -> Step | None:
    said = answer_dates(request, today, context.day if context.kind == "date" else None, context.number)
    if said is None:
        return None
    number = number_of(said)
    if number is not None:
        unit = (
            None
            if _NUMBERED.search(request)
            else unit_asked(request) or unit_asked("how many years" if "old" in request or "age" in request else "how many days")
        )
        return StepResult("dates", said), Context("number", number=number, quantity=Quantity(number, unit) if unit else None, text=said)
    day = _as_date(said)
    return StepResult("dates", said), Context("date" if day else "text", day=day, text=said)


def _as_date(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None


def _units(request: str, context: Context) -> Step | None:
    found = convert(request, context.quantity)
    if found is None and context.number is not None:
        found = convert_number(request, context.number)
    if found is None:
        return None
    return StepResult("units", found.text), Context("number", number=found.quantity.value, quantity=found.quantity, text=found.text)


def _calculator(request: str, context: Context) -> Step | None:
    judged = judge_numbers(request, context.number)
    if judged is not None:
        return StepResult("calculator", judged), replace(context, kind="number" if context.number is not None else "text", text=judged)
    if context.quantity is not None:
        request = in_unit(request, context.quantity.unit)
    said = calculate(request if context.kind != "text" else _with_list(request, context.text), context.number)
    if said is None:
        return None
    number = number_of(said)
    quantity = quantity_in(request) if context.quantity is None else context.quantity
    if quantity is None and number is not None and (unit := unit_asked(request)):
        quantity = Quantity(number, unit)
    if quantity is not None and number is not None:
        quantity = replace(quantity, value=number)
    return StepResult("calculator", said), Context("number", number=number, quantity=quantity, text=said)


def _with_list(request: str, previous: str | None) -> str:
    """`request` with the numbers of an earlier list in it, where it names none."""
    if previous is None or "," not in previous or re.search(r"\d", request) or any(number_of(item) is None for item in items_of(previous)):
        return request
    return f"{' '.join(_THEM.sub('', request).split()).rstrip(' .?!')} {previous}"
