"""Arithmetic as a tree of our own: symbols in, an exact number out, every size bounded."""

import math
from collections.abc import Callable, Sequence
from decimal import Decimal, localcontext
from fractions import Fraction
from statistics import median

MAX_EXPONENT = 512
MAX_BITS = 4096
_ROOT_DIGITS = 60

Token = Fraction | str
"""A number, or a symbol: an operator, a bracket, a function's name, a comma, `%`, `of`, `by`, `to`, `from`."""


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
    "half": lambda value: value / 2,
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


def evaluate(tokens: Sequence[Token]) -> Fraction:
    """The value of all of `tokens`.

    Errors: NotArithmeticError, which is caught where the tokens come from.
    """
    parser = _Parser(tokens)
    value = parser.command()
    if parser.place != len(tokens) or max(value.numerator.bit_length(), value.denominator.bit_length()) > MAX_BITS:
        raise NotArithmeticError
    return value


class _Parser:
    """Recursive descent; `place` is the next token."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self.place = 0
        self._depth = 0

    def command(self) -> Fraction:
        """An order such as "add 3 to 5", or a sum."""
        match self._peek():
            case "add" | "increase":
                return self._add()
            case "subtract" | "decrease":
                return self._subtract()
            case "multiply" | "divide" | "raise":
                return self._multiply(str(self._next()))
            case _:
                return self._sum()

    def _add(self) -> Fraction:
        is_increase = self._next() == "increase"
        items = self._items()
        if len(items) == 1 and self._takes("to", "by"):
            change, target = (self._percent_or_number(), items[0]) if is_increase else (items[0], self._percent_or_number())
            return _plus(target, change, 1)
        return sum((value for value, _ in items), Fraction(0)) if len(items) > 1 else self._fail()

    def _subtract(self) -> Fraction:
        is_decrease = self._next() == "decrease"
        first = self._percent_or_number()
        if not self._takes("from", "by"):
            return self._fail()
        second = self._percent_or_number()
        return _plus(first, second, -1) if is_decrease else _plus(second, first, -1)

    def _multiply(self, order: str) -> Fraction:
        start = self.place
        first = self._power()[0]
        if self._peek() not in ("by", "with", "and", "to", "/"):
            self.place = start
            first = self._sum()
        if not self._takes("by", "with", "and", "to", "*", "/", "^"):
            return self._fail()
        second = self._sum()
        return {"multiply": lambda: first * second, "divide": lambda: divided(first, second), "raise": lambda: power(first, second)}[
            order
        ]()

    def _sum(self) -> Fraction:
        value, is_percent = self._percent_or_number()
        while (sign := self._peek()) in ("+", "-"):
            self._next()
            value = _plus((value, is_percent), self._percent_or_number(), 1 if sign == "+" else -1)
            is_percent = False
        return value / 100 if is_percent else value

    def _percent_or_number(self) -> tuple[Fraction, bool]:
        """A product, or a percentage that stands for itself, which is not divided by a hundred."""
        value, is_percent = self._power()
        while (sign := self._peek()) in ("*", "/", "mod", "of", "off", "more", "fewer"):
            self._next()
            other, other_is_percent = self._power()
            if sign in ("off", "more", "fewer"):
                value = _plus((other, other_is_percent), (value, is_percent), 1 if sign == "more" else -1)
            else:
                first = value / 100 if is_percent else value
                second = other / 100 if other_is_percent else other
                value = {"/": divided, "mod": remainder}.get(str(sign), _times)(first, second)
            is_percent = False
        return value, is_percent

    def _power(self) -> tuple[Fraction, bool]:
        if self._takes("-"):
            value, is_percent = self._power()
            return -value, is_percent
        value = self._atom()
        while (sign := self._peek()) in ("squared", "cubed", "!"):
            self._next()
            value = {"squared": ON_ONE["square"], "cubed": ON_ONE["cube"], "!": _factorial}[str(sign)](value)
        if self._takes("^"):
            value = power(value, self._power()[0])
        return value, self._takes("%")

    def _atom(self) -> Fraction:
        token = self._next()
        if isinstance(token, Fraction):
            return token
        self._depth += 1
        if self._depth > 50:
            return self._fail()
        try:
            return self._bracket_or_function(token)
        finally:
            self._depth -= 1

    def _bracket_or_function(self, symbol: str) -> Fraction:
        if symbol == "(":
            value = self.command()
            return value if self._takes(")") else self._fail()
        self._takes("of", "by", "from")
        if symbol in ON_ONE:
            return ON_ONE[symbol](self._power()[0])
        if symbol in ON_MANY:
            is_open = self._takes("(")
            values = [value for value, _ in self._items()]
            if is_open and not self._takes(")"):
                return self._fail()
            return ON_MANY[symbol](values) if len(values) > 1 else self._fail()
        return self._fail()

    def _items(self) -> list[tuple[Fraction, bool]]:
        items = [self._percent_or_number()]
        while self._takes(",", "and", "+", "with") or isinstance(self._peek(), Fraction):
            self._takes("and")
            items.append(self._percent_or_number())
        return items

    def _peek(self) -> Token | None:
        return self._tokens[self.place] if self.place < len(self._tokens) else None

    def _next(self) -> Token:
        token = self._peek()
        if token is None:
            raise NotArithmeticError
        self.place += 1
        return token

    def _takes(self, *symbols: str) -> bool:
        is_next = self._peek() in symbols
        self.place += is_next
        return is_next

    def _fail(self) -> Fraction:
        raise NotArithmeticError


def _times(first: Fraction, second: Fraction) -> Fraction:
    return first * second


def _plus(first: tuple[Fraction, bool], second: tuple[Fraction, bool], sign: int) -> Fraction:
    """The sum; a percentage is one of the other."""
    value = first[0] / 100 if first[1] and not second[1] else first[0]
    return value * (1 + sign * second[0] / 100) if second[1] and not first[1] else value + sign * second[0]
