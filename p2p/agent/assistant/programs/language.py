"""The language of reply programs: its functions by name, its notation, and what a program makes.

A program is written as nested calls over texts and numbers, `join(first(items("a, b, c"), 2), " and ")`.
"""

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import TypeAlias

from p2p.agent.assistant.programs import list_functions as lists
from p2p.agent.assistant.programs import number_functions as figures
from p2p.agent.assistant.programs import text_functions as texts
from p2p.agent.assistant.programs.values import ProgramError, Value, checked, text_of

MAX_DEPTH = 12
MAX_CALLS = 60
MANY = 24
"""The most arguments of a function that takes any number."""


@dataclass(frozen=True, slots=True)
class Function:
    """What a name stands for, and between which numbers its arguments lie."""

    apply: Callable[..., Value]
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments."""

    name: str
    arguments: tuple["Program", ...]


Program: TypeAlias = "Call | str | Fraction | bool | None"


def _functions(arguments: tuple[int, int], *some: Callable[..., Value], **named: Callable[..., Value]) -> dict[str, Function]:
    return {name: Function(apply, *arguments) for name, apply in ({one.__name__: one for one in some} | named).items()}


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
    **_functions(_ONE, figures.count, figures.count_letters, figures.is_even, figures.is_odd, figures.is_prime, figures.is_palindrome),
    **_functions(_ONE, figures.is_upper, figures.is_number, figures.negate, json=figures.in_json),
    **_functions(_TWO, figures.count_of, figures.place_of, figures.subtract, figures.divide, figures.remainder, figures.power, figures.round_to),
    **_functions(_TWO, figures.divides, figures.both, figures.either, figures.zip_object, *_TESTS),
    **_functions(_THREE, figures.choose),
    **_functions((0, MANY), object=figures.make_object),
    **_functions(_TWO, **{f"those_{test.__name__}": partial(lists.keep_if, test) for test in _TESTS}),
    **_functions(_ONE, **{
        f"those_{test.__name__.removeprefix('is_')}": partial(lists.keep_if, lambda item, _, test=test: test(item), other=None)
        for test in (figures.is_even, figures.is_odd, figures.is_number, figures.is_upper, figures.is_palindrome)
    }),
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


def run_program(program: Program) -> str:
    """The reply that the program makes.

    Errors: ProgramError where it has none.
    """
    if _calls(program) > MAX_CALLS:
        raise ProgramError("too many calls")
    try:
        reply = text_of(_value(program))
    except (ValueError, TypeError, ArithmeticError) as error:
        raise _failed("the program", error) from error
    if not reply.strip() or any("\ud800" <= letter <= "\udfff" for letter in reply):
        raise ProgramError("there is nothing to be written")
    return reply


def _calls(program: Program) -> int:
    return 1 + sum(_calls(argument) for argument in program.arguments) if isinstance(program, Call) else 0


def _value(program: Program) -> Value:
    if not isinstance(program, Call):
        return program
    arguments = [_value(argument) for argument in program.arguments]
    try:
        return checked(FUNCTIONS[program.name].apply(*arguments))
    except (ValueError, TypeError, ArithmeticError, LookupError) as error:
        raise _failed(program.name, error) from error


def _failed(what: str, error: Exception) -> ProgramError:
    return ProgramError(str(error) if isinstance(error, ProgramError) else f"{what} cannot be worked out: {error}")
