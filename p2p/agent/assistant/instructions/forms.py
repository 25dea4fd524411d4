"""Replies in a form that is asked for: the texts of a request, and what is done with them, always in the same order."""

import re
from collections.abc import Callable, Sequence

from p2p.agent.assistant.instructions.asking import CASED, Ask
from p2p.agent.assistant.instructions.choices import chosen, is_place
from p2p.agent.assistant.instructions.joints import joint_of, role_of
from p2p.agent.assistant.instructions.roles import Roles, roles_of
from p2p.agent.assistant.language.numbers import number_of, number_words
from p2p.agent.assistant.language.parting import Parting
from p2p.agent.assistant.language.subjects import items_of

MAX_REPEATS = 500
_LISTED = ("bullet", "numbered", "checkbox", "hashtag", "lettered")
_BY_WORD = ("word", "hashtag", "between", "swap", "newline", "alternate", "unique", "sort", "descending", "longest", "shortest", *_LISTED)


_UTTERS = frozenset({"say", "echo", "utter", "type", "reply", "respond", "answer"})
_DESCRIBES = re.compile(r"(?:me|my|our|the|all|everything|any|your|his|her|their|this|that|it|what|who|where|when|why|how)\b", re.IGNORECASE)
_VERBS = frozenset(
    {
        "join", "separate", "link", "connect", "combine", "wrap", "enclose", "surround", "frame", "sort", "alphabetise", "alphabetize",
        "reverse", "enumerate", "drop", "remove", "delete", "omit", "skip", "leave out", "keep", "replace", "swap", "capitalise",
        "capitalize", "shout", "yell", "concatenate", "merge", "start", "begin", "end", "finish", "sign", "add", "append", "prefix", "glue", "concatenate", "exchange",
    }
)  # fmt: skip


def is_meant(ask: Ask, roles: Roles) -> bool:
    """Whether a text that no mark sets apart is meant to be worked on: a verb says so, and it is not the name of a thing."""
    words = [token for token in ask.tokens if token.concept not in ("polite", "fill", "weak", "exact", "double", "number", "dash", "comma")]
    is_told = ask.has("say", "give", "word", "noun") or (ask.has("inwords") and number_of(roles.main) is not None) or (words and (words[0].concept in ("numbered", "initials", "signoff")
        or (words[0].concept in ("pair", "sign") and ask.has("around", "each", "start", "end"))
        or (words[0].words in _VERBS and words[0].is_plain)))
    if ask.tokens and re.match(r"(?:what|who|where|when|why|how|which)", ask.tokens[0].words) and "," not in roles.main:
        return False
    if ask.tokens and ask.tokens[0].concept == "comma":
        is_told = is_told or roles.prefix is not None or roles.suffix is not None or ask.has("pair", "upper", "lower", "sign", "newline", "line", *_LISTED)
    if ask.tokens and ask.tokens[0].words in ("in", "as", "into", "with", "go", "belong") and ask.has("pair", "upper", "lower", "title", *_LISTED):
        is_told = is_told or not _DESCRIBES.match(roles.main)
    if words and words[0].concept in _LISTED and re.search(r",|\sand\s", roles.main):
        is_told = True
    items = items_of(roles.main)
    if "," in roles.main:
        return max(len(item.split()) for item in items) <= 3 and (is_told or len(items) > 2)
    is_named = re.match(r"(?:the|my|your|this|that|it|me|our)\b", roles.main) is not None
    return bool(is_told) and not (is_named and (times_of(ask, roles.main) or len(roles.main.split()) < 3))


