"""The functions of reply programs that count, reckon, compare and decide, and those of JSON."""

from fractions import Fraction
from typing import TypeVar

from p2p.agent.assistant.programs.values import MAX_BITS, ProgramError, Value, items_of, json_of, number_in, order_of, text_of, whole_in

Way = TypeVar("Way")
_MAX_POWER = 60
_BASES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37)
_MAX_PRIME = 3 * 10**23
"""Below it no number but a prime passes the test of Miller and Rabin with all of the bases."""


def count(value: Value) -> Value:
    """How many items."""
    return Fraction(len(items_of(value)))


def count_letters(value: Value) -> Value:
    """How many characters that are no blanks."""
    return Fraction(sum(not letter.isspace() for letter in text_of(value)))


def count_of(value: Value, part: Value) -> Value:
    """How often a part stands in a text, or an item in a list, capitals aside."""
    if isinstance(value, list):
        return Fraction(sum(text_of(item).casefold() == text_of(part).casefold() for item in value))
    if not (sought := text_of(part).casefold()):
        raise ProgramError("nothing is counted")
    if len(sought) > 1 and sought in (said := [word.strip(".,;:!?\"'") for word in text_of(value).casefold().split()]):
        return Fraction(said.count(sought))
    return Fraction(text_of(value).casefold().count(sought))


def place_of(value: Value, item: Value) -> Value:
    """The place of an item in a list, or of a letter in a text, from 1."""
    sought = text_of(item).casefold()
    some = [text_of(one).casefold() for one in value] if isinstance(value, list) else list(text_of(value).casefold())
    if sought not in some:
        raise ProgramError("it is not there")
    return Fraction(some.index(sought) + 1)


def add(*values: Value) -> Value:
    """The sum of all."""
    return sum(all_numbers(values), start=Fraction(0))


def subtract(one: Value, other: Value) -> Value:
    """The first without the second."""
    return number_in(one) - number_in(other)


def multiply(*values: Value) -> Value:
    """The product of all."""
    product = Fraction(1)
    for number in all_numbers(values):
        product *= number
    if abs(product) > 10**_MAX_POWER:
        raise ProgramError("the number is too large")
    return product


def divide(one: Value, other: Value) -> Value:
    """The first by the second."""
    if not (divisor := number_in(other)):
        raise ProgramError("nothing is divided by nought")
    return number_in(one) / divisor


def remainder(one: Value, other: Value) -> Value:
    """What dividing leaves."""
    if not (divisor := number_in(other)):
        raise ProgramError("nothing is divided by nought")
    return number_in(one) % divisor


def power(one: Value, other: Value) -> Value:
    """The first to the power of the second."""
    exponent = whole_in(other)
    base = number_in(one)
    bits = max(base.numerator.bit_length(), base.denominator.bit_length())
    if not 0 <= exponent <= _MAX_POWER or bits * exponent > MAX_BITS:
        raise ProgramError("the number is too large")
    return base**exponent


def average(*values: Value) -> Value:
    """The mean of all."""
    numbers = all_numbers(values)
    if not numbers:
        raise ProgramError("nothing has no mean")
    return sum(numbers, start=Fraction(0)) / len(numbers)


def round_to(value: Value, step: Value) -> Value:
    """The nearest multiple of `step`; a half goes away from nought."""
    width = number_in(step)
    if width <= 0:
        raise ProgramError("a step is above nought")
    scaled = number_in(value) / width
    whole = (abs(scaled) + Fraction(1, 2)).__floor__()
    return (whole if scaled >= 0 else -whole) * width


def equal(one: Value, other: Value) -> bool:
    """Whether both are the same number, or the same text."""
    if isinstance(one, str) and isinstance(other, str) and order_of(one)[0] == 1:
        return one == other
    return order_of(one) == order_of(other)


def more(one: Value, other: Value) -> bool:
    """Whether the first is greater, later, or behind the second in the alphabet."""
    return order_of(one) > order_of(other)


def less(one: Value, other: Value) -> bool:
    """Whether the first is smaller, earlier, or before the second in the alphabet."""
    return order_of(one) < order_of(other)


def at_least(one: Value, other: Value) -> bool:
    """Whether the first is not less."""
    return not less(one, other)


