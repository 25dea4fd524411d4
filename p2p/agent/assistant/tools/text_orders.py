"""A text's words and letters in another order or another case."""

import re
from collections.abc import Callable, Sequence
from fractions import Fraction

from p2p.agent.assistant.language.numbers import number_of
from p2p.agent.assistant.language.subjects import Quoted, items_of
from p2p.agent.assistant.tools.text_words import says


def sort(ask: str, subject: str, said: Quoted) -> str | None:
    """The words, the letters or the items in the order that `ask` names; None where it names none."""
    if not says(ask, "sort"):
        return None
    is_falling = says(ask, "falling")
    is_list = "," in subject or ";" in subject or "\n" in subject
    parts = items_of(subject) if is_list else subject.split()
    if (re.search(r"\bletters|characters\b", ask) and not says(ask, "by length") and not is_list) or (len(parts) < 2 and said.quotes):
        return "".join(sorted(subject, key=str.casefold, reverse=is_falling))
    return (", " if is_list else " ").join(_in_order(parts, ask, is_falling=is_falling)) if len(parts) > 1 else None


def _in_order(parts: Sequence[str], ask: str, *, is_falling: bool) -> list[str]:
    numbers = [number_of(part) for part in parts]
    if all(number is not None for number in numbers) and "alphabetical" not in ask:
        pairs = sorted(zip(numbers, parts, strict=True), key=lambda pair: pair[0] or Fraction(0), reverse=is_falling)
        return [part for _, part in pairs]
    return sorted(parts, key=len if says(ask, "by length") else str.casefold, reverse=is_falling)


_CASES: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("uncapitalised", str.lower),
    ("swapcase", str.swapcase),
    ("snake", lambda text: "_".join(re.findall(r"\w+", text.casefold()))),
    ("kebab", lambda text: "-".join(re.findall(r"\w+", text.casefold()))),
    ("camel", lambda text: "".join(word.capitalize() if place else word.casefold() for place, word in enumerate(re.findall(r"\w+", text)))),
    ("pascal", lambda text: "".join(word.capitalize() for word in re.findall(r"\w+", text))),
    ("all letters", str.upper),
    ("title", lambda text: re.sub(r"(?<![\w'])\w", lambda match: match.group().upper(), text)),
    ("sentence case", lambda text: text[:1].upper() + text[1:]),
    ("upper", str.upper),
    ("lower", str.lower),
)


def set_case(ask: str, subject: str, said: Quoted) -> str | None:
    """`subject` in the case that `ask` names; None where it names none."""
    if not any(letter.isalpha() for letter in subject):
        return None
    return next((change(subject) for concept, change in _CASES if says(ask, concept)), None)
