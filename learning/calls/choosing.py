"""Which function a request calls, and whether it calls any: by the words that both share."""

from collections.abc import Sequence

from learning.calls.functions import Function, described, spaced
from learning.retrieval.words import words

_LITTLE = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "at",
        "be",
        "by",
        "can",
        "could",
        "do",
        "does",
        "find",
        "for",
        "from",
        "get",
        "give",
        "given",
        "has",
        "have",
        "how",
        "i",
        "in",
        "is",
        "it",
        "its",
        "me",
        "my",
        "of",
        "on",
        "or",
        "please",
        "show",
        "tell",
        "that",
        "the",
        "their",
        "this",
        "to",
        "was",
        "what",
        "when",
        "where",
        "which",
        "who",
        "will",
        "with",
        "would",
        "you",
        "your",
        "calculate",
        "determine",
        "return",
        "compute",
        "retrieve",
    ]
)
_STEM = 5
"""Characters by which two words count as one."""


def choose(functions: Sequence[Function], text: str) -> tuple[Function, float]:
    """The function nearest to what is said, and how near it is, 0 to 1."""
    said = stems(text)
    scores = [nearness(function, said) for function in functions]
    best = max(range(len(functions)), key=lambda index: scores[index])
    return functions[best], scores[best]


def nearness(function: Function, said: frozenset[str]) -> float:
    """The mean of two shares: of the name's words that are said, and of what is said that the function speaks of."""
    name, speaks_of = stems(spaced(function.name)), stems(described(function))
    return (share(name, said) + share(said, speaks_of)) / 2


def stems(text: str) -> frozenset[str]:
    """The beginnings of the words that matter."""
    return frozenset(word[:_STEM] for word in words(text) if word not in _LITTLE and not word.isdigit())


def share(some: frozenset[str], others: frozenset[str]) -> float:
    """How many of some are among others, 0 where there are none."""
    return len(some & others) / len(some) if some else 0.0
