"""A text written in another way: in words, its initials, backwards, in another case."""

import re

from p2p.agent.assistant.instructions.asking import CASED, Ask
from p2p.agent.assistant.instructions.choices import is_place
from p2p.agent.assistant.language.numbers import number_of, number_words


def restyled(ask: Ask, text: str) -> str | None:
    """A text written in another way: in words, its initials, backwards, in another case; None where it is not."""
    made = text
    number = number_of(text)
    if ask.has("inwords") and number is not None and number.denominator == 1 and 0 <= number < 10**6:
        made = number_words(int(number))
    elif ask.has("initials"):
        made = "".join(word[0] for word in re.findall(r"\w+", text))
        made = made.upper() if any(token.words == "acronym" for token in ask.tokens) else made
    elif ask.has("reverse") and all(ask.tokens[place].is_plain for place in ask.places("word")):
        made = text[::-1]
    made = cased(ask, made) or made
    is_said = ask.has("inwords", "initials", "reverse", *CASED) or ask.is_denied("upper", "lower")
    return made if is_said else None


def cased(ask: Ask, text: str) -> str | None:
    """A text in the case that is asked for; None where none is."""
    if ask.has("title") or (_is_initial(ask) and ask.has("each", "word") and not is_first_only(ask)):
        return re.sub(r"(?<![\w'])\w", lambda match: match.group().upper(), text)
    if _is_initial(ask):
        return text[:1].upper() + text[1:]
    if ask.has("upper") or ask.is_denied("lower"):
        return text.upper()
    return text.lower() if ask.has("lower") or ask.is_denied("upper", "capitalise") else None


def _is_initial(ask: Ask) -> bool:
    """Whether only the first letter is to be a capital."""
    if ask.has("capitalise"):
        return ask.has("nth") or not any(ask.near(place, "letter") and ask.near(place, "each") for place in ask.places("capitalise"))
    capitals = list(ask.places("upper"))
    is_single = any(ask.tokens[place - 1].words == "a" and ask.tokens[place].words.startswith("capital") for place in capitals if place)
    if not ask.has("nth") and any(ask.near(place, "letter") and ask.near(place, "each") for place in capitals):
        return False
    return bool(capitals) and (is_single or any(not is_place(ask, place) for place in ask.places("nth")))


def is_first_only(ask: Ask) -> bool:
    """Whether the first letter, or the first word, alone is to be a capital."""
    return ask.has("nth") and not ask.has("each")
