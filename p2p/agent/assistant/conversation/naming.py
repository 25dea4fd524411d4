"""Who is who among what was told: that Pepper is the cat, and Tom the brother."""

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache

from p2p.agent.assistant.conversation.lexicon import CONCEPTS, topic

_NAME = r"(?P<name>(?!(?i:the|a|an|my|our|his|her|in|on|at|not|now|from)\b)[A-Za-z][\w-]*)"
_CAPITAL = r"(?P<name>(?-i:[A-Z][a-z])[\w-]*)"
_NOUN = r"(?:(?:best|old|older|younger|eldest|twin|new|other|little|big)\s+)?(?P<noun>[a-z][\w-]*)"
_KIN = rf"(?P<noun>{'|'.join(sorted(CONCEPTS['kin'], key=len, reverse=True))})"
_WHOSE = r"(?:my|our|his|her|their|a|an|the|one|two|three)"
_LINKS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_WHOSE}\s+{_NOUN}(?:,|['’]s name)?\s+(?:(?:is|was|are)\s+)?(?:called|named|is)\s+{_NAME}",
        rf"\b{_WHOSE}\s+{_NOUN}['’]s\s+(?:called|named)\s+{_NAME}",
        rf"\b{_WHOSE}\s+{_NOUN}(?:\s+is|['’]s|,)?\s+{_CAPITAL}",
        rf"\b(?:my|our)\s+(?:\w+\s+)?{_KIN}['’]s\s+{_NAME}(?=\s*(?:$|[,.;!]))",
        rf"\b(?:my|our)\s+(?:\w+\s+)?{_KIN}\s+{_NAME}(?=['’]s\b|\s+(?:is|was|has|will|can)\b)",
        rf"^{_NAME}(?:\s+is|['’]s)\s+(?:my|our)\s+(?:[\w-]+\s+)?{_NOUN}(?=\s*(?:$|[,.;!]|and\b))",
    )
)
_NO_NOUNS = frozenset(topic("name")) | CONCEPTS["be"] | CONCEPTS["the"] | CONCEPTS["my"]


def introduced(text: str, facts: Sequence[str]) -> str:
    """The words of the last fact that says who or what is meant by a name in `text`; "" where none does, or `text` says it again."""
    said = set(topic(text))
    for fact in reversed(facts):
        for name, nouns in same_ones([fact]).items():
            if name in said and not nouns & said and name in topic(" ".join(_names(fact))):
                return fact
    return ""


def _names(fact: str) -> list[str]:
    return [name for name, _ in _links(fact)]


@lru_cache(maxsize=1024)
def _links(fact: str) -> tuple[tuple[str, str], ...]:
    """The names of a fact, each with what it is a name of."""
    return tuple((match["name"], match["noun"]) for pattern in _LINKS for match in pattern.finditer(fact))


def same_ones(facts: Sequence[str]) -> dict[str, frozenset[str]]:
    """For the word of each thing or person that was named, the words that mean the same one: its name, and what it is."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    named: set[str] = set()
    for fact in facts:
        for link_name, link_noun in _links(fact):
            for name in topic(link_name):
                named.add(name)
                for noun in set(topic(link_noun)) - _NO_NOUNS - {name}:
                    found[name].add(noun)
                    found[noun].add(name)
    return {word: frozenset(others) for word, others in found.items() if word in named or len(others) == 1}
