"""Arithmetic as a tree of our own: symbols in, an exact number out."""

from collections.abc import Callable, Sequence
from fractions import Fraction

from p2p.agent.assistant.tools.operations import MAX_BITS, ON_MANY, ON_ONE, NotArithmeticError, divided, power, remainder

Token = Fraction | str
"""A number, or a symbol: an operator, a verb, a bracket, a function's name, a comma, `%`, a preposition."""
Amount = tuple[Fraction, bool]
"""A number, and whether it is a percentage."""

VERBS = ("add", "subtract", "multiply", "divide", "raise", "increase", "decrease")
_PREPOSITIONS = ("to", "from", "off", "by", "with", "into", "among", "of", "and", "/", "*", "^", "+")
_AFTER = ("double", "triple", "quadruple", "halve", "quarter", "square", "cube", "sqrt", "cbrt", "factorial")
"""Functions that may stand behind what they work on."""


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
        value, is_percent = self._ordered() or self._listed() or self._product()
        while (changed := self._changed((value, is_percent))) is not None:
            value, is_percent = changed
        return value / 100 if is_percent else value

    def _ordered(self) -> Amount | None:
        """A verb with what it works on: "subtract 3 from 5", "from 5 subtract 3"."""
        target = None
        if self._peek() in ("from", "to") and (target := self._attempt(self._target)) is None:
            return None
        if (verb := self._peek()) not in VERBS:
            return None
        self._next()
        self._takes("of")
        items = self._items()
        if target is not None:
            return _joined(str(verb), "from", _total(items), target), False
        if len(items) > 1 and self._peek() not in ("to", "from", "off"):
            return self._of_list(str(verb), items), False
        if verb == "divide" and self._peek() is None:
            return items[0]
        preposition = self._next()
        if preposition not in _PREPOSITIONS:
            return self._fail(), False
        self._takes("by", "to", "of", "from", "^")
        second = self._ordered() or self._product()
        return _joined(str(verb), str(preposition), _total(items), second), False

    def _target(self) -> Amount:
        self._next()
        value = self._product()
        self._takes(",")
        return value if self._peek() in VERBS else (self._fail(), False)

    def _of_list(self, verb: str, items: list[Amount]) -> Fraction:
        if verb == "add":
            return _total(items)[0]
        if verb in ("multiply", "divide", "raise") and len(items) == 2:
            return _joined(verb, "by", items[0], items[1])
        return ON_MANY["product"]([value for value, _ in items]) if verb == "multiply" else self._fail()

    def _listed(self) -> Amount | None:
        """A list and behind it what is done to it: "4, 8 and 15 together"."""
        return self._attempt(self._list_and_function) if isinstance(self._peek(), Fraction) else None

    def _list_and_function(self) -> Amount:
        items = self._items()
        self._takes(",", "=")
        name = self._next()
        if len(items) < 2 or isinstance(self._peek(), Fraction) or self._peek() == "of":
            return self._fail(), False
        if name in ON_MANY:
            return ON_MANY[str(name)]([value for value, _ in items]), False
        return (self._of_list(str(name), items) if name in ("add", "multiply") else self._fail()), False

    def _changed(self, first: Amount) -> Amount | None:
        """`first` and what comes next: a sign, a verb or a preposition with another number; None at the end."""
        sign = self._peek()
        if sign in _AFTER:
            self._next()
            return ON_ONE[str(sign)](first[0]), False
        if sign in ("+", "-"):
            self._next()
            second = self._product()
            return _plus(first, second, 1 if sign == "+" else -1), first[1] and second[1]
        if sign in VERBS:
            self._next()
            preposition = self._next() if self._peek() in _PREPOSITIONS else "by"
            self._takes("^")
            return _joined(str(sign), str(preposition), first, self._product()), False
        if sign in ("from", "into", "with", "by", "and", "to", ","):
            return self._attempt(lambda: self._verb_behind(first)) or self._attempt(lambda: self._bound(first))
        return None

    def _verb_behind(self, first: Amount) -> Amount:
        preposition = str(self._next())
        verb = self._peek()
        if verb in VERBS:
            self._next()
            return _joined(str(verb), preposition, first, self._product()), False
        second = self._product()
        verb = self._next()
        return (_joined(str(verb), preposition, first, second) if verb in VERBS else self._fail()), False

    def _bound(self, first: Amount) -> Amount:
        """A number that a mere preposition binds: "17 from 60", "7 into 84"."""
        preposition = self._next()
        second = self._product()
        if preposition == "from":
            return (first[0] * second[0] / 100 if first[1] else _plus(second, first, -1)), False
        return (divided(second[0], first[0]) if preposition == "into" else self._fail()), False

    def _product(self) -> Amount:
        """A product, or a percentage that stands for itself, which is not divided by a hundred."""
        value, is_percent = self._power()
        while (sign := self._peek()) in ("*", "/", "mod", "of", "off", "more", "fewer"):
            if sign == "of" and not is_percent and value.denominator == 1:
                return self._fail(), False
            self._next()
            self._takes("of")
            other, other_is_percent = self._power()
            if sign in ("off", "more", "fewer"):
                value = _plus((other, other_is_percent), (value, is_percent), 1 if sign == "more" else -1)
            else:
                first = value / 100 if is_percent else value
                second = other / 100 if other_is_percent else other
                value = {"/": divided, "mod": remainder}.get(str(sign), _times)(first, second)
            is_percent = False
        return value, is_percent

    def _power(self) -> Amount:
        if self._takes("-"):
            value, is_percent = self._power()
            return -value, is_percent
        value = self._atom()
        while (sign := self._peek()) in ("squared", "cubed", "!"):
            self._next()
            value = ON_ONE[{"squared": "square", "cubed": "cube", "!": "factorial"}[str(sign)]](value)
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
        is_named = self._takes("of", "by", "from", "among")
        self._takes(",")
        if symbol in ON_ONE:
            return ON_ONE[symbol](self._power()[0])
        if symbol in ON_MANY:
            start = self.place
            is_open = self._takes("(")
            values = [value for value, _ in self._items(is_tight=is_named or symbol not in ("max", "min"))]
            if is_open and not self._takes(")"):
                return self._fail()
            if len(values) == 1 and symbol in ("quotient", "difference") and self._takes("to", "by", "from", "/"):
                values.append(self._product()[0])
            is_single = len(values) == 1 and self.place - start > 2
            return values[0] if is_single else ON_MANY[symbol](values) if len(values) > 1 else self._fail()
        return self._fail()

    def _tight(self) -> Amount:
        """A number or a percentage of one: a sign that follows a list works on what the list makes."""
        value, is_percent = self._power()
        return (value / 100 * self._tight()[0], False) if is_percent and self._takes("of") else (value, is_percent)

    def _items(self, *, is_tight: bool = False) -> list[Amount]:
        item = self._tight if is_tight and self._peek() != "(" else self._product
        items = [item()]
        while True:
            start = self.place
            if not self._takes(",", "and", "+", "with") and not isinstance(self._peek(), Fraction):
                return items
            self._takes("and")
            if not isinstance(self._peek(), Fraction) and self._peek() not in ("-", "(", "sqrt", "cbrt", "square", "cube"):
                self.place = start
                return items
            items.append(item())

    def _attempt(self, reading: Callable[[], Amount]) -> Amount | None:
        """What `reading` finds; None, and nothing read, where it fails."""
        start = self.place
        try:
            return reading()
        except NotArithmeticError:
            self.place = start
            return None

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


