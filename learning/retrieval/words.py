"""The words of a text, as an index counts them."""

from learning.text.tokenizer import words_of


def words(text: str) -> list[str]:
    """The words of `text` in their order, case folded, without the endings of an English plural and genitive."""
    return [_singular(word.removesuffix("'s")) for word in words_of(text)]


def _singular(word: str) -> str:
    """Source: Harman 1991, How effective is suffixing?, the S-stemmer."""
    if len(word) <= 3 or not word.endswith("s") or word.endswith(("ss", "us", "aies", "eies", "aes", "ees", "oes")):
        return word
    return f"{word[:-3]}y" if word.endswith("ies") else word[:-1]
