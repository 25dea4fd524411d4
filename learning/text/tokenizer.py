"""Words of a text and the terms made of them. Light to import: no NumPy."""

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

TOKENIZER = "nfkc-casefold-words"
"""The name of `words_of` in artifacts: it changes when the words of any text do."""

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


def words_of(text: str) -> list[str]:
    """The words in `text`, case folded: runs of letters and digits, with the apostrophes inside them."""
    return _WORD.findall(unicodedata.normalize("NFKC", text.replace("’", "'")).casefold())


def word_terms(words: Sequence[str]) -> list[str]:
    """Each word, and each two neighbours joined by a space."""
    return [*words, *(f"{first} {second}" for first, second in pairwise(words))]


def character_grams(words: Sequence[str], size: int) -> list[str]:
    """Every run of `size` characters in each word with a space before and after it; a shorter word is one run.

    Source: the analyzer "char_wb" of scikit-learn.
    """
    grams: list[str] = []
    for word in words:
        padded = f" {word} "
        grams.extend(padded[start : start + size] for start in range(max(1, len(padded) - size + 1)))
    return grams
