"""Which of the facts that were told a turn is about."""

# F facts, H width of the encoder.

import math
import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

from learning.arrays import Float32Array
from p2p.agent.assistant.conversation.phrases import content_words
from p2p.agent.assistant.encoder import unit_rows
from p2p.agent.assistant.memory import Fact

MIN_COSINE = 0.42
"""A fact without a word of the question is about it from here on."""
MIN_SHARE = 0.34
"""So much of the question's words has a fact that is about it; less where it is near in meaning."""
_CONTEXT_WEIGHT = 0.6
_KIN = frozenset(
    {
        "sister", "brother", "mother", "mum", "mom", "dad", "father", "partner", "wife", "husband", "son", "daughter", "boss",
        "landlady", "landlord", "neighbour", "neighbor", "friend", "colleague", "aunt", "uncle", "cousin", "niece", "nephew",
        "grandma", "grandmother", "grandpa", "grandfather", "girlfriend", "boyfriend", "roommate", "flatmate", "teacher", "doctor",
        "dentist", "baby", "dog", "cat", "kid", "child", "parent", "manager", "team",
    }
)  # fmt: skip
_GROUPS = (
    {"name", "call", "called", "nickname", "named", "who"}, {"car", "vehicle", "auto"}, {"job", "work", "profession", "employer", "working"}, {"phone", "telephone", "mobile", "number", "cell"}, {"live", "address", "home", "living", "reside"},
    {"colour", "color"}, {"favourite", "favorite", "best", "like", "prefer", "love", "most"}, {"code", "pin", "password", "passcode", "combination"}, {"birthday", "born", "birth"}, {"allergic", "allergy"},
    {"doctor", "gp", "physician"}, {"bike", "bicycle"}, {"buy", "purchase", "shop", "get", "shopping"}, {"start", "begin", "starts"}, {"leave", "depart", "departure", "leaf"}, {"child", "kid", "children"}, {"flat", "apartment"}, {"meeting", "appointment"},
    {"mum", "mother", "mom"}, {"dad", "father"}, {"size", "big", "large"}, {"wifi", "wi", "wlan"}, {"lent", "lend", "borrow", "borrowed", "has"}, {"trip", "holiday", "vacation", "travel"}, {"eat", "food", "diet", "meal", "vegetarian", "vegan"},
)  # fmt: skip
_SYNONYM = {word: min(group) for group in _GROUPS for word in group}


_LEANING = re.compile(
    r"^\W*(?:and|what about|how about|or|(?:at|in|on|from|until|by|for) (?:what|which|how|who)|which|when|where|why|who|how (?:much|many|long))\b",
    re.IGNORECASE,
)


def topic(text: str) -> list[str]:
    """The words of a text that say what it is about, one of each group of synonyms."""
    found = content_words(text)
    if re.search(r"\bwho (?:am i|i am)\b", text, re.IGNORECASE):
        found.append("name")
    return [_SYNONYM.get(word, word) for word in found]


def owners(text: str) -> frozenset[str]:
    """Whose things a text is about: relatives, names with "'s"; nobody where it is the speaker."""
    named = {
        match.group(1).casefold()
        for match in re.finditer(r"\b([A-Za-z][\w-]+)['’]s\b(?! (?:in|on|at|is|a|the|not|my|called|name\b.*name)\b)", text)
    }
    return frozenset(
        (named - {"it", "that", "what", "who", "where", "when", "there", "he", "she", "here", "how", "name", "let", "today"})
        | (set(content_words(text)) & _KIN)
    )


def match_scores(question: str, features_H: Float32Array, facts: Sequence[Fact], earlier: str = "") -> list[tuple[float, float, float]]:
    """For each fact its score, the share of the question's words that it has, and the cosine of the two."""
    known = {word for fact in facts for word in topic(f"{fact.text} {fact.context}")}
    asked = _asked(question, earlier, known)
    own = [set(topic(fact.text)) for fact in facts]
    around = [set(topic(fact.context)) for fact in facts]
    counts = Counter(word for first, second in zip(own, around, strict=True) for word in first | second)
    cosines_F = unit_rows(np.stack([fact.features_H for fact in facts])) @ unit_rows(features_H[None])[0] if facts else np.zeros(0)
    wanted_owners = owners(question)
    found: list[tuple[float, float, float]] = []
    for place, fact in enumerate(facts):
        weights = {word: weight * math.log(1 + (len(facts) + 1) / (counts[word] + 0.5)) for word, weight in asked.items()}
        total = sum(weights.values()) or 1.0
        share = (
            sum(
                weight * (1.0 if word in own[place] else _CONTEXT_WEIGHT if word in around[place] else 0.0)
                for word, weight in weights.items()
            )
            / total
        )
        has = owners(fact.text) | owners(fact.context)
        penalty = 0.35 * len(wanted_owners - has - set(topic(fact.text))) + 0.25 * len(has - wanted_owners - set(asked))
        cosine = float(cosines_F[place])
        found.append((share + 0.8 * cosine - min(penalty, 0.6), share, cosine))
    return found


def is_about(share: float, cosine: float) -> bool:
    """Whether a fact with this share and this cosine is about the question."""
    return cosine >= MIN_COSINE or share >= MIN_SHARE + 0.2 or (share >= MIN_SHARE and cosine >= 0.2)


def _asked(question: str, earlier: str, known: set[str]) -> dict[str, float]:
    """The words that are asked for and what each counts; a short question leans on the one before it."""
    asked = dict.fromkeys(topic(question), 1.0)
    is_short = len(asked) <= 2 and _LEANING.match(question) is not None
    if is_short and earlier:
        asked = {word: weight for word, weight in asked.items() if word in known}
        for word in topic(earlier):
            if word not in _KIN and word not in owners(earlier):
                asked.setdefault(word, 0.4)
    return asked
