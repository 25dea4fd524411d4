"""What stands between the items of a reply."""

from collections.abc import Sequence

from p2p.agent.assistant.instructions.asking import Ask

_USUAL = {",": ", ", ";": "; ", "->": " -> "}


def joint_of(ask: Ask) -> str | None:
    """What is wanted between items; None where nothing is said of it."""
    signs = [place for place in ask.places("sign") if role_of(ask, place) == "between"]
    if signs:
        sign = ask.tokens[signs[-1 if ask.has("replace") and not _is_new_first(ask, signs) else 0]].value
        is_bare = any(ask.tokens[place].concept == "space" for place in ask.denied) or any(
            ask.tokens[place].concept == "exact" for place in (signs[0] - 1, signs[0] + 1) if 0 <= place < len(ask.tokens)
        )
        is_spaced = any(ask.near(place, "sign") for place in ask.places("space")) and not ask.has("replace")
        return sign if is_bare else _USUAL.get(sign, f" {sign} " if is_spaced else sign)
    if ask.has("newline") or is_lined(ask):
        is_apart = any(ask.tokens[place - 1].concept == "space" for place in ask.places("newline", "line") if place)
        return "\n\n" if is_apart else "\n"
    if ask.has("glued"):
        return ""
    if ask.has("tab"):
        return "\t"
    if ask.has("space") and not any(role_of(ask, place) in ("start", "end") for place in ask.places("sign")):
        return " "
    if ask.is_denied("space", "between") or (ask.has("between") and ask.is_denied("sign")) or _is_glued(ask):
        return ""
    return " " if ask.has("oneline") or ask.is_denied("sign") else None


def is_lined(ask: Ask) -> bool:
    """Whether "lines" are asked for, or every item is to have one."""
    return any(
        ask.number_before(place) is not None or ask.near(place, "each") or not ask.tokens[place].is_plain for place in ask.places("line")
    ) and not ask.has("oneline")


def _is_new_first(ask: Ask, signs: Sequence[int]) -> bool:
    """Whether the sign that replaces another is named before it: "dashes replace the commas"."""
    at = next(ask.places("replace"))
    return signs[0] < at and not any(token.words in ("with", "by") for token in ask.tokens[at:])


def _is_glued(ask: Ask) -> bool:
    return any(token.words == "nothing" and ask.near(place, "between") for place, token in enumerate(ask.tokens))


def role_of(ask: Ask, place: int) -> str:
    """What a sign or a pair is for: between the items, before or behind each, around all, at the start or at the end."""
    near = {token.concept for token in ask.clause(place)}
    if "between" in near and "around" not in near:
        return "between"
    if near & {"bullet", "numbered", "checkbox", "lettered"}:
        return "mark"
    if "around" in near:
        return "around"
    cues = ["end" if token.words == "after it" else token.concept for token in ask.clause(place)]
    cues = [cue for cue in cues if cue in ("start", "end", "signoff")]
    if not cues and "comma" in {token.concept for token in ask.tokens}:
        cues = [
            token.concept
            for token in ask.tokens
            if token.concept in ("start", "end") and token.words in ("before", "in front of", "after", "behind")
        ]
    if cues:
        return "start" if cues[0] == "start" or cues[-1] == "start" else "end"
    return "between"