def at_most(one: Value, other: Value) -> bool:
    """Whether the first is not more."""
    return not more(one, other)


def is_even(value: Value) -> bool:
    """Whether two divides it."""
    return number_in(value) % 2 == 0


def is_odd(value: Value) -> bool:
    """Whether it is whole and two does not divide it."""
    return number_in(value) % 2 == 1


def divides(one: Value, other: Value) -> bool:
    """Whether the first divides the second."""
    return remainder(other, one) == 0


def is_prime(value: Value) -> bool:
    """Whether a whole number is prime."""
    number = number_in(value)
    if number.denominator != 1 or number > _MAX_PRIME:
        raise ProgramError("a whole number is needed")
    return number > 1 and all(number == base or _may_be_prime(int(number), base) for base in _BASES)


def starts(value: Value, start: Value) -> bool:
    """Whether a text begins with another, capitals aside."""
    return text_of(value).casefold().startswith(text_of(start).casefold())


def ends(value: Value, end: Value) -> bool:
    """Whether a text ends with another, capitals aside."""
    return text_of(value).casefold().endswith(text_of(end).casefold())


def contains(value: Value, part: Value) -> bool:
    """Whether a text has a part, or a list an item, capitals aside."""
    sought = text_of(part).casefold()
    return sought in ([text_of(item).casefold() for item in value] if isinstance(value, list) else text_of(value).casefold())


def is_palindrome(value: Value) -> bool:
    """Whether the letters and digits are the same from behind, capitals aside."""
    letters = [letter for letter in text_of(value).casefold() if letter.isalnum()]
    return letters == letters[::-1]


def is_upper(value: Value) -> bool:
    """Whether all letters are large."""
    return text_of(value).isupper()


def is_number(value: Value) -> bool:
    """Whether it is a number, in digits or in words."""
    return order_of(value)[0] == 0


def length_is(value: Value, length: Value) -> bool:
    """Whether a text has so many characters."""
    return len(text_of(value)) == whole_in(length)


def longer(value: Value, other: Value) -> bool:
    """Whether a text has more characters than another, or than a number says."""
    return len(text_of(value)) > (len(other) if isinstance(other, str) else whole_in(other))


def shorter(value: Value, other: Value) -> bool:
    """Whether a text has fewer characters than another, or than a number says."""
    return len(text_of(value)) < (len(other) if isinstance(other, str) else whole_in(other))


def both(one: Value, other: Value) -> bool:
    """Whether both hold."""
    return truth(one) and truth(other)


def either(one: Value, other: Value) -> bool:
    """Whether one holds at least."""
    return truth(one) or truth(other)


def negate(value: Value) -> bool:
    """Whether it does not hold."""
    return not truth(value)


def choose(condition: Value, one: Way, other: Way) -> Way:
    """The one where the condition holds, else the other."""
    return one if truth(condition) else other


def make_object(*values: Value) -> Value:
    """An object of JSON: keys and values in turn."""
    if len(values) % 2:
        raise ProgramError("a key has a value")
    return {text_of(key): value for key, value in zip(values[::2], values[1::2], strict=True)}


def zip_object(keys: Value, values: Value) -> Value:
    """An object of JSON of two lists."""
    return {text_of(key): value for key, value in zip(items_of(keys), items_of(values), strict=True)}


def in_json(value: Value) -> Value:
    """The value in JSON; a list becomes an array."""
    return json_of(value)


def truth(value: Value) -> bool:
    """`value`, which is true or false."""
    if not isinstance(value, bool):
        raise ProgramError("true or false is needed")
    return value


def all_numbers(values: tuple[Value, ...]) -> list[Fraction]:
    """The numbers among the values and in the lists among them."""
    flat: list[Fraction] = []
    for value in values:
        flat += [number_in(item) for item in value] if isinstance(value, list) else [number_in(value)]
    return flat


def _may_be_prime(number: int, base: int) -> bool:
    """The test of Miller and Rabin, which a prime passes with each base that is not itself."""
    odd = number - 1
    while odd % 2 == 0:
        odd //= 2
    power = pow(base, odd, number)
    while odd < number - 1 and power not in (1, number - 1):
        power, odd = power * power % number, odd * 2
    return power == number - 1 or (power == 1 and odd % 2 == 1)
