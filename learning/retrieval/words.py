"""The words of a text, as an index counts them."""

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+")


def words(text: str) -> list[str]:
    """The words of `text` in their order, small, and without the ending of an English plural."""
    return [_singular(word) for word in _WORD.findall(unicodedata.normalize("NFKC", text).casefold())]


def _singular(word: str) -> str:
    """Source: Harman 1991, How effective is suffixing?, the S-stemmer."""
    if len(word) <= 3 or not word.endswith("s") or word.endswith(("ss", "us", "aies", "eies", "aes", "ees", "oes")):
        return word
    return f"{word[:-3]}y" if word.endswith("ies") else word[:-1]
