"""The words that ask, as codes."""

import re
from collections.abc import Sequence

from p2p.agent.assistant.language.tokens import Token, tokens_of
from p2p.agent.assistant.workings.sources import SOURCE
from p2p.agent.assistant.workings.vocabulary import WORDS

_DROPPED = frozenset({"weak", "fill", "polite", "noun", "symbol", "remark", "inwords"})
_KEPT = {
    "comma": ",", "dash": ",", "stop": ".", "semicolon": ".", "break": ".", "colon": ":", "upper": "upper", "lower": "lower",
    "title": "eachcap", "capitalise": "cap1",
}  # fmt: skip


def codes_of(ask: str) -> str:
    """The words that ask, as codes with blanks between and around them."""
    tokens = tokens_of(ask, WORDS)
    codes = [code for place, token in enumerate(tokens) if (code := _code(tokens, place, token))]
    return f" {' '.join(codes)} "


def _code(tokens: Sequence[Token], place: int, token: Token) -> str:
    if token.concept == "quote":
        return "SRC" if token.words == SOURCE else f"Q{token.words[1:-1]}"
    if place and tokens[place - 1].value == "U.letter" and tokens[place - 1].is_plain and re.fullmatch("[a-z]", token.words):
        return f"?{token.words}"
    if token.value == "outlier" and not token.is_plain and token.words.startswith("odd"):
        return "odd"
    if token.value in ("even", "odd") and not token.is_plain:
        return f"?{token.words}"
    is_named = place > 1 and tokens[place - 1].value == "U.word" and tokens[place - 1].is_plain and tokens[place - 2].words == "the"
    if is_named and token.words.isalpha() and token.is_plain and any(other.value == "count" for other in tokens[:place]):
        return f"?{token.words}"
    if token.concept == "op":
        is_plural = token.value.startswith("U.") and not token.is_plain
        return "" if token.value == "remark" else token.value + "*" * is_plural
    if token.concept in ("nth", "number"):
        return f"{'O' if token.concept == 'nth' else 'N'}{token.value}"
    if token.concept in ("sign", "pair"):
        return f"{'S' if token.concept == 'sign' else 'P'}{token.value}"
    if token.concept == "unknown":
        return f"?{token.value}"
    return "" if token.concept in _DROPPED else _KEPT.get(token.concept, token.concept)
