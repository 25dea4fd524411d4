"""A request as tokens: words that the lexicon knows, as the phrases that they form, and words that it does not."""

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from p2p.agent.assistant.language.lexicon import LEXICON, SIGNS, Lexicon
from p2p.agent.assistant.language.numbers import ORDINALS, number_of
from p2p.agent.assistant.language.subjects import QUOTE

_TOKEN = re.compile(
    rf"{QUOTE}|\n|(?<=\d)[-–](?=\d)|-?\d+(?:[.:,]\d+)*(?!\w)|\w+(?:['’._@&/:-](?=\w)\w+)*|[-=]>|→|[,;:.?!]+(?=\s|$|␟)|[^\w\s␟]+"
)
_MARKS = {",": "comma", ";": "semicolon", ":": "colon", "\n": "break", "->": "dash", "=>": "dash", "→": "dash", "-": "dash", "–": "dash", "—": "dash"}  # fmt: skip
_SIGNS = frozenset(SIGNS.values())
_VERBS = ("say", "give", "upper")
_UNSHOUTED = frozenset({"JSON", "I", "A", "ABC", "CSV"})
_IRREGULAR = {
    "shown": "show", "given": "give", "made": "make", "sent": "send", "said": "say", "told": "tell", "wrote": "write", "drawn": "draw",
    "came": "come", "taken": "take", "kept": "keep", "begun": "begin", "written": "write", "gave": "give", "spelt": "spell", "hid": "hide",
}  # fmt: skip
_EDGES = {"opening": ("nth", "1"), "leading": ("nth", "1"), "initial": ("nth", "1"), "closing": ("last", ""), "concluding": ("last", "")}
_MAX_WORDS = 12
Word = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Token:
    """A phrase of the lexicon, a number, a mark or an unknown word, with its place in the request."""

    concept: str
    value: str
    start: int
    end: int
    words: str

    @property
    def is_plain(self) -> bool:
        """Whether it stands in its plain form, not in the plural nor in another tense."""
        return self.end - self.start == len(self.words)

    @property
    def is_content(self) -> bool:
        """Whether it can only be what a request is about."""
        return self.concept in ("unknown", "quote")


def tokens_of(text: str, lexicon: Lexicon = LEXICON) -> list[Token]:
    """The tokens of a request with its quotations set aside, the longest phrases of the lexicon first."""
    return list(_tokens(text, lexicon))


@functools.lru_cache(maxsize=256)
def _tokens(text: str, lexicon: Lexicon) -> tuple[Token, ...]:
    if (
        (first := re.match(r"\w+", text))
        and first.group().isupper()
        and lexicon.phrases.get((first.group().casefold(),), ("",))[0] in _VERBS
        and not text.isupper()
    ):
        text = first.group().casefold() + text[first.end() :]
    words = [piece for match in _TOKEN.finditer(text) for piece in _pieces(match.group(), match.start(), lexicon)]
    tokens: list[Token] = []
    place = 0
    while place < len(words):
        token, size = _token(words[place : place + _MAX_WORDS], lexicon)
        is_last = place + size == len(words) or re.fullmatch(r"[,;:.?!]+", words[place + size][0]) is not None
        if token.words == "no" and (is_last or (tokens and tokens[-1].words == "or")):
            token = Token("unknown", "", token.start, token.end, "no")
        tokens.append(token)
        place += size
    for place, token in enumerate(tokens):
        if token.words in ("leave", "leaving") and any(near.words == "out" for near in tokens[place + 1 : place + 6]):
            tokens[place] = replace(token, concept="drop")
    return tuple(tokens)


def _pieces(word: str, start: int, lexicon: Lexicon) -> list[Word]:
    """A word, or the parts of a compound of words that are all known."""
    parts = list(re.finditer(r"[^/-]+", word))
    if (
        len(parts) > 1
        and number_of(word) is None
        and all(part.group().casefold() in lexicon.words or _is_known(part.group(), lexicon) for part in parts)
    ):
        return [(part.group(), start + part.start(), start + part.end()) for part in parts]
    return [(word, start, start + len(word))]


