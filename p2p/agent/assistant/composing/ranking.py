"""Which of the composed replies is meant, and whether it is meant rather than what else would be said: two linear models."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from p2p.agent.assistant.composing.composer import Candidate
from p2p.agent.assistant.composing.ranking_weights import CHOICE, READING
from p2p.agent.assistant.composing.spans import FORM
from p2p.agent.assistant.composing.words import WORDS
from p2p.agent.assistant.kinds import Kind
from p2p.agent.assistant.language.tokens import tokens_of

Features = dict[str, float]
_SIDES = frozenset({"colon", "start", "quote", "break", "dash", "stop", "end", "comma"})
_SAYING = frozenset({"say", "exact", "limit", "give", "word"})
_OPERATIONS = (
    "case", "order", "is_turned", "is_swapped", "is_unique", "kept", "dropped", "label", "is_glued", "is_spaced", "before", "after", "each_before",
    "each_after", "signature", "replaced", "times", "is_spelled", "is_initials", "is_json", "in_words", "free",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ranked:
    """The likeliest reply, how likely it is, what speaks for its likeliest reading, and how likely every reply is."""

    reply: str
    chance: float
    score: float
    features: Features
    chances: Mapping[str, float]


def features_of(candidate: Candidate) -> Features:
    """What speaks for a composed reply: where its text stood, and what was read in the rest."""
    span, given, tokens = candidate.span, candidate.span.given, candidate.tokens
    is_described = span.kind in ("range", "lines") or span.kind.startswith("pairs")
    inside = () if is_described else tokens[span.first : span.last]
    outside = [*tokens[: span.first], *tokens[span.last :]]
    is_echo = candidate.reply == given.text and not is_described
    says = any(token.concept in ("say", "exact", "limit") for token in outside)
    num_form = sum(token.concept in FORM for token in inside)
    num_words = sum(token.words[:1].isalnum() for token in inside)
    sides = f"{span.left}_{span.right}" if {span.left, span.right} <= _SIDES else "other"
    found: Features = {
        "composed": 1.0,
        f"kind_{span.kind}": 1.0,
        f"left_{span.left}": 1.0,
        f"right_{span.right}": 1.0,
        f"sides_{sides}": 1.0,
        f"{span.kind}_left_{span.left}": 1.0,
        "form_inside": min(num_form, 6),
        "no_form_inside": float(num_form == 0 and not is_described),
        "share_form": num_form / max(1, len(inside)),
        "num_words": min(num_words, 12) / 4,
        "one_word": float(num_words == 1),
        "share_words": len(inside) / len(tokens),
        "mark_inside": float(any(token.concept in ("colon", "break", "dash", "stop") for token in inside[:-1])),
        "quote_outside": float(any(token.concept == "quote" for token in outside)),
        "quote_inside": float(span.kind not in ("quote", "quotes") and any(token.concept == "quote" for token in inside)),
        "colon_outside": float(any(token.concept == "colon" for token in outside)),
        "echo": float(is_echo),
        "echo_said": float(is_echo and says),
        "echo_unsaid": float(is_echo and not says),
        "echo_form_outside": float(is_echo) * min(5, sum(token.concept in FORM - _SAYING for token in outside)),
        "shouted": float(given.text.isupper()),
        "ends_stop": float(given.text.endswith(".")),
    }
    if inside:
        found |= {"first_form": float(inside[0].concept in FORM), "last_form": float(inside[-1].concept in FORM)}
        found |= {"first_weak": float(inside[0].concept == "weak"), "last_weak": float(inside[-1].concept == "weak")}
    return {name: value for name, value in (found | _of_frame(candidate)).items() if value}


def _of_frame(candidate: Candidate) -> Features:
    frame, given = candidate.frame, candidate.span.given
    return {
        "num_left": min(frame.num_left, 5),
        "no_left": float(frame.num_left == 0),
        "num_unknown": min(frame.num_unknown, 5),
        "no_unknown": float(frame.num_unknown == 0),
        "num_done": min(frame.num_done, 6),
        "none_done": float(frame.num_done == 0),
        "is_list": float(given.is_list),
        "num_items": min(len(given.items), 8) / 4,
        "two_items": float(len(given.items) == 2),
        "joint_list": float(frame.joint is not None and given.is_list),
        "joint_single": float(frame.joint is not None and not given.is_list),
        "label_list": float(bool(frame.label) and given.is_list),
        "label_single": float(bool(frame.label) and not given.is_list),
        **{f"op_{name}": float(bool(getattr(frame, name))) for name in _OPERATIONS},
    }


def weights_of(text: str) -> dict[str, float]:
    """Weights by their names, from a text in which each stands behind its name."""
    words = text.split()
    return dict(zip(words[::2], map(float, words[1::2]), strict=True))


def score(weights: Mapping[str, float], features: Features) -> float:
    """The sum of what speaks for something, each by its weight."""
    return sum(weights.get(name, 0.0) * value for name, value in features.items())


def ranked(candidates: Sequence[Candidate], weights: Mapping[str, float] | None = None) -> Ranked | None:
    """The likeliest of composed replies; None where there are none."""
    if not candidates:
        return None
    rows = [features_of(candidate) for candidate in candidates]
    scores = [score(_READING if weights is None else weights, row) for row in rows]
    odds = [math.exp(value - max(scores)) for value in scores]
    chances: dict[str, float] = {}
    for candidate, odd in zip(candidates, odds, strict=True):
        chances[candidate.reply] = chances.get(candidate.reply, 0.0) + odd / sum(odds)
    reply = max(chances, key=lambda one: chances[one])
    best = max((place for place, candidate in enumerate(candidates) if candidate.reply == reply), key=lambda place: scores[place])
    return Ranked(reply, chances[reply], scores[best], rows[best], chances)


def choice_features(best: Ranked, other: str | None, kinds: Mapping[Kind, float], telling: float) -> Features:
    """What speaks for the likeliest composed reply against another, or against that none is known."""
    chance = _log_odds(best.chance)
    instruction, work = _log_odds(kinds["instruction"]), _log_odds(kinds["instruction"] + kinds["tool"])
    found: Features = {
        "bias": 1.0,
        "chance": best.chance,
        "odds": chance,
        "instruction": instruction,
        "work": work,
        "score": best.score / 5,
    }
    copied = ("num_left", "num_unknown", "num_done", "none_done", "echo", "echo_unsaid", "form_inside")
    found |= {name: value for name, value in best.features.items() if name in copied or name.startswith("kind_")}
    found["said_form"] = float(_num_form(best.reply))
    if other is not None:
        found |= {
            "some": 1.0,
            "other_form": float(_num_form(other)),
            "is_longer": float(len(other) > len(best.reply)),
            "is_within": float(best.reply in other),
            "holds": float(other in best.reply),
        }
    if other is None:
        found |= {
            "none": 1.0,
            "none_odds": chance,
            "none_instruction": instruction,
            "none_work": work,
            "none_chance": best.chance,
            "none_telling": _log_odds(telling),
            "none_memory": _log_odds(kinds["memory"]),
        }
    elif other in best.chances:
        found |= {"other_composed": 1.0, "other_chance": best.chances[other]}
    return found


def _num_form(reply: str) -> int:
    """How many of the first words of a reply ask for something."""
    return min(4, sum(token.concept in FORM for token in tokens_of(reply[:200], WORDS) if token.words[:1].isalpha()))


def _log_odds(chance: float) -> float:
    return math.log(max(chance, 1e-3) / max(1 - chance, 1e-3))


def is_meant(best: Ranked, other: str | None, kinds: Mapping[Kind, float], telling: float) -> bool:
    """Whether the likeliest composed reply is meant rather than another, or than none at all."""
    return best.reply != other and score(_CHOICE, choice_features(best, other, kinds, telling)) > 0


_READING, _CHOICE = weights_of(READING), weights_of(CHOICE)