def formed_reply(parting: Parting) -> str | None:
    """The reply in the form that is asked for; None where no form is, or a text has no place in it."""
    ask = Ask.of(parting)
    roles = roles_of(ask, parting)
    if roles is None:
        return None
    if "\n" in (roles.prefix_gap, roles.suffix_gap):
        ask = Ask(tuple(token for token in ask.tokens if token.concept not in ("newline", "line")))
    text = roles.main
    for old, new in roles.replaced:
        text = re.sub(rf"(?<!\w){re.escape(old)}(?!\w)" if old.isalnum() and len(old) > 1 else re.escape(old), lambda _, new=new: new, text)
    if parting.payload is None and not roles.is_quoted and not is_meant(ask, roles):
        return None
    made = _listed(ask, roles, text)
    if made is None:
        made = _texted(ask, text)
    body = _finished(ask, roles, text if made is None else made)
    return body if made is not None or body != text or roles.replaced else None


def _listed(ask: Ask, roles: Roles, text: str) -> str | None:
    """The items of a list, of a text's words or of a word's letters, in the form that is asked for; None where none is."""
    times = times_of(ask, text)
    if times is not None:
        joint = roles.joint if roles.joint is not None else joint_of(ask)
        return (" " if joint is None else joint).join([_texted(ask, text) or text] * times) if 0 < times <= MAX_REPEATS else None
    items, usual = _items(ask, roles, text)
    if not items:
        return None
    wanted = chosen(ask, items, roles.dropped, roles.filtered)
    cased = [_cased(ask, item) for item in wanted or items]
    decorated = [_decorated(ask, roles, item, place) for place, item in enumerate(wanted or items, start=1)]
    joint = roles.joint if roles.joint is not None else joint_of(ask)
    is_decorated = any(item is not None for item in decorated)
    if wanted is None and joint is None and not is_decorated:
        return None
    if joint is None and is_decorated and any(token.words == "list" for token in ask.tokens):
        joint = "\n"
    if joint is None and is_decorated:
        joint = " " if ask.has("hashtag") else "\n" if ask.has(*_LISTED) else None
    if ask.has(*_LISTED) and not ask.has("hashtag", "oneline"):
        joint = "\n"
    said = [new if new is not None else case if case is not None else item for new, case, item in zip(decorated, cased, wanted or items, strict=True)]
    return (usual if joint is None else joint).join(said)


def times_of(ask: Ask, text: str) -> int | None:
    """How many times something is to be said; None where once will do."""
    if ask.has("twice", "thrice"):
        return 2 if ask.has("twice") else 3
    for place in ask.places("times", "ofthem"):
        following = ask.tokens[place + 1 : place + 2]
        if following and following[0].concept == "number" and following[0].value.isdigit():
            return int(following[0].value)
        if place and ask.tokens[place - 1].concept == "number" and ask.tokens[place - 1].value != "1" and ask.tokens[place - 1].value.isdigit() and not ask.has("nth", "last"):
            return int(ask.tokens[place - 1].value)
    if "," not in text:
        lined = [number for place in ask.places("line", "newline") if (number := ask.number_before(place)) and number > 1]
        return lined[0] if lined and len(text.split()) <= 4 and (ask.has("each", "word") or " " not in text) else None
    return None


def _items(ask: Ask, roles: Roles, text: str) -> tuple[list[str], str]:
    """The items of a text, and what usually stands between them."""
    text = re.sub(r"\s+/\s+", ", ", text) if "/" in text and ask.has(*_BY_WORD, "line") else text
    if re.search(r"[,;\n]", text) or (re.search(r"\sand\s", text) and ask.has("item", "newline", "between", "each", "line", *_LISTED) and not (roles.is_quoted or ask.has("word"))):
        items = items_of(text)
        if len(items) > 2 and len(items[0].split()) > 2 and all(len(item.split()) < 3 for item in items[1:]):
            items[0] = re.split(r"\b(?:is|are|was|were|of|with|have|need)\s", items[0])[-1]
        head = items[0].split()
        if len(items) > 2 and len(head) == 2 and head[0].istitle() and all(" " not in item and item.islower() for item in items[1:]):
            items[0] = head[1]
        items[0] = items[0] if any(item.startswith("the ") for item in items[1:]) else items[0].removeprefix("the ")
        return [re.sub(r"^(?:and|or) ", "", item) for item in items], ", "
    if ask.has("capitalise") and _is_first_only(ask):
        return [], ""
    is_lettered = ask.has("letter") and (" " not in text or not ask.has("word"))
    if is_lettered and not ask.has(*CASED) and (ask.has("between", "each", "sort", "reverse", "nth", "last", "newline", "unique") or joint_of(ask) is not None):
        return list(text), ""
    if " " in text and (ask.has(*_BY_WORD) or ask.is_denied("space", "unique") or (ask.has("each") and not ask.has("letter"))):
        if ask.has("between", "word", "hashtag", "swap", "newline", "longest", "shortest", *_LISTED, "each") or ask.has("sort", "descending", "alternate"):
            return text.split(), " "
        return text.split(), " "
    return ([text], "") if ask.has(*_LISTED) and roles.is_marked else ([], "")


