"""The language of reply programs: its functions by name, its notation, and what a program makes.

A program is written as nested calls over texts and numbers, `join(first(items("a, b, c"), 2), " and ")`.
"""

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import partial
from typing import TypeAlias

from p2p.agent.assistant.programs import date_functions as dates
from p2p.agent.assistant.programs import list_functions as lists
from p2p.agent.assistant.programs import measure_functions as measures
from p2p.agent.assistant.programs import number_functions as figures
from p2p.agent.assistant.programs import pair_functions as pairs
from p2p.agent.assistant.programs import part_functions as parts
from p2p.agent.assistant.programs import text_functions as texts
from p2p.agent.assistant.programs.step_tools import COMPARING, DATES_MADE, FORMING, step_text, tool_named
from p2p.agent.assistant.programs.values import ProgramError, Value, checked, text_of
from p2p.agent.assistant.reply import StepResult

MAX_DEPTH = 24
MAX_CALLS = 60
MAX_WORK = 60_000
"""What all functions of a program may take and make together: characters of texts, and items of lists, each of which counts as `ITEM`."""
ITEM = 10
MANY = 24
"""The most arguments of a function that takes any number."""


@dataclass(frozen=True, slots=True)
class Function:
    """What a name stands for, and between which numbers its arguments lie; where it `is_dated`, today stands before them."""

    apply: Callable[..., Value]
    least: int
    most: int
    is_dated: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments."""

    name: str
    arguments: tuple["Program", ...]


@dataclass(frozen=True, slots=True)
class Worked:
    """What a program makes: the reply, and the results on the way that it tells."""

    reply: str
    steps: tuple[StepResult, ...]


STEP, STEPS = "step", "steps"
Program: TypeAlias = "Call | str | Fraction | bool | None"


def _functions(arguments: tuple[int, int], *some: Callable[..., Value], **named: Callable[..., Value]) -> dict[str, Function]:
    return {name: Function(apply, *arguments) for name, apply in ({one.__name__: one for one in some} | named).items()}


def _dated(arguments: tuple[int, int], *some: Callable[..., Value]) -> dict[str, Function]:
    return {one.__name__: Function(one, *arguments, is_dated=True) for one in some}


def _itself(value: Value) -> Value:
    return value


def _last(*values: Value) -> Value:
    return values[-1]


_ONE, _TWO, _THREE = (1, 1), (2, 2), (3, 3)
_TESTS = (
    figures.equal, figures.more, figures.less, figures.at_least, figures.at_most, figures.starts, figures.ends, figures.contains,
    figures.longer, figures.shorter, figures.length_is,
)  # fmt: skip

FUNCTIONS: Mapping[str, Function] = {
    **_functions(_ONE, texts.upper, texts.lower, texts.capitalize, texts.title, texts.swapcase, texts.alternate, texts.backwards, texts.strip),
    **_functions(_ONE, texts.remove_vowels, texts.remove_punctuation, texts.acronym, texts.in_words, texts.in_roman, texts.ordinal, texts.thousands),
    **_functions(_TWO, texts.join, texts.remove, texts.drop_end, texts.drop_start, texts.spell, texts.number_items, texts.decimals, texts.shift),
    **_functions(_THREE, texts.join_last, texts.replace, texts.replace_characters, texts.slice_text, texts.pad),
    **_functions((2, 3), texts.repeat, lists.from_to),
    **_functions((1, MANY), texts.concat, lists.extend, figures.add, figures.multiply, figures.average, list=lists.make_list),
    **_functions(_ONE, lists.items, lists.words, lists.letters, lists.lines, lists.sentences, lists.numbers_in, lists.numbers, lists.vowels),
    **_functions(_ONE, lists.consonants, lists.middle, lists.reverse_list, lists.sort, lists.sort_down, lists.sort_by_length),
    **_functions(_ONE, lists.sort_by_length_down, lists.unique, lists.longest, lists.shortest, lists.largest, lists.smallest),
    **_functions(_TWO, lists.split, lists.first, lists.last, lists.drop_first, lists.drop_last, lists.nth, lists.drop_nth, lists.rotate, lists.interleave),
    **_functions(_THREE, lists.slice_list, lists.every, lists.insert, lists.set_nth, lists.swap, lists.groups),
    **_functions((2, MANY), lists.without),
    **_functions(_ONE, parts.keep_digits, parts.keep_letters, parts.remove_digits, parts.camel, parts.letter_at, parts.letter_place),
    **_functions(_ONE, parts.sort_by_number, parts.sort_by_number_down, parts.sort_by_last_word, parts.repeated),
    **_functions(_TWO, parts.before, parts.after, parts.nth_word, parts.letter_shift, parts.add_each, parts.multiply_each),
    **_functions(_TWO, parts.common, parts.continue_row, parts.roman_items),
    **_functions(_THREE, parts.between, parts.pad_end, parts.replace_first, parts.replace_last),
    **_functions(_ONE, pairs.keys, pairs.values, pairs.key_of_largest, pairs.key_of_smallest, pairs.pairs_object),
    **_functions(_TWO, pairs.value_of, pairs.key_of),
    **_functions(_ONE, figures.count, figures.count_letters, figures.is_even, figures.is_odd, figures.is_prime, figures.is_palindrome),
    **_functions(_ONE, figures.is_upper, figures.is_number, figures.negate, json=figures.in_json),
    **_functions(_TWO, figures.count_of, figures.place_of, figures.subtract, figures.divide, figures.remainder, figures.power, figures.round_to),
    **_functions(_TWO, figures.divides, figures.both, figures.either, figures.zip_object, *_TESTS),
    **_functions(_THREE, figures.choose),
    **_functions((0, MANY), object=figures.make_object),
    **_functions(_TWO, **{f"those_{test.__name__}": partial(lists.keep_if, test) for test in _TESTS}),
    **_functions(_ONE, **{
        f"those_{test.__name__.removeprefix('is_')}": partial(lists.keep_if, lambda item, _, test=test: test(item), other=None)
        for test in (figures.is_even, figures.is_odd, figures.is_prime, figures.is_number, figures.is_upper, figures.is_palindrome)
    }),
    **_functions(_ONE, measures.absolute, measures.floor, measures.ceil, measures.factorial, measures.count_characters, step=_itself),
    **_functions(_ONE, measures.divisors, measures.digits_sum),
    **_functions(_TWO, measures.quotient, measures.percent, measures.percent_more, measures.percent_less, measures.percent_change),
    **_functions(_TWO, measures.percent_share, measures.round_places, measures.gcd, measures.lcm, measures.convert_text),
    **_functions(_TWO, measures.in_base, measures.of_base),
    **_functions(_ONE, dates.to_12_hours, dates.to_24_hours),
    **_functions(_TWO, dates.add_minutes, dates.minutes_between),
    **_functions((1, 2), measures.root),
    **_functions((1, MANY), measures.median, measures.spread),
    **_functions(_THREE, measures.convert),
    **_functions((2, MANY), steps=_last),
    **_dated((0, 0), dates.today),
    **_dated((1, 2), dates.age),
    **_dated(_ONE, dates.date_of, dates.weekday, dates.week_number, dates.day_of_year, dates.month_name, dates.year_of, dates.day_of_month),
    **_dated(_ONE, dates.quarter, dates.days_in_month, dates.days_in_year, dates.is_leap_year, dates.is_weekend, dates.is_date),
    **_dated(_TWO, dates.days_between, dates.weeks_between, dates.months_between, dates.years_between, dates.workdays_between),
    **_dated(_TWO, dates.add_days, dates.add_weeks, dates.add_months, dates.add_years, dates.add_workdays),
    **_dated(_TWO, dates.next_weekday, dates.last_weekday, dates.date_in_form),
    **_dated(_THREE, dates.nth_weekday),
}  # fmt: skip
"""Every function of the language. `those_…` keeps the items of a list of which the test holds."""


def read_program(notation: str) -> Program:
    """The program that is written so.

    Errors: ProgramError for what is none, names an unknown function, or gives it too few or too many arguments.
    """
    try:
        tree = ast.parse(notation, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ProgramError(f"not in the notation of programs: {error}") from error
    return _read(tree, 0)


def _read(node: ast.expr, depth: int) -> Program:
    if depth > MAX_DEPTH:
        raise ProgramError("nested too deeply")
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
        return call(node.func.id, tuple(_read(argument, depth + 1) for argument in node.args))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        value = _read(node.operand, depth)
        if isinstance(value, Fraction):
            return -value
    if isinstance(node, ast.Constant) and (node.value is None or isinstance(node.value, str | bool)):
        return node.value
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return _number(node.value)
    raise ProgramError("only calls, texts and numbers make a program")


def _number(value: float) -> Fraction:
    try:
        return Fraction(str(value))
    except ValueError as error:
        raise ProgramError("only finite numbers make a program") from error


def call(name: str, arguments: tuple[Program, ...]) -> Call:
    """A call that the language allows.

    Errors: ProgramError.
    """
    if (function := FUNCTIONS.get(name)) is None:
        raise ProgramError(f"there is no function {name}")
    if not function.least <= len(arguments) <= function.most:
        raise ProgramError(f"{name} takes {function.least} to {function.most} arguments, not {len(arguments)}")
    return Call(name, arguments)


def run_program(program: Program, today: date | None = None) -> str:
    """The reply that the program makes.

    Errors: ProgramError where it has none, or where it needs today and that is not told.
    """
    return work(program, today).reply


def work(program: Program, today: date | None = None) -> Worked:
    """The reply that the program makes, and its steps.

    Errors: ProgramError where it has none, or where it needs today and that is not told.
    """
    if _calls(program) > MAX_CALLS:
        raise ProgramError("too many calls")
    working = _Working(today)
    try:
        value = working.value(program)
        reply = step_text(value) if isinstance(program, Call) and program.name in (STEP, STEPS) else text_of(value)
    except (ValueError, TypeError, ArithmeticError) as error:
        raise _failed("the program", error) from error
    steps = tuple(result for result, _ in working.steps.values())
    if not reply.strip() or any("\ud800" <= letter <= "\udfff" for said in (reply, *(step.result for step in steps)) for letter in said):
        raise ProgramError("there is nothing to be written")
    return Worked(reply, steps)


def _calls(program: Program) -> int:
    return 1 + sum(_calls(argument) for argument in program.arguments) if isinstance(program, Call) else 0


class _Working:
    """The working out of one program; `steps` are those that are done, by what they are written as, each with its value."""

    def __init__(self, today: date | None) -> None:
        self._today = today
        self._done = 0
        self.steps: dict[str, tuple[StepResult, Value]] = {}

    def value(self, program: Program) -> Value:
        """The value of a part of the program: its arguments are worked out from the left, of the ways that a test chooses from only the one."""
        if not isinstance(program, Call):
            return program
        if program.name == STEP:
            return self._step(program)
        if program.name == "choose":
            condition, *ways = program.arguments
            return self.value(figures.choose(self.value(condition), *ways))
        return self._applied(program, [self.value(argument) for argument in program.arguments])

    def _step(self, program: Call) -> Value:
        """The value of a step, which is done once however often it is written."""
        if isinstance(inner := program.arguments[0], Call) and inner.name == STEP:
            return self._step(inner)
        if (done := self.steps.get(repr(program))) is not None:
            return done[1]
        value = self.value(inner)
        self.steps[repr(program)] = StepResult(_tool(inner), step_text(value)), value
        return value

    def _applied(self, program: Call, arguments: list[Value]) -> Value:
        function = FUNCTIONS[program.name]
        if function.is_dated and self._today is None:
            raise ProgramError(f"{program.name} needs today")
        self._count(arguments)
        try:
            made = checked(function.apply(*([self._today] if function.is_dated else []), *arguments))
        except (ValueError, TypeError, ArithmeticError, LookupError) as error:
            raise _failed(program.name, error) from error
        self._count([made])
        return made

    def _count(self, values: Sequence[Value]) -> None:
        self._done += sum(len(value) * (1 if isinstance(value, str) else ITEM) for value in values if isinstance(value, str | Sequence))
        if self._done > MAX_WORK:
            raise ProgramError("there is too much to be worked out")


def _tool(program: Program) -> str:
    """The tool that makes the value, whatever forms it; dates that are compared are compared by theirs."""
    while isinstance(program, Call) and program.name in FORMING and isinstance(inner := program.arguments[0], Call) and inner.name != STEP:
        program = inner
    if not isinstance(program, Call):
        return "calculator" if isinstance(program, Fraction) else "text"
    return "dates" if program.name in COMPARING and any(map(_is_of_dates, program.arguments)) else tool_named(program.name)


def _is_of_dates(program: Program) -> bool:
    """Whether it makes or names a day, or a list with one."""
    if not isinstance(program, Call):
        return False
    return any(map(_is_of_dates, program.arguments)) if program.name in (STEP, "list") else program.name in DATES_MADE


def _failed(what: str, error: Exception) -> ProgramError:
    return ProgramError(str(error) if isinstance(error, ProgramError) else f"{what} cannot be worked out: {error}")
