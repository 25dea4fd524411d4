"""The parts of a turn that each tell something of their own: "I'm Swiss and my wife is a Finn", "Ana does the sales, Rui the design"."""

import re

from learning.retrieval.words import words
from p2p.agent.assistant.conversation.lexicon import CONCEPTS, has, tokens_of

_JOINT = re.compile(
    r"(?<!\b[DM]r)(?<!\bMrs)(?<!\bMs)"
    r"(?:\s*[,;.!]\s+(?:(?:and|but|while|whereas|although|though|plus) )?|\s+(?:and|but|while|whereas|although|though)\s+)"
)
_LEAD = re.compile(r"(?P<lead>[^:]*[^\W\d][^:]*):\s+(?=\S)")
_VERB_SHAPE = re.compile(r"\w{2,}(?:[^s]s|ed)$")
_GOING_ON = (["so"], ["because"], ["now"], ["since"], ["which"], ["who"])
"""With these a clause goes on with what the one before says."""
_CHANGED = frozenset({"changed", "switched", "moved", "swapped", "left", "quit", "joined", "replaced", "sold"})
_KNOWN_VERBS = CONCEPTS["be"] | {"has", "have", "must", "will", "had", "can"}


def parts_of(text: str) -> list[str]:
    """The parts on both sides of a joint where each has a subject and something to say of it; behind a colon, what is listed for several."""
    lead = _LEAD.match(text)
    listed = _split(text[lead.end() :]) if lead and not _LEAD.match(text[lead.end() :]) else []
    if lead and len(listed) > 1 and all(_opening(part) == "name" for part in listed):
        return listed
    return _split(text)


def context_of(part: str, first: str, whole: str) -> str:
    """The words by which a part without a verb of its own is understood: those of the first, or of what stands before a colon."""
    lead = _LEAD.match(whole)
    if lead and lead["lead"].strip() and not first.startswith(lead["lead"]):
        return lead["lead"]
    tokens = tokens_of(part)
    if part == first or (_has_verb(tokens) and len(tokens) > 4):
        return ""
    kept = (word for word in re.findall(r"[\w'’-]+", first) if not word[0].isupper() and not has(tokens_of(word), "kin"))
    return " ".join(kept)


def _split(text: str) -> list[str]:
    for joint in _JOINT.finditer(text):
        first, second = text[: joint.start()], text[joint.end() :]
        if not _is_told(first) or tokens_of(second)[:1] in _GOING_ON or _is_of_a_change(second, first):
            continue
        if _is_sentence(joint.group(), second) or _stands(second, first) or _is_parallel(second, first):
            return [first, *_split(second)]
    return [text]


def _is_sentence(joint: str, second: str) -> bool:
    """Whether a sentence begins behind the joint that has a subject of its own."""
    return joint.strip() in (".", "!") and second[:1].isupper() and has_subject(second) and not has(tokens_of(second)[:1], "third")


def _is_of_a_change(second: str, first: str) -> bool:
    """Whether a clause says what is so now, and the one before only that it was changed."""
    tokens, before = tokens_of(_clause(second)), tokens_of(first)
    is_of_same = has(tokens[:1], "i") or tokens[:2] == before[:2]
    return is_of_same and "now" in tokens and not _CHANGED.isdisjoint(before)


def _clause(text: str) -> str:
    """The first clause of a text."""
    joint = _JOINT.search(text)
    return text[: joint.start()] if joint else text


def _is_told(clause: str) -> bool:
    tokens = tokens_of(clause)
    return len(tokens) > 2 or (len(tokens) == 2 and "'" in tokens[0]) or (len(tokens) == 2 and tokens[0] == "i")


def _stands(second: str, first: str) -> bool:
    """Whether a clause is understood without the one before: it begins with a subject, and has the other's verb, or one that everybody knows."""
    tokens, before = tokens_of(second), tokens_of(first)
    if (
        len(tokens) < 3
        or {"it", "them"} & set(tokens[1:])
        or _denies(before)
        or has(tokens[:1], "not")
        or has(tokens[:1], "third")
        or has(tokens[:1], "this")
        or (has(tokens[:1], "at") and tokens[:1] != before[:1])
        or has(tokens[:1], "wh")
        or has(tokens[:1], "aux")
    ):
        return False
    has_known = bool(_KNOWN_VERBS & set(tokens[:5])) and bool(_KNOWN_VERBS & set(before) or len(before) > 3)
    return has_known or bool(
        set(words(" ".join(tokens[1:4]))) & set(words(" ".join(before[1:]))) - CONCEPTS["the"] - CONCEPTS["my"] - CONCEPTS["at"]
    )


def _is_parallel(second: str, first: str) -> bool:
    """Whether a clause goes on as the one before began, with a subject and something to say of it, be it without a verb."""
    tokens, before = tokens_of(second), tokens_of(first)
    if not tokens or _denies(before) or _denies(tokens[:3]) or re.search(r"\w\W+(?:it|them)\b", _clause(second)):
        return False
    ways = [way for way in tokens if has([way], "at") and way != "of"]
    if tokens[0] == before[0] and re.match(r"\d", "".join(tokens[1:2])) and set(ways) & set(before):
        return True
    if has(tokens[:1], "at") or tokens[:1] == ["one"] or re.match(r"an?$|\d", tokens[0]):
        same = [way for way in ways if way in before]
        return len(same) > has(tokens[:1], "at") and same == ways
    opening = _opening(second)
    if opening == "" or opening not in _MATCHES.get(_opening(first), ()):
        return False
    rest = second.split()[1 if opening in ("name", "i") else 2 :]
    says = [word for word in rest if has([word.casefold()], "at") or re.search(r"\d", word) or _VERB_SHAPE.search(word.casefold())]
    if opening == "name" and not _has_verb(before) and not any(has([word], "at") or word[0].isdecimal() for word in before):
        return False
    if has(tokens[1:2], "joins") or (opening == "the" and tokens[:1] != before[:1]):
        return False
    return bool(says) or (opening == "name" and rest[0][0].islower()) or _has_verb(tokens)


_MATCHES = {"i": ("i", "my"), "my": ("my", "i", "name"), "name": ("name", "my"), "the": ("the",)}


def has_subject(clause: str) -> bool:
    """Whether a clause begins with the speaker, something of theirs, a name or a thing."""
    return _opening(clause) != ""


def _opening(clause: str) -> str:
    """With what a clause begins: the speaker, something of theirs, a name, a thing."""
    tokens = tokens_of(clause)[:1]
    kind = next((concept for concept in ("i", "my", "the", "we") if has(tokens, concept)), "")
    if kind == "we":
        return "i"
    return kind or (
        "name" if re.match(r"[A-Z][\w-]*(?:['’]s)?\s+\S", clause) and not any(has(tokens, c) for c in ("at", "wh", "third")) else ""
    )


def has_verb(clause: str) -> bool:
    """Whether a clause has a word near its beginning that looks like a verb."""
    return _has_verb(tokens_of(clause))


def _has_verb(tokens: list[str]) -> bool:
    return bool(_KNOWN_VERBS & set(tokens[:5])) or any(_VERB_SHAPE.search(token) for token in tokens[1:4])


def _denies(tokens: list[str]) -> bool:
    return has(tokens, "not") or "used" in tokens