def _decorated(ask: Ask, roles: Roles, item: str, place: int) -> str | None:
    """An item with what is to stand before, behind or around each; None where nothing is."""
    item, plain = _cased(ask, item) or item, item
    for sign_place in ask.places("sign", "pair"):
        if ask.tokens[sign_place].concept == "pair" and not ask.has("numbered", "lettered") and (ask.near(sign_place, "each") or ask.near(sign_place, "item")):
            pair = ask.tokens[sign_place].value
            item = f"{pair[0]}{item}{pair[1]}"
    sign = next((ask.tokens[at].value for at in ask.places("sign") if role_of(ask, at) == "mark" and ask.tokens[at].value in "*+-•>"), "-")
    if ask.has("checkbox"):
        return f"- [ ] {item}"
    if ask.has("numbered") or (ask.has("bullet") and False):
        end = ")" if ask.has("pair") or any(token.words == "1)" for token in ask.tokens) else "."
        return f"{place}{end} {item}"
    if ask.has("bullet"):
        return f"{sign} {item}"
    if ask.has("lettered"):
        return f"{chr(96 + place)}) {item}"
    if ask.has("hashtag"):
        return f"#{item.replace(' ', '')}"
    if roles.each is not None:
        item = f"{roles.each}{item}" if roles.is_each_before else f"{item}{roles.each}"
    for at in ask.places("sign"):
        role = role_of(ask, at)
        if ask.near(at, "each") and role in ("start", "end", "around"):
            mark = ask.tokens[at].value * (ask.number_before(at) or 1)
            gap = " " if role == "start" and (mark in ("-", "*", "+", ">", "->") or ask.near(at, "space")) else ""
            item = f"{mark}{gap if role == 'start' else ''}{item}" if role == "start" else f"{item}{mark}" if role == "end" else f"{mark}{item}{mark}"
    return item if item != plain or ask.has(*CASED) else None


def _texted(ask: Ask, text: str) -> str | None:
    """A text written in another way: in words, its initials, backwards, in another case; None where it is not."""
    made = text
    number = number_of(text)
    if ask.has("inwords") and number is not None and number.denominator == 1 and 0 <= number < 10**6:
        made = number_words(int(number))
    elif ask.has("initials"):
        made = "".join(word[0] for word in re.findall(r"\w+", text))
        made = made.upper() if any(token.words == "acronym" for token in ask.tokens) else made
    elif ask.has("reverse") and all(ask.tokens[place].is_plain for place in ask.places("word")):
        made = text[::-1]
    made = _cased(ask, made) or made
    is_said = ask.has("inwords", "initials", "reverse", *CASED) or ask.is_denied("upper", "lower")
    return made if is_said else None


def _cased(ask: Ask, text: str) -> str | None:
    """A text in the case that is asked for; None where none is."""
    rule: Callable[[str], str] | None = None
    if ask.has("title") or (_is_initial(ask) and ask.has("each", "word") and not _is_first_only(ask)):
        rule = lambda said: re.sub(r"(?<![\w'])\w", lambda match: match.group().upper(), said)
    elif _is_initial(ask):
        rule = lambda said: said[:1].upper() + said[1:]
    elif ask.has("upper") or ask.is_denied("lower"):
        rule = str.upper
    elif ask.has("lower") or ask.is_denied("upper", "capitalise"):
        rule = str.lower
    return rule(text) if rule else None


