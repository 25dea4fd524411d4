"""What stands before, behind or around each item of a list."""

from p2p.agent.assistant.instructions.asking import CASED, Ask
from p2p.agent.assistant.instructions.joints import role_of
from p2p.agent.assistant.instructions.roles import Roles
from p2p.agent.assistant.instructions.styles import cased


def decorated(ask: Ask, roles: Roles, item: str, place: int) -> str | None:
    """An item with what is to stand before, behind or around each; None where nothing is."""
    item, plain = cased(ask, item) or item, item
    for sign_place in ask.places("sign", "pair"):
        if (
            ask.tokens[sign_place].concept == "pair"
            and not ask.has("numbered", "lettered")
            and (ask.near(sign_place, "each") or ask.near(sign_place, "item"))
        ):
            pair = ask.tokens[sign_place].value
            item = f"{pair[0]}{item}{pair[1]}"
    sign = next((ask.tokens[at].value for at in ask.places("sign") if role_of(ask, at) == "mark" and ask.tokens[at].value in "*+-•>"), "-")
    if ask.has("checkbox"):
        return f"- [ ] {item}"
    if ask.has("numbered"):
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
            item = (
                f"{mark}{gap if role == 'start' else ''}{item}"
                if role == "start"
                else f"{item}{mark}"
                if role == "end"
                else f"{mark}{item}{mark}"
            )
    return item if item != plain or ask.has(*CASED) else None