def _is_known(word: str, lexicon: Lexicon) -> bool:
    return not _is_shouted(word) and (not lexicon.words.isdisjoint(forms(word)) or (word.isalpha() and number_of(word) is not None))


def _is_shouted(word: str) -> bool:
    """Whether a word is in capitals for its own sake."""
    return word.isupper() and len(word) > 1 and word not in _UNSHOUTED


@functools.lru_cache(maxsize=4096)
def forms(word: str) -> tuple[str, ...]:
    """A word in lower case, and behind it what it may be a form of: the singular, the infinitive."""
    low = word.casefold().replace("’", "'")
    found = [low, *([_IRREGULAR[low]] if low in _IRREGULAR else [])]
    for suffix in ("'s", "s", "es", "d", "ed", "ing"):
        stem = low.removesuffix(suffix)
        if len(stem) < len(low) and len(stem) > 2:
            found += [stem, f"{stem}e"] if suffix == "ing" else [stem]
            if suffix in ("ed", "ing") and stem[-1] == stem[-2]:
                found.append(stem[:-1])
    return tuple(found)


def _token(words: Sequence[Word], lexicon: Lexicon) -> tuple[Token, int]:
    """The token that begins with the first of `words`, and how many of them it takes."""
    text, start, end = words[0]
    if re.fullmatch(QUOTE, text):
        return Token("quote", "", start, end, text), 1
    if (found := _phrase(words, lexicon)) is not None:
        phrase, size = found
        concept, value = lexicon.phrases[phrase]
        return Token(concept, value, start, words[size - 1][2], " ".join(phrase)), size
    if (
        text.casefold() in _EDGES
        and len(words) > 1
        and (number_of(words[1][0]) is not None or not {"word", "letter", "item"}.isdisjoint(forms(words[1][0])))
    ):
        return Token(*_EDGES[text.casefold()], start, end, text.casefold()), 1
    is_between = len(words) > 1 and words[1][1] == end and words[1][0][0].isdecimal()
    return _bare(text, start, end, glued=is_between), 1


def _phrase(words: Sequence[Word], lexicon: Lexicon) -> tuple[tuple[str, ...], int] | None:
    """The longest phrase that begins with the first of `words`, and how many it takes; filling words only as they are."""
    begun: list[tuple[str, ...]] = [()]
    literal: tuple[str, ...] = ()
    best: tuple[tuple[str, ...], int] | None = None
    for size, (text, _, _) in enumerate(words, start=1):
        options = () if _is_shouted(text) else forms(text)
        literal += options[:1]
        begun = [(*phrase, form) for phrase in begun for form in options if (*phrase, form) in lexicon.prefixes]
        if not begun:
            break
        found = next(
            (
                phrase
                for phrase in begun
                if phrase in lexicon.phrases and (lexicon.phrases[phrase][0] not in ("fill", "not") or phrase == literal)
            ),
            None,
        )
        best = (found, size) if found is not None else best
    return best


def _bare(text: str, start: int, end: int, *, glued: bool) -> Token:
    """What the lexicon has no word for."""
    low = text.casefold()
    if low in ORDINALS or re.fullmatch(r"\d+(?:st|nd|rd|th)", low):
        return Token("nth", str(ORDINALS.get(low) or re.sub(r"\D", "", low)), start, end, low)
    number = None if _is_shouted(text) else next((found for form in forms(text) if (found := number_of(form)) is not None), None)
    if number is not None:
        return Token("number", str(number), start, end, low)
    if text in "-–" and glued:
        return Token("to", "", start, end, "to")
    if text in _MARKS:
        return Token(_MARKS[text], text, start, end, text)
    if re.fullmatch(r"[.?!,;:]+", text):
        return Token("stop", text, start, end, text)
    if text in _SIGNS:
        return Token("sign", text, start, end, text)
    return Token("unknown" if re.search(r"\w", text) else "symbol", text, start, end, low)
