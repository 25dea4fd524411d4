"""The functions of reply programs that reckon further, and those that measure in units."""

import math
import re
from collections.abc import Callable
from fractions import Fraction
from statistics import median as median_of

from p2p.agent.assistant.programs.number_functions import all_numbers, round_to
from p2p.agent.assistant.programs.values import MAX_BITS, ProgramError, Value, each_number, number_in, text_of, whole_in
from p2p.agent.assistant.tools import operations
from p2p.agent.assistant.tools.unit_table import Unit, converted
from p2p.agent.assistant.tools.units import amount_in, unit_in

_MAX_AMOUNT = 100
"""Characters of the longest amount that is read."""
_MAX_DEGREE = 16
_MAX_PLACES = 12
_MAX_FACTORIAL = 80
_DIGITS = "0123456789ABCDEF"
_ROOT_PLACES = 30
_INCHES = re.compile(r"(?<=\d)\s*in\W*$", re.IGNORECASE)


def quotient(one: Value, other: Value) -> Value:
    """How often the second goes whole into the first."""
    return Fraction(math.trunc(number_in(one) / _divisor(other)))


def percent(share: Value, number: Value) -> Value:
    """So many hundredths of a number."""
    return number_in(share) * number_in(number) / 100


def percent_more(number: Value, share: Value) -> Value:
    """A number raised by so many hundredths of it."""
    return number_in(number) * (100 + number_in(share)) / 100


def percent_less(number: Value, share: Value) -> Value:
    """A number without so many hundredths of it."""
    return number_in(number) * (100 - number_in(share)) / 100


def percent_change(before: Value, after: Value) -> Value:
    """By how many hundredths of itself a number changed, below 0 where it fell."""
    return (number_in(after) - number_in(before)) / abs(_divisor(before)) * 100


def percent_share(part: Value, whole: Value) -> Value:
    """How many hundredths of the whole the part is."""
    return number_in(part) / _divisor(whole) * 100


def root(value: Value, degree: Value = Fraction(2)) -> Value:
    """The square root or another, exact where it is rational, else to thirty decimals."""
    number, which = number_in(value), whole_in(degree)
    if not 1 <= which <= _MAX_DEGREE or _bits(number) > MAX_BITS:
        raise ProgramError("there is no such root")
    try:
        found = operations.root(number, which)
    except operations.NotArithmeticError as error:
        raise ProgramError("a number below nought has no such root") from error
    return found if found**which == number else round(found, _ROOT_PLACES)


def absolute(value: Value) -> Value:
    """The number without its sign."""
    return each_number(abs, value)


def floor(value: Value) -> Value:
    """The whole number below, or the number itself where it is whole."""
    return each_number(lambda number: Fraction(math.floor(number)), value)


def ceil(value: Value) -> Value:
    """The whole number above, or the number itself where it is whole."""
    return each_number(lambda number: Fraction(math.ceil(number)), value)


def round_places(value: Value, places: Value) -> Value:
    """The number rounded to so many decimals; a half goes away from nought."""
    number = whole_in(places)
    if not 0 <= number <= _MAX_PLACES:
        raise ProgramError("so many decimals cannot be")
    return each_number(lambda one: round_to(one, Fraction(1, 10**number)), value)


def median(*values: Value) -> Value:
    """The number in the middle, or the mean of the two that are there."""
    return Fraction(median_of(_some(values)))


def spread(*values: Value) -> Value:
    """How far the largest is above the smallest."""
    numbers = _some(values)
    return max(numbers) - min(numbers)


def gcd(one: Value, other: Value) -> Value:
    """The largest number that divides both."""
    return _of_whole(math.gcd, one, other)


def lcm(one: Value, other: Value) -> Value:
    """The smallest number that both divide."""
    return _of_whole(math.lcm, one, other)


def factorial(value: Value) -> Value:
    """The product of all whole numbers up to this."""
    number = whole_in(value)
    if not 0 <= number <= _MAX_FACTORIAL:
        raise ProgramError("the number is too large")
    return Fraction(math.factorial(number))


def count_characters(value: Value) -> Value:
    """How many characters, blanks too."""
    return Fraction(len(text_of(value)))


def convert(amount: Value, source: Value, target: Value) -> Value:
    """An amount of one unit in another."""
    return _in_unit(number_in(amount), _unit(source), _unit(target))


def convert_text(amount: Value, target: Value) -> Value:
    """An amount with its unit, or of several units ("2 days 6 hours"), in another."""
    text = text_of(amount)
    if len(text) > _MAX_AMOUNT or (found := amount_in(_INCHES.sub(" inches", text))) is None:
        raise ProgramError("an amount with its unit is needed")
    return _in_unit(found.value, found.unit, _unit(target))


def _in_unit(amount: Fraction, source: Unit, target: Unit) -> Fraction:
    if source.dimension != target.dimension:
        raise ProgramError("the units measure different things")
    return converted(amount, source, target)


def _unit(value: Value) -> Unit:
    name = text_of(value)
    if len(name) > _MAX_AMOUNT or (unit := unit_in(name)) is None:
        raise ProgramError("there is no such unit")
    return unit


def _of_whole(function: Callable[[int, int], int], one: Value, other: Value) -> Fraction:
    numbers = [number_in(value) for value in (one, other)]
    if any(number.denominator != 1 or _bits(number) > MAX_BITS for number in numbers):
        raise ProgramError("whole numbers are needed")
    return Fraction(function(*(int(number) for number in numbers)))


def divisors(number: Value) -> Value:
    """The whole numbers that a number of at most 10,000 can be divided by, from 1 to itself."""
    whole = whole_in(number)
    if whole < 1:
        raise ProgramError("only numbers above 0 have divisors")
    return [Fraction(one) for one in range(1, whole + 1) if whole % one == 0]


def digits_sum(number: Value) -> Value:
    """The sum of the digits of a number, of those behind the point too."""
    whole = number_in(number)
    said = text_of(whole)
    if number_in(said) != whole:
        raise ProgramError("the number has too many digits")
    return Fraction(sum(int(digit) for digit in said if digit.isdigit()))


def in_base(number: Value, base: Value) -> Value:
    """A whole number in the digits of another base."""
    whole, which, digits = number_in(number), _base(base), ""
    if whole.denominator != 1:
        raise ProgramError("only whole numbers have digits of a base")
    rest = abs(int(whole))
    while rest or not digits:
        rest, digit = divmod(rest, which)
        digits = _DIGITS[digit] + digits
    return "-" * (whole < 0) + digits


def of_base(digits: Value, base: Value) -> Value:
    """The number that digits of a base say."""
    said, which = text_of(digits).replace(" ", ""), _base(base)
    if len(said) > MAX_BITS or not re.fullmatch(r"-?[0-9A-Fa-f]+", said):
        raise ProgramError("these are no digits of the base")
    try:
        return Fraction(int(said, which))
    except ValueError as error:
        raise ProgramError("these are no digits of the base") from error


def _base(value: Value) -> int:
    if not 2 <= (base := whole_in(value)) <= len(_DIGITS):
        raise ProgramError("there is no such base")
    return base


def _divisor(value: Value) -> Fraction:
    if not (number := number_in(value)):
        raise ProgramError("nothing is divided by nought")
    return number


def _some(values: tuple[Value, ...]) -> list[Fraction]:
    if not (numbers := all_numbers(values)):
        raise ProgramError("there are no numbers")
    return numbers


def _bits(number: Fraction) -> int:
    return max(number.numerator.bit_length(), number.denominator.bit_length())
