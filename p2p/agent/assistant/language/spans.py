"""Which words of a request belong to a text that it is about, when no mark says so."""

import re
from collections.abc import Iterator, Sequence

from p2p.agent.assistant.language.tokens import Token

_JOINERS = frozenset(
    {
        "your", "my", "a", "an", "the", "it", "its", "this", "that", "them", "they", "is", "are", "am", "was", "were", "as", "in", "with", "of",
        "into", "on", "at", "by", "for", "from", "and", "or", "but", "if", "out of", "onto", "using", "via", "having", "so that",
        "when", "while", "i", "has", "would", "could", "can",
    }
)  # fmt: skip
"""Words that join a text to what is asked, and are none of it."""
_COUNTABLE = frozenset(
    {"newline", "line", "times", "sign", "item", "word", "letter", "ofthem", "each", "fill", "count", "around", "hashtag", "bullet", "pair"}
)
_OWN = frozenset({"weak", "number", "comma", "symbol", "quote"})
_PARTICLES = frozenset({"back", "out", "up", "down", "off", "over", "on", "in", "at"})
_AMBIGUOUS = frozenset({"start", "end", "down", "above", "below", "say", "give", "keep", "around"})
_LEADING = re.compile(r"(?:the|an?|my|your|our|his|her|their|i|you|we|they|it|he|she)$")
_ASKING = re.compile(r"(?:is|are|am|was)$")
_JOINING = frozenset({"with", "by", "in", "as", "to", "for", "of", "that", "this", "it", "using"})
_NO_ITEMS = frozenset(
    {
        "pair", "limit", "weak", "polite", "exact", "bullet", "json", "quote", "comma", "between", "around", "numbered", "upper",
        "lower", "sort", "reverse", "newline",
    }
)  # fmt: skip
_CLAUSE_VERBS = frozenset({"say", "give", "drop", "replace", "keep", "sort", "reverse", "signoff", "end"})
_CHANGES = frozenset({"remove", "drop", "delete", "omit", "leave out", "replace", "substitute", "add", "append"})
_PARTERS = {"replace": ("with", "by"), "drop": ("from",)}
_OBJECTS = frozenset(
    {
        "the",
        "a",
        "an",
        "it",
        "them",
        "that",
        "this",
        "those",
        "these",
        "with",
        "my",
        "its",
        "what",
        "all",
        "what is left",
        "what remains",
        "what's left",
    }
)
_OBJECT_CONCEPTS = frozenset({"exact", "json", "polite", "limit", "keep"})


