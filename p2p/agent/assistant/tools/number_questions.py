"""Questions with two or more numbers that are no plain arithmetic: percentages, changes, shares, prices, what is left or missing."""

from collections.abc import Sequence
from fractions import Fraction

from p2p.agent.assistant.tools.expression import Token
from p2p.agent.assistant.tools.operations import divided

_UP = frozenset(["increase", "add", "+", "sum", "more", "raise", "with"])
_DOWN = frozenset(["decrease", "subtract", "-", "off", "fewer", "left"])
_DIVISION = frozenset(["divide", "/", "fit", "each", "into", "by", "among", "mod"])
_ASKS = frozenset(["ask", "count", "sum", "x"])


def answer_question(spoken: Sequence[Token]) -> Fraction | None:
    """The answer to what is spoken asks, or None where that is for an expression to say."""
    tokens = list(spoken)
    said = {token for token in tokens if isinstance(token, str)}
    places = [place for place, token in enumerate(tokens) if isinstance(token, Fraction)]
    percents = [place for place in places if tokens[place + 1 : place + 2] == ["%"]]
    numbers = [Fraction(tokens[place]) for place in places if place not in percents]
    if len(numbers) == 2 and not percents and "multiply" in said and said & {"reach", "="} and said & {"x", "ask"}:
        return divided(numbers[1], numbers[0])
    if said & {"*", "^", "(", "squared", "cubed", "sqrt", "mod"} or (said & {"multiply"}) or _has_two_signs(tokens):
        return None
    if len(percents) == 1 and len(numbers) == 1:
        return _applied(tokens, said, Fraction(tokens[percents[0]]), numbers[0])
    if percents or len(numbers) < 2:
        return None
    if "ask%" in said and len(numbers) == 2:
        return _in_percent(tokens, said, places)
    if "left" in said and said & {"spend", "cost", "subtract", "decrease", "off"} and not said & {"divide", "/", "fit"}:
        left = numbers[0] - sum(numbers[1:], Fraction(0))
        return left if len(numbers) > 2 else abs(left)
    if (
        len(numbers) == 3
        and (numbers[0] == 1 or "cost" in said)
        and {"ask", "count"} & set(tokens[places[1] : places[2]])
        and not said & {"+", "-", "/", "add", "subtract", "left"}
    ):
        return divided(numbers[1] * numbers[2], numbers[0])
    if len(numbers) == 2:
        return _paired(tokens, said, places, numbers)
    return sum(numbers, Fraction(0)) if _is_summed(tokens, said) else None


def _has_two_signs(tokens: Sequence[Token]) -> bool:
    return sum(token in ("+", "-", "/") for token in tokens) > 1


def _is_summed(tokens: Sequence[Token], said: set[str]) -> bool:
    """Whether a bare list is asked for as a whole: "4, 8 and 15 make how much"."""
    if (
        "spend" in said
        and "spend" not in tokens[max((place for place, token in enumerate(tokens) if token in ("ask", "count")), default=0) :]
    ):
        return False
    return (
        bool(said & _ASKS)
        and bool(said & {"=", "sum", "cost", "spend"})
        and not said - {"=", "sum", "cost", "spend", "ask", "count", "and", ",", "if", "for", "in"}
    )


def _applied(tokens: list[Token], said: set[str], percent: Fraction, value: Fraction) -> Fraction | None:
    """A percentage of a number, added to it or taken off."""
    share = value * percent / 100
    behind = tokens[tokens.index("%") + 1 :]
    is_of = behind[:1] == ["of"] and isinstance((behind[1:2] or [None])[0], Fraction)
    if said & {"x", "ask"} and "of" in said and (behind[:2] in (["of", "x"], ["of", "ask"]) or tokens[:2] == ["of", "x"]):
        return divided(value * 100, percent)
    if said & {"divide", "/", "before"}:
        return None
    if "save" in said or ("part" in said and not said & {"add", "+", "increase", "sum", "cost", "with", "off", "-"}):
        return share
    if is_of and not said & {"left", "increase", "decrease", "add", "+", "-"}:
        return share
    if said & _DOWN:
        return value - share
    return value + share if said & _UP or {"cost", "part"} <= said else share if said & {"of", "from", "part", "to", "ask", "at"} else None