def _is_initial(ask: Ask) -> bool:
    """Whether only the first letter is to be a capital."""
    if ask.has("capitalise"):
        return ask.has("nth") or not any(ask.near(place, "letter") and ask.near(place, "each") for place in ask.places("capitalise"))
    capitals = list(ask.places("upper"))
    is_single = any(ask.tokens[place - 1].words == "a" and ask.tokens[place].words.startswith("capital") for place in capitals if place)
    return bool(capitals) and (is_single or any(not is_place(ask, place) for place in ask.places("nth")))


def _is_first_only(ask: Ask) -> bool:
    """Whether the first letter, or the first word, alone is to be a capital."""
    return ask.has("nth") and not ask.has("each")


def _finished(ask: Ask, roles: Roles, text: str) -> str:
    """A text with what is to stand around it, before it and behind it."""
    pairs = list(ask.places("pair"))
    for place in ask.places("bold", "sign", "pair"):
        if place in pairs[:-1] and not any(token.words == "and" for token in ask.tokens[place : pairs[-1]]):
            continue
        token = ask.tokens[place]
        if token.concept == "bold" and ask.has("sign"):
            continue
        if token.concept != "bold" and (ask.near(place, "each", *_LISTED) or (token.concept == "sign" and role_of(ask, place) == "between")):
            continue
        role = "around" if token.concept != "sign" else role_of(ask, place)
        is_double = any(near.concept == "double" and near.words == "double" for near in ask.tokens[max(0, place - 1) : place])
        count = 2 if is_double else (ask.number_before(place) or 1)
        text = _with_sign(text, role, token.value or "**", count, token.concept, is_spaced=ask.has("space"))
    if roles.prefix is not None:
        text = f"{roles.prefix}{roles.prefix_gap}{text}"
    return text if roles.suffix is None else f"{text}{roles.suffix_gap}{roles.suffix}"


def _with_sign(text: str, role: str, sign: str, count: int, concept: str, *, is_spaced: bool) -> str:
    if concept == "pair":
        return f"{sign[0]}{text}{sign[1]}"
    if role == "around":
        return f"{sign * count}{text}{sign * count}"
    if role == "end":
        return f"{text.rstrip('.') if sign[0] in '.!?' else text}{sign * count}"
    if role == "start":
        return f"{sign * count}{' ' if is_spaced or sign not in '#@!?$' else ''}{text}"
    return text


def echoed_reply(parting: Parting, request: str) -> str | None:
    """The text of a request that only says to say it; None where it says more."""
    ask = Ask.of(parting)
    roles = roles_of(ask, parting)
    if roles is not None and roles.is_ignoring and not ask.has("exact", "limit") and not any(token.words in ("this", "back", "following") for token in ask.tokens):
        return None
    says = ask.has("say") or (ask.has("exact") and ask.has("word", "noun")) or (parting.payload is not None and ask.has("give", "exact", "noun", "limit"))
    if roles is None or roles.has_more or not says or ask.has("nth", "last", "each", "replace", "times", "twice", "thrice"):
        return None
    if roles.is_quoted or (parting.payload is not None and (ask.has("say") or (parting.mark != "stop" and ask.has("exact", "limit", "noun")))):
        return roles.main
    if parting.runs and parting.runs[0].place == 0 and ask.tokens[0].concept == "comma" and not any(token.words in ("that", "this", "it") for token in ask.tokens):
        return None
    is_exact = ask.has("exact", "limit", "noun", "word") and not _DESCRIBES.match(roles.main)
    is_short = len(roles.main.split()) <= 2 and all(token.words in _UTTERS or token.concept in ("exact", "polite", "stop") for token in ask.tokens)
    return roles.main if parting.payload is None and (is_exact or is_short) else None
