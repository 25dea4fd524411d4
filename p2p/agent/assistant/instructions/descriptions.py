"""What is described of a text in words, such as "a vowel", "the letter k" or "a question mark", as a pattern."""

import re

from p2p.agent.assistant.language.lexicon import SIGNS
from p2p.agent.assistant.language.numbers import number_of
from p2p.agent.assistant.language.tokens import forms

_CLASSES = {
    "[aeiou]": "vowel",
    "[b-df-hj-np-tv-z]": "consonant",
    r"[0-9]": "digit | number | numeral | figure",
    r"[A-Z]": "capital | capital letter | upper-case letter | uppercase letter | upper case letter | big letter | majuscule",
    r"[a-z]": "small letter | lower-case letter | lowercase letter | lower case letter | minuscule",
    r"[A-Za-z]": "letter | letter of the alphabet",
    r"\s": "space | blank | gap | whitespace",
    r"[^\w\s]": "punctuation mark | punctuation | special character | symbol | sign",
}
_LETTERS = ("[aeiou]", "[b-df-hj-np-tv-z]")
_NAMED = {
    **{name: pattern for pattern, names in _CLASSES.items() for name in names.split(" | ")},
    **{name: re.escape(sign) for name, sign in SIGNS.items()},
}
_KIND = r"(?:letter|character|char|sign|symbol|word|name|term|syllable|letters|characters|digits?|number|string|text|phrase|ending|prefix|suffix|sequence)"
_LEAD = re.compile(
    rf"^(?:(?:an?|the|any|one|some|at least one|its own|small|capital|same|single)\s+)*(?:(?P<kind>{_KIND})\s+(?=\S))?", re.IGNORECASE
)
_QUOTED = re.compile(r"['\"](?P<text>.+)['\"]")


def pattern_of(description: str) -> str | None:
    """The pattern of what is described; None where it is not known what that is. What is said of letters holds in either case."""
    plain = description.strip(" ,.")
    if quoted := _QUOTED.fullmatch(plain):
        return literal(quoted["text"])
    lead = _LEAD.match(plain)
    rest = plain[lead.end() :] if lead else plain
    name = rest.casefold()
    if lead and not lead["kind"] and (found := _named(name)):
        return found
    if quoted := _QUOTED.fullmatch(rest):
        return literal(quoted["text"], is_word=bool(lead and lead["kind"] in ("word", "name", "term")))
    if lead and lead["kind"] and re.fullmatch(r"[\w-]+", rest):
        return literal(rest, is_word=lead["kind"] in ("word", "name", "term"))
    if re.fullmatch(r"(?:an? )?[A-Za-z]", plain) and plain.casefold() != "a":
        return literal(plain[-1])
    return literal(plain) if plain == "a" or re.fullmatch(r"[^\w\s]+", plain) else None


def literal(text: str, *, is_word: bool = False) -> str:
    """The pattern of a text in either case, as a whole word where that is meant."""
    found = f"(?i:{re.escape(text)})"
    return rf"(?<!\w){found}(?!\w)" if is_word else found


def _named(name: str) -> str | None:
    """The class of characters that a name in the singular or the plural stands for."""
    *head, last = name.split() or [""]
    pattern = next((_NAMED[known] for form in forms(last) if (known := " ".join((*head, form))) in _NAMED), None)
    return None if pattern is None else f"(?i:{pattern})" if pattern in _LETTERS else pattern


def sign_of(description: str) -> str | None:
    """The characters that are described one after the other, as in "a space, two stars and another space"; None where one is not known."""
    found, count = "", 1
    words = re.sub(
        r"\b(?:an?|the|another|single|then|and|plus|by|with|followed|exactly|just|only|symbol|normal|plain|ordinary)\b|,(?!\w)(?=\s\w|$)",
        " ",
        description.casefold(),
    ).split()
    while words:
        size = next((size for size in range(min(4, len(words)), 0, -1) if _character(" ".join(words[:size])) is not None), None)
        number = number_of(words[0])
        if size is None and number is not None:
            count, words = int(number), words[1:]
        elif size is None:
            return None
        else:
            found, count, words = found + (_character(" ".join(words[:size])) or "") * count, 1, words[size:]
    return found or None


def _character(name: str) -> str | None:
    *head, last = name.split()
    names = [" ".join((*head, form)) for form in forms(last)]
    if not {"space", "blank", "gap", "single space"}.isdisjoint(names):
        return " "
    return next((SIGNS[known] for known in names if known in SIGNS), name if re.fullmatch(r"[^\w\s]+", name) else None)
