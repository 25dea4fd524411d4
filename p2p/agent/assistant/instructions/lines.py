"""Replies of which each line is said."""

import re

from p2p.agent.assistant.instructions.asking import Ask
from p2p.agent.assistant.language.parting import Parting
from p2p.agent.assistant.language.tokens import Token

_PLACES = {"top": 1, "bottom": 99}


def lined_reply(parting: Parting) -> str | None:
    """The texts of a request on the lines that it names; None where it names none."""
    ask = Ask.of(parting)
    if parting.payload is not None or len(parting.runs) < 2:
        return None
    if len(parting.runs) == 2 and ask.has("say", "give") and (word := _over(ask.tokens[parting.runs[0].place : parting.runs[1].place])):
        return "\n".join(run.text for run in (parting.runs if word == "above" else parting.runs[::-1]))
    if _follows(ask, parting):
        return "\n".join(run.text for run in parting.runs)
    marks = [number for place in range(len(ask.tokens)) if (number := _line_at(ask.tokens, place)) is not None]
    if len(marks) != len(parting.runs) or not any(
        token.concept in ("line", "newline", "endline", "oneline") or token.words.endswith("line") for token in ask.tokens
    ):
        return None
    pairs = sorted(zip(marks, parting.runs, strict=True), key=lambda pair: pair[0])
    return "\n".join(re.sub(r"^(?:is|says|reads) |[.;,]+$", "", run.text) for _, run in pairs)


def _follows(ask: Ask, parting: Parting) -> bool:
    """Whether a text is to stand on the line under the other, or so many lines are wanted as there are texts."""
    between = {token.concept for token in ask.tokens[parting.runs[0].place : parting.runs[1].place]}
    if "colon" in between:
        return False
    behind = {token.concept for token in ask.tokens[parting.runs[-1].place :]}
    if len(parting.runs) == 2 and "endline" in behind and not (between | behind) & {"signoff", "end", "start", "line", "oneline", "nth"}:
        return True
    is_under = len(parting.runs) == 2 and bool(between & {"newline", "endline", "below"}) and bool(between & {"continue", "comma", "stop"})
    return is_under or any(ask.number_before(place) == len(parting.runs) and not ask.has("nth") for place in ask.places("line"))


def _over(tokens: tuple[Token, ...]) -> str | None:
    """Whether nothing but "above" or "below" stands between two texts."""
    words = [token.concept for token in tokens if token.concept != "weak"]
    return words[0] if len(words) == 1 and words[0] in ("above", "below") else None


def _line_at(tokens: tuple[Token, ...], place: int) -> int | None:
    """Which line is named at a place."""
    token = tokens[place]
    following = tokens[place + 1] if place + 1 < len(tokens) else None
    if token.concept == "line" and following is not None and following.concept == "number":
        return int(following.value)
    if token.concept == "oneline":
        return 1
    if token.concept == "nth":
        return int(token.value)
    if token.words in ("second line",):
        return 2
    return (
        98
        if token.words in ("last line", "final line", "next line", "last", "new line", "on the next", "on the other")
        else _PLACES.get(token.concept)
    )