def _total(items: list[Amount]) -> Amount:
    return items[0] if len(items) == 1 else (sum((value for value, _ in items), Fraction(0)), False)


def _joined(verb: str, preposition: str, first: Amount, second: Amount) -> Fraction:
    """What `verb` makes of two numbers that `preposition` stands between."""
    is_turned = preposition in ("from", "off") or (verb == "add" and first[1] and not second[1])
    if verb in ("add", "increase") and not (verb == "increase" and preposition == "to"):
        return _plus(second, first, 1) if is_turned else _plus(first, second, 1)
    if verb in ("subtract", "decrease") and preposition not in ("into", "/", "to", "among"):
        return _plus(second, first, -1) if is_turned else _plus(first, second, -1)
    one, other = (value / 100 if is_percent else value for value, is_percent in (first, second))
    if verb == "multiply":
        return one * other
    if verb in ("divide", "decrease", "subtract"):
        return divided(other, one) if preposition == "into" and one < other else divided(one, other)
    return _plus(first, second, 1) if preposition == "by" else power(one, other)


def _plus(first: Amount, second: Amount, sign: int) -> Fraction:
    """The sum; a percentage is one of the other."""
    value = first[0] / 100 if first[1] and not second[1] else first[0]
    return value * (1 + sign * second[0] / 100) if second[1] and not first[1] else value + sign * second[0]