def _in_percent(tokens: list[Token], said: set[str], places: list[int]) -> Fraction | None:
    """A change in per cent, or one number in per cent of another."""
    first, second = (Fraction(tokens[place]) for place in places)
    head, middle = tokens[: places[0]], tokens[places[0] + 1 : places[1]]
    is_change = (
        said & {"increase", "decrease", "raise", "gap", "more", "fewer", "now", "before", "difference"}
        or "from" in head
        or ("from" in middle and "to" in said)
    )
    if is_change and "/" not in said and not ("of" in middle and "from" not in said):
        is_backwards = "from" in middle or ("now" in head and "before" not in head) or {"before", "more", "fewer", "than"} & set(middle)
        before, after = (second, first) if is_backwards else (first, second)
        change = divided((after - before) * 100, before)
        return -change if change < 0 and said & {"decrease", "fewer", "-", "off", "spend"} else abs(change) if "gap" in said else change
    is_turned = "of" in head[-2:] and not {"of", "/"} & set(middle)
    part, whole = (second, first) if is_turned else (first, second)
    return divided(part * 100, whole)


def _paired(tokens: list[Token], said: set[str], places: list[int], numbers: list[Fraction]) -> Fraction | None:
    """What is asked about two numbers."""
    first, second = numbers
    head, middle = tokens[: places[0]], tokens[places[0] + 1 : places[1]]
    if head[-2:] == ["each", "of"] and {"count", "ask", "sum"} & set(tokens[places[1] :]):
        return first * second
    if middle[-2:] == ["each", "of"]:
        return divided(first, second)
    if ("x" in said or said & {"ask", "count"}) and said & {"reach", "="} and (found := _missing(tokens, said, first, second)) is not None:
        return found
    is_turned = bool({"by", "among", "into", "each"} & set(head[-2:])) and not {"by", "into", "among", "fit"} & set(middle)
    is_turned = is_turned or (said & {"whole", "divide"} and "count" in head and head[-1:] == ["of"])
    whole, part = (second, first) if is_turned else (first, second)
    if "count" in head and {"fit", "in"} & set(middle) and not {"each", "left"} & said:
        return Fraction(second // first) if "whole" in said and first else divided(second, first)
    if {"count", "hold"} <= said and not said & {"each", "at"}:
        return divided(max(numbers), min(numbers))
    if "left" in said and (said & _DIVISION or {"in", "of"} <= set(middle)):
        return None if part == 0 else whole % part
    if "left" in said and said & {"ask", "count"}:
        return abs(first - second)
    if part and "count" in said and ("whole" in said or ({"count", "of"} <= set(head) and "divide" in middle)):
        return Fraction(whole // part)
    if "gap" in said:
        return abs(first - second)
    if not (said & _ASKS or {"at", "each"} <= said) or said & {"more", "fewer", "add", "subtract"}:
        return None
    return (
        _shared(said, tokens, (head, middle), (whole, part))
        if said & {"each", "at", "divide", "cost"}
        else first + second
        if _is_summed(tokens, said)
        else None
    )


def _shared(
    said: set[str], tokens: list[Token], around: tuple[list[Token], list[Token]], pair: tuple[Fraction, Fraction]
) -> Fraction | None:
    """So many at so much each, or so much for each of so many."""
    head, middle = around
    whole, part = pair
    if said & {"divide", "among"} and said & {"each", "among", "by"}:
        if head[-1:] != ["among"] and "cost" in said and whole < part:
            whole, part = part, whole
        return divided(max(whole, part), min(whole, part)) if not {"by", "among", "into"} & set(head + middle) else divided(whole, part)
    if _is_each_asked(tokens) and "of" in middle:
        return divided(max(whole, part), min(whole, part))
    if _is_each_asked(tokens):
        return divided(max(whole, part), min(whole, part)) if said & {"cost", "for"} else divided(whole, part)
    return whole * part if said & {"each", "at", "cost"} and not said & {"+", "-", "/"} else None


def _is_each_asked(tokens: list[Token]) -> bool:
    """Whether it is the share of one that is asked for: "each" comes after the question, and no number between."""
    asked = max((place for place, token in enumerate(tokens) if token in ("ask", "count")), default=len(tokens))
    behind = tokens[asked:]
    return "each" in behind and not any(isinstance(token, Fraction) for token in behind[: behind.index("each")])


def _missing(tokens: list[Token], said: set[str], first: Fraction, second: Fraction) -> Fraction | None:
    """The number that is to be found: what makes `second` of `first`."""
    end = max(place for place, token in enumerate(tokens) if token in ("reach", "="))
    if end < max(place for place, token in enumerate(tokens) if token == first):
        return None
    if not isinstance((tokens[end + 1 :] or [None])[0], Fraction):
        return None
    is_first = tokens.index(first) < min((place for place, token in enumerate(tokens) if token in ("x", "ask", "count")), default=0)
    for signs, found in (
        ({"add", "+", "more", "increase"}, second - first),
        ({"subtract", "-", "decrease", "off"}, first - second if is_first or "from" in said else first + second),
    ):
        if said & signs:
            return found
    if "divide" in said or "/" in said:
        return divided(first, second) if is_first else first * second
    return second - first if not said & {"each", "at"} else None
