"""Replies in a form that is asked for: the texts of a request, and what is done with them, always in the same order."""

import re
from itertools import pairwise

from p2p.agent.assistant.instructions.asking import CASED, LISTED, Ask
from p2p.agent.assistant.instructions.choices import chosen, plain_items
from p2p.agent.assistant.instructions.decorations import decorated
from p2p.agent.assistant.instructions.joints import joint_of, role_of
from p2p.agent.assistant.instructions.roles import Roles, roles_of
from p2p.agent.assistant.instructions.saying import MAX_REPEATS, is_meant, times_of
from p2p.agent.assistant.instructions.styles import cased, is_first_only, restyled
from p2p.agent.assistant.language.parting import Parting

_BY_WORD = ("word", "hashtag", "between", "swap", "newline", "alternate", "unique", "sort", "descending", "longest", "shortest", *LISTED)


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
        made = restyled(ask, text)
    body = _finished(ask, roles, text if made is None else made)
    return body if made is not None or roles.is_extended or body != text or text != roles.main else None


def _listed(ask: Ask, roles: Roles, text: str) -> str | None:
    """The items of a list, of a text's words or of a word's letters, in the form that is asked for; None where none is."""
    times = times_of(ask, text)
    if times is not None:
        joint = roles.joint if roles.joint is not None else joint_of(ask)
        return (" " if joint is None else joint).join([restyled(ask, text) or text] * times) if 0 < times <= MAX_REPEATS else None
    items, usual = _items(ask, roles, text)
    if not items:
        return None
    wanted = chosen(ask, items, roles.dropped, roles.filtered)
    cases = [cased(ask, item) for item in wanted or items]
    marked = [decorated(ask, roles, item, place) for place, item in enumerate(wanted or items, start=1)]
    joint = roles.joint if roles.joint is not None else joint_of(ask)
    is_decorated = any(item is not None for item in marked)
    if wanted is None and joint is None and not is_decorated:
        return None
    if joint is None and is_decorated and any(token.words == "list" and before.words == "a" for before, token in pairwise(ask.tokens)):
        joint = "\n"
    if joint is None and is_decorated:
        joint = " " if ask.has("hashtag") else "\n" if ask.has(*LISTED) else None
    if ask.has(*LISTED) and not ask.has("hashtag", "oneline"):
        joint = "\n"
    said = [
        new if new is not None else case if case is not None else item
        for new, case, item in zip(marked, cases, wanted or items, strict=True)
    ]
    return (usual if joint is None else joint).join(said)


def _items(ask: Ask, roles: Roles, text: str) -> tuple[list[str], str]:
    """The items of a text, and what usually stands between them."""
    text = re.sub(r"\s+/\s+", ", ", text) if "/" in text and ask.has(*_BY_WORD, "line") else text
    if re.search(r"[,;\n]", text) or (
        re.search(r"\sand\s", text)
        and ask.has("item", "newline", "between", "each", "line", *LISTED)
        and not (roles.is_quoted or ask.has("word"))
    ):
        return plain_items(text), ", "
    if ask.has("capitalise") and is_first_only(ask):
        return [], ""
    is_lettered = ask.has("letter") and (" " not in text or not ask.has("word"))
    if (
        is_lettered
        and not ask.has(*CASED)
        and (ask.has("between", "each", "sort", "reverse", "nth", "last", "newline", "unique") or joint_of(ask) is not None)
    ):
        return list(text), ""
    if " " in text and (
        ask.has(*_BY_WORD)
        or ask.is_denied(*(("unique",) if ask.has("around") else ("space", "unique")))
        or (ask.has("each") and not ask.has("letter"))
    ):
        if ask.has("between", "word", "hashtag", "swap", "newline", "longest", "shortest", *LISTED, "each") or ask.has(
            "sort", "descending", "alternate"
        ):
            return text.split(), " "
        return text.split(), " "
    return ([text], "") if ask.has(*LISTED) and roles.is_marked else ([], "")


def _finished(ask: Ask, roles: Roles, text: str) -> str:
    """A text with what is to stand around it, before it and behind it."""
    pairs = list(ask.places("pair"))
    for place in ask.places("bold", "sign", "pair"):
        if place in pairs[:-1] and not any(token.words == "and" for token in ask.tokens[place : pairs[-1]]):
            continue
        token = ask.tokens[place]
        if token.concept == "bold" and ask.has("sign"):
            continue
        if token.concept != "bold" and (ask.near(place, "each", *LISTED) or (token.concept == "sign" and role_of(ask, place) == "between")):
            continue
        role = "around" if token.concept != "sign" else role_of(ask, place)
        is_double = any(near.concept == "double" and near.words == "double" for near in ask.tokens[max(0, place - 1) : place])
        count = 2 if is_double else (ask.number_before(place) or 1)
        text = _with_sign(text, role, token.value or "**", count, token.concept, is_spaced=ask.has("space"))
    if roles.prefix is not None:
        text = f"{roles.prefix}{'' if text[:2] == ': ' else roles.prefix_gap}{text}"
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
