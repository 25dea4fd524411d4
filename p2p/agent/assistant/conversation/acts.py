"""What a turn of a conversation does: tells, corrects, asks, forgets … A linear head on the encoder's vector and on what words a turn has."""

# H width of the encoder, S signs in the words, F both together.

import functools
import re
from typing import Literal, get_args

import numpy as np

from learning.arrays import Float32Array
from p2p.agent.assistant.conversation.act_weights import BIAS, SCALES, WEIGHTS
from p2p.agent.assistant.conversation.lexicon import CONCEPTS, tokens_of
from p2p.agent.assistant.encoder import unit_rows
from p2p.agent.assistant.head import Head

Act = Literal["tell", "correct", "fragment", "ask", "forget", "forget_all", "list", "task", "other"]
ACTS: tuple[Act, ...] = get_args(Act)
SIGN_WEIGHT = np.float32(0.4)
"""What a sign counts beside the vector, whose length is 1; chosen by cross-validation."""

_PAIRS = (
    ("not", "forget"), ("not", "keep"), ("all", "forget"), ("all", "keep"), ("notes", "forget"), ("all", "known"), ("show", "notes"),
    ("show", "known"), ("show", "all"), ("not", "longer"), ("newly", "be"), ("forget", "self"), ("keep", "self"), ("wh", "self"), ("aux", "self"),
)  # fmt: skip


@functools.cache
def act_head() -> Head[Act]:
    """The head that comes with the assistant."""
    return Head.unpacked(ACTS, WEIGHTS, SCALES, BIAS)


def act_features(text: str, features_H: Float32Array) -> Float32Array:
    """The vector [F] of a turn: the encoder's at length 1, and the signs in its words."""
    return np.concatenate([unit_rows(features_H[None])[0], signs_of(text)])


def signs_of(text: str) -> Float32Array:
    """The signs [S] in the words of a turn: which concepts it has anywhere, first, second and at its end, which two at once, its form."""
    tokens, stripped = tokens_of(text), text.strip()
    places = [frozenset(part) for part in (tokens, tokens[:1], tokens[1:2], tokens[-2:])]
    named = [{name for name, words in CONCEPTS.items() if not words.isdisjoint(place)} for place in places]
    whole, first, second, _ = named
    speaks_of_self = bool(whole & {"i", "my", "we"})
    whole |= {"self"} if speaks_of_self else set()
    is_question = stripped.endswith("?")
    asks = is_question or bool(first & {"wh", "aux"})
    wants = asks or bool(first & {"order", "show"})
    is_capital = re.match("[A-Z][a-z]", stripped) is not None
    ends_in_s, ends_in_ed = ([len(token) > len(ending) + 2 and token.endswith(ending) for token in tokens[1:6]] for ending in ("s", "ed"))
    form = [
        is_question, "?" in stripped, re.search(r"\d", stripped), re.search(r"(?<=[a-z,] )[A-Z][a-z]", stripped), ":" in stripped,
        "," in stripped, len(tokens) <= 2, len(tokens) <= 4, len(tokens) <= 7, len(tokens) > 12, "at" in first and "wh" in second,
        re.search(r"[,;:.-] *(?:what|which|who|where|when|why|how|is|do|can|did)\b", stripped.casefold()),
        re.search("['\"“‘]\\w[^'\"]*['\"”’]", stripped), "keep" in whole and not is_question, "forget" in whole and not is_question,
        "wh" in first and "my" in whole, "wh" in first and "i" in whole, "aux" in first and "my" in whole, "aux" in first and "i" in whole,
        speaks_of_self, speaks_of_self and asks, asks and not speaks_of_self, "be" in whole and not asks,
        "joins" in first and not whole & {"be"} and not asks, "at" in first and not whole & {"be"} and not asks,
        any(ends_in_s[:2]), any(ends_in_s), any(ends_in_ed), any(ends_in_s[:2]) and not wants, any(ends_in_ed) and not wants,
        not wants, not wants and len(tokens) > 3, "third" in first | second, first & {"i", "my", "we", "the", "third"},
        "i" in whole and not wants, "my" in whole and not wants, whole & {"be", "have"} and not wants, re.search(r"['’]s\b", stripped),
        is_capital, is_capital and any(ends_in_s[:2]),
    ]  # fmt: skip
    signs = [*(name in place for place in named for name in CONCEPTS), *(pair <= whole for pair in map(set, _PAIRS)), *map(bool, form)]
    return SIGN_WEIGHT * np.array(signs, dtype=np.float32)
