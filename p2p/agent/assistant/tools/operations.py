"""What arithmetic does to numbers, exact, every size bounded."""

import math
from collections.abc import Callable, Sequence
from decimal import Decimal, localcontext
from fractions import Fraction
from statistics import median

MAX_EXPONENT = 512
MAX_BITS = 4096
_ROOT_DIGITS = 60


class NotArithmeticError(Exception):
    """The symbols are no expression, or it has no value: never leaves the tools."""


def root(value: Fraction, degree: int) -> Fraction:
    """The real root, exact where it is rational, else to sixty digits."""
    if value < 0 and degree % 2 == 0:
        raise NotArithmeticError
    sign, value = (-1, -value) if value < 0 else (1, value)
    exact = [round(part ** (1 / degree)) if part < 2**1000 else 0 for part in (value.numerator, value.denominator)]
    if Fraction(exact[0], exact[1] or 1) ** degree == value:
        return sign * Fraction(exact[0], exact[1])
    with localcontext() as context:
        context.prec = _ROOT_DIGITS
        return sign * Fraction((Decimal(value.numerator) / Decimal(value.denominator)) ** (Decimal(1) / degree))


def power(base: Fraction, exponent: Fraction) -> Fraction:
    """`base` to `exponent`, which is a whole number or the inverse of a small one."""
    if exponent.denominator != 1:
        if exponent.denominator > 16 or abs(exponent.numerator) > 16:
            raise NotArithmeticError
        return power(root(base, exponent.denominator), Fraction(exponent.numerator))
    bits = max(base.numerator.bit_length(), base.denominator.bit_length())
    if abs(exponent) > MAX_EXPONENT or bits * abs(exponent) > MAX_BITS or (base == 0 and exponent < 0):
        raise NotArithmeticError
    return base ** int(exponent)


def _factorial(value: Fraction) -> Fraction:
    if value.denominator != 1 or not 0 <= value <= 100:
        raise NotArithmeticError
    return Fraction(math.factorial(int(value)))


ON_ONE: dict[str, Callable[[Fraction], Fraction]] = {
    "sqrt": lambda value: root(value, 2),
    "cbrt": lambda value: root(value, 3),
    "square": lambda value: power(value, Fraction(2)),
    "cube": lambda value: power(value, Fraction(3)),
    "halve": lambda value: value / 2,
    "quarter": lambda value: value / 4,
    "double": lambda value: value * 2,
    "triple": lambda value: value * 3,
    "quadruple": lambda value: value * 4,
    "absolute": abs,
    "factorial": _factorial,
}
ON_MANY: dict[str, Callable[[Sequence[Fraction]], Fraction]] = {
    "sum": lambda values: sum(values, Fraction(0)),
    "product": lambda values: Fraction(math.prod(values)),
    "mean": lambda values: sum(values, Fraction(0)) / len(values),
    "median": lambda values: Fraction(median(values)),
    "max": max,
    "min": min,
    "difference": lambda values: max(values) - min(values),
    "quotient": lambda values: divided(values[0], values[-1]),
}


def divided(first: Fraction, second: Fraction) -> Fraction:
    """The quotient."""
    if second == 0:
        raise NotArithmeticError
    return first / second


def remainder(first: Fraction, second: Fraction) -> Fraction:
    """What is left of `first` after as many `second` as fit into it."""
    if second == 0:
        raise NotArithmeticError
    return first % second
