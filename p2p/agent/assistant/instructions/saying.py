"""Whether a text is meant to be said, and a request that only says to say it."""

import re

from p2p.agent.assistant.instructions.asking import LISTED, Ask
from p2p.agent.assistant.instructions.roles import Roles, roles_of
from p2p.agent.assistant.language.numbers import number_of
from p2p.agent.assistant.language.parting import Parting
from p2p.agent.assistant.language.subjects import items_of

MAX_REPEATS = 500
_ASKS = re.compile(r"(?:what|who|where|when|why|how|which)\b")
_PASSED = frozenset({"polite", "fill", "weak", "exact", "double", "number", "dash", "comma"})
_UTTERS = frozenset({"say", "echo", "utter", "type", "reply", "respond", "answer"})
_DESCRIBES = re.compile(
    r"(?:me|my|our|the|all|everything|any|your|his|her|their|this|that|it|what|who|where|when|why|how)\b", re.IGNORECASE
)
_VERBS = frozenset(
    {
        "join", "separate", "link", "connect", "combine", "wrap", "enclose", "surround", "frame", "sort", "alphabetise", "alphabetize",
        "reverse", "enumerate", "drop", "remove", "delete", "omit", "skip", "leave out", "keep", "replace", "swap", "capitalise",
        "capitalize", "shout", "yell", "concatenate", "merge", "start", "begin", "end", "finish", "sign", "add", "append", "prefix", "glue", "exchange",
    }
)  # fmt: skip


def is_meant(ask: Ask, roles: Roles) -> bool:
    """Whether a text that no mark sets apart is meant to be worked on: a verb says so, and it is not the name of a thing."""
    if ask.tokens and ask.tokens[0].concept != "give" and _ASKS.match(ask.tokens[0].words) and "," not in roles.main:
        return False
    is_told = (
        ask.has("say", "give", "noun")
        or any(token.words == "word" for token in ask.tokens)
        or any(token.concept == "times" for token in ask.tokens[:1])
        or _begins_with_verb(ask, roles)
        or _goes_on(ask, roles)
    )
    if "," in roles.main:
        items = items_of(roles.main)
        return max(len(item.split()) for item in items) <= 3 and (is_told or len(items) > 2)
    is_named = re.match(r"(?:the|my|your|this|that|it|me|our)\b", roles.main) is not None
    return is_told and not (is_named and (times_of(ask, roles.main) or len(roles.main.split()) < 3))


def _begins_with_verb(ask: Ask, roles: Roles) -> bool:
    """Whether the words that ask begin with a verb, or with what is to be made."""
    first = next((token for token in ask.tokens if token.concept not in _PASSED), None)
    return first is not None and (
        first.concept in ("numbered", "initials", "signoff")
        or (first.concept in ("pair", "sign") and ask.has("around", "each", "start", "end"))
        or (first.words in _VERBS and first.is_plain)
        or (first.concept in LISTED and re.search(r",|\sand\s", roles.main) is not None)
        or (ask.has("inwords") and number_of(roles.main) is not None)
    )


def _goes_on(ask: Ask, roles: Roles) -> bool:
    """Whether the text comes first, and behind it in which form: "…, but in brackets"."""
    if not ask.tokens or not ask.has("pair", "upper", "lower", "title", "sign", "newline", "line", *LISTED):
        return bool(ask.tokens) and ask.tokens[0].concept == "comma" and (roles.prefix or roles.suffix) is not None
    first = ask.tokens[0]
    return first.concept == "comma" or (
        first.words in ("in", "as", "into", "with", "go", "goes", "belong", "belongs") and not _DESCRIBES.match(roles.main)
    )


def echoed_reply(parting: Parting) -> str | None:
    """The text of a request that only says to say it; None where it says more."""
    ask = Ask.of(parting)
    roles = roles_of(ask, parting)
    if (
        roles is not None
        and roles.is_ignoring
        and not ask.has("exact", "limit")
        and not any(token.words in ("this", "back", "following") for token in ask.tokens)
    ):
        return None
    says = (
        ask.has("say")
        or (ask.has("exact", "give") and ask.has("word", "noun"))
        or (ask.has("exact") and ask.has("give") and roles is not None and " " not in roles.main)
        or (parting.payload is not None and ask.has("give", "exact", "noun", "limit"))
    )
    if (
        roles is None
        or roles.has_more
        or not says
        or (ask.has("drop") and not ask.is_denied("pair"))
        or ask.has("nth", "last", "each", "replace", "times", "twice", "thrice")
    ):
        return None
    if roles.is_quoted or (
        parting.payload is not None and (ask.has("say") or (parting.mark != "stop" and ask.has("exact", "limit", "noun", "word")))
    ):
        return roles.main
    if (
        parting.runs
        and parting.runs[0].place == 0
        and ask.tokens[0].concept == "comma"
        and not any(token.words in ("that", "this", "it") for token in ask.tokens)
    ):
        return None
    place = parting.runs[0].place if parting.runs else 0
    is_named = place > 0 and ask.tokens[place - 1].concept in ("noun", "word")
    is_exact = ask.has("exact", "limit", "noun", "word") and (is_named or not _DESCRIBES.match(roles.main))
    is_short = len(roles.main.split()) <= 2 and all(
        token.words in _UTTERS or token.concept in ("exact", "polite", "stop") for token in ask.tokens
    )
    return roles.main if parting.payload is None and (is_exact or is_short) else None


def times_of(ask: Ask, text: str) -> int | None:
    """How many times something is to be said; None where once will do."""
    if ask.has("twice", "thrice"):
        return 2 if ask.has("twice") else 3
    for place in ask.places("times", "ofthem"):
        following = ask.tokens[place + 1 : place + 2]
        if ask.tokens[place].concept == "times" and following and following[0].concept == "number" and following[0].value.isdecimal():
            return int(following[0].value)
        if (
            place
            and ask.tokens[place - 1].concept == "number"
            and ask.tokens[place - 1].value != "1"
            and ask.tokens[place - 1].value.isdecimal()
            and not ask.has("nth", "last")
        ):
            return int(ask.tokens[place - 1].value)
    if "," not in text:
        lined = [number for place in ask.places("line", "newline") if (number := ask.number_before(place)) and number > 1]
        return lined[0] if lined and len(text.split()) <= 4 and (ask.has("each", "word") or " " not in text) else None
    return None