def spans_of(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """The places of each text among the words that ask; a word that asks has the span of none."""
    place = 0
    lists = _lists(tokens)
    while place < len(tokens):
        if _is_rest(tokens, place):
            yield place, len(tokens)
            return
        first, last = lists.get(place) or ((place, place + 1) if _is_named(tokens, place) else _span(tokens, place))
        if first < last:
            yield from ((number, number) for number in range(place, first))
            yield first, last
            place = last
        else:
            yield place, place
            place += 1


def _lists(tokens: Sequence[Token]) -> dict[int, tuple[int, int]]:
    """The lists of numbers, or of three single words and more, whatever else these may mean: from where they begin to their spans."""
    found: dict[int, tuple[int, int]] = {}
    place = 0
    while place < len(tokens):
        last = place
        while last + 2 < len(tokens) and tokens[last + 1].concept == "comma" and _is_item(tokens, last) and _is_item(tokens, last + 2):
            last += 2
        if last > place and last + 1 < len(tokens) and tokens[last + 1].concept in ("newline", "each", "item", "oneline", "line"):
            last -= 2
        if last > place and tokens[last].concept == "number" and last + 1 < len(tokens) and tokens[last + 1].concept == "count":
            last -= 2
        if (
            last > place
            and last + 2 < len(tokens)
            and tokens[last + 1].words in ("and", "or")
            and _is_item(tokens, last + 2)
            and not (last + 3 < len(tokens) and tokens[last + 3].words in ("them", "it", "these", "those"))
        ):
            last += 2
        if (
            last > place
            and tokens[place].concept in ("fill", "noun", "word", "item", "count", "letter", "line")
            and not tokens[place].is_plain
        ):
            place += 1
            continue
        if (
            last > place
            and tokens[last].words == "one"
            and last + 1 < len(tokens)
            and tokens[last + 1].concept not in ("colon", "break", "dash", "semicolon", "stop")
            and tokens[last + 1].concept != "comma"
        ):
            last -= 2
        items = tokens[place : last + 1 : 2]
        are_numbers = all(item.concept == "number" for item in items)
        num_words = sum(item.is_content for item in items)
        if len(items) > 1 and (are_numbers or (len(items) > 2 and num_words > any(item.concept == "sign" for item in items))):
            found[place] = (place, last + 1)
            place = last
        place += 1
    return found


def _is_named(tokens: Sequence[Token], place: int) -> bool:
    """Whether "the word" or the like stands before a word that could also ask."""
    if place and tokens[place - 1].concept == "say" and not tokens[place - 1].is_plain and tokens[place].is_plain:
        is_last = place + 1 == len(tokens) or tokens[place + 1].concept in ("comma", "stop", "semicolon", "break")
        return is_last and tokens[place].concept in ("say", "give", "fill", "keep", "nth", "last", "noun", "word", "start", "end")
    if place and tokens[place - 1].words.endswith("letter") and tokens[place - 1].is_plain and re.fullmatch("[a-z]", tokens[place].words):
        return True
    return (
        place > 1
        and tokens[place - 1].words in ("word", "name", "text", "term", "phrase", "number")
        and tokens[place - 1].is_plain
        and tokens[place - 2].concept in ("weak", "fill", "exact", "number")
        and not tokens[place].words.startswith("i'")
        and tokens[place].concept
        in (
            "number",
            "say",
            "give",
            "fill",
            "word",
            "item",
            "line",
            "start",
            "end",
            "keep",
            "even",
            "odd",
            "step",
            "noun",
            "bold",
            "drop",
            "swap",
            "replace",
            "space",
            "tab",
            "sign",
        )
    )


def _is_rest(tokens: Sequence[Token], place: int) -> bool:
    """Whether "the words" or the like stand before words of which none is known to be of a text."""
    rest = tokens[place:]
    return (
        place > 1
        and tokens[place - 1].words in ("word", "phrase", "sentence", "text", "message")
        and tokens[place - 2].words in ("the", "these")
        and len(rest) > 1
        and not (_ASKING.match(rest[0].words) and tokens[place - 1].is_plain)
        and all(token.concept in ("unknown", "fill", "weak", "down", "to", "nth") for token in rest)
    )


def _is_item(tokens: Sequence[Token], place: int) -> bool:
    token = tokens[place]
    return token.words in ("a", "i") or (" " not in token.words and token.concept not in _NO_ITEMS and not _opens_clause(tokens, place))


def _opens_clause(tokens: Sequence[Token], place: int) -> bool:
    """Whether a verb behind a list opens what is asked of it: "…, return it", "… and report the rest"."""
    token, following = tokens[place], tokens[place + 1] if place + 1 < len(tokens) else None
    if following is None or not token.is_plain:
        return following is not None and token.concept == "start" and following.words in ("with", "from", "at")
    if token.words in _CHANGES and following.concept == "unknown":
        return True
    is_verb = token.concept in _CLAUSE_VERBS or token.words == "list"
    return is_verb and (following.words in _OBJECTS or following.concept in _OBJECT_CONCEPTS)


def _span(tokens: Sequence[Token], place: int) -> tuple[int, int]:
    """The text that begins at `place` or, behind words that may be its own, soon after."""
    first = place
    while first < len(tokens) and not tokens[first].is_content:
        if not _may_lead(tokens, place, first):
            return place, place
        first += 1
    if first == len(tokens):
        return place, place
    if tokens[first].concept == "quote":
        return (place, place) if first > place else (first, first + 1)
    last = first + 1
    ahead = last
    while ahead < len(tokens) and (
        tokens[ahead].concept in _OWN - {"quote"} or tokens[ahead].concept == "unknown" or _is_amid(tokens, ahead)
    ):
        if any(tokens[ahead].words in _PARTERS.get(token.concept, ()) for token in tokens[max(0, place - 2) : place]):
            break
        ahead += 1
        if tokens[ahead - 1].concept == "unknown":
            last = ahead
    if last < len(tokens) and tokens[last].concept == "number" and not (ahead < len(tokens) and tokens[ahead].concept == "times"):
        last += 1
    if last + 1 < len(tokens) and tokens[last].concept in _AMBIGUOUS and tokens[last].is_plain and " " not in tokens[last].words:
        last += tokens[last + 1].words in _JOINERS or tokens[last + 1].concept == "comma"
    rest = last
    while rest < len(tokens) and tokens[rest].concept in ("weak", "number"):
        rest += 1
    while rest > last and (
        tokens[rest - 1].words in _JOINERS
        or (tokens[rest - 1].concept == "number" and rest < len(tokens) and tokens[rest].concept in _COUNTABLE)
    ):
        rest -= 1
    if (rest > last and rest < len(tokens) and tokens[rest - 1].concept == "weak") or (rest - last > 1 and rest < len(tokens)):
        last = rest
    rest = next(
        (number for number in range(last, len(tokens)) if tokens[number].concept not in ("weak", "fill", "number", "down")), len(tokens)
    )
    if last < rest == len(tokens) and tokens[last].words in ("is", "are", "was", "were", "has"):
        last = rest
    if ahead == len(tokens) and all(token.concept in ("weak", "number") for token in tokens[last:]):
        last = ahead
    return place, last


def _is_amid(tokens: Sequence[Token], place: int) -> bool:
    """Whether a word that may ask stands between two that do not."""
    return (
        tokens[place].concept in ("fill", "give", "noun", "keep", "most", "least", "down", "middle", "polite")
        and " " not in tokens[place].words
        and place + 1 < len(tokens)
        and tokens[place - 1].concept == tokens[place + 1].concept == "unknown"
    )


def _may_lead(tokens: Sequence[Token], start: int, place: int) -> bool:
    """Whether a word before the first that is unknown belongs to the text."""
    token = tokens[place]
    if token.concept == "weak" and _LEADING.match(token.words):
        return token.words != "it" or start == 0 or tokens[start - 1].concept not in ("below", "above", "start", "end")
    if token.concept == "weak" and _ASKING.match(token.words):
        before = tokens[place - 1] if place else None
        return place == start and (before is None or before.concept == "comma" or before.words in ("say", "write", "repeat", "print"))
    if token.words in _PARTICLES and place == start and (place == 0 or tokens[place - 1].concept in ("say", "give")):
        return place + 1 < len(tokens) and tokens[place + 1].concept in ("weak", "to")
    if place > start and tokens[start].words in _PARTICLES and token.concept in ("weak", "to"):
        return True
    if (
        token.concept == "dash"
        and place == start
        and place > 0
        and tokens[place - 1].concept in ("weak", "signoff", "comma", "give", "say", "end")
    ):
        return True
    if token.concept == "polite" and place == start > 0 and tokens[start - 1].concept == "say" and token.words in ("thanks", "thank you"):
        return True
    return token.concept == "weak" and start > 0 and tokens[start - 1].concept == "say" and tokens[start].words not in _JOINING
