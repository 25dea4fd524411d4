"""An instruction on the form of the reply, followed to the letter."""

import re
from collections.abc import Callable, Sequence
from datetime import date

from p2p.agent.assistant.instructions.asking import Ask
from p2p.agent.assistant.instructions.commanding import command_of, defined
from p2p.agent.assistant.instructions.conditions import conditional_reply
from p2p.agent.assistant.instructions.counting import counted_reply
from p2p.agent.assistant.instructions.forms import formed_reply
from p2p.agent.assistant.instructions.json_replies import json_reply
from p2p.agent.assistant.instructions.lines import lined_reply
from p2p.agent.assistant.instructions.saying import echoed_reply
from p2p.agent.assistant.instructions.styles import restyled
from p2p.agent.assistant.instructions.templates import filled_reply
from p2p.agent.assistant.language.parting import Parting, partings
from p2p.agent.assistant.language.subjects import MAX_ASKING, Quoted, bounded, quoted
from p2p.agent.assistant.language.tokens import tokens_of
from p2p.agent.assistant.reply import StepResult
from p2p.agent.assistant.tools.chains import use_tools
from p2p.agent.assistant.workings.tables import looked_up
from p2p.agent.assistant.workings.working import worked_reply

MAX_WORKED = 800
"""So many characters, beside what is quoted, a request may have whose items are worked on."""
MIN_SCORE = -1.0
"""A request that is parted worse is not understood."""
_SLASHES = re.compile(r"(?<=\w) / (?=\w[\w -]* / |\w+(?:[,.;:]|$| -))")
_GOES_ON = re.compile(
    r"\b(?:then|afterwards?|after (?:that|which)|next|finally|the result|all that|(?:in|from|of) it|its|that (?:letter|word|text|list|name|number)|again|how many|count)\b|\.\s+which\b|\?\s+\w",
    re.IGNORECASE,
)
"""What one step makes, the next works on: the last result is the reply."""
_PLAIN = frozenset({"say", "exact", "limit", "polite", "fill", "weak", "word", "noun", "comma", "number"})
_PARTS = frozenset({"comma", "stop", "colon", "semicolon", "dash", "break"})
_ENDING = frozenset(
    {"count", "exact", "limit", "polite", "fill", "weak", "stop", "comma", "not", "word", "say", "noun", "item", "inwords", "give"}
)


def follow(request: str, steps: Sequence[StepResult], today: date) -> str | None:
    """The whole reply that `request` prescribes, of whose work the tools have done `steps`; None where it prescribes none."""
    shortened = bounded(request)
    return None if shortened is None else _followed(shortened, steps, today)


def worked_out(request: str) -> str | None:
    """What a request surely asks to be made of the items or the pairs that it gives; None where it asks for anything else."""
    said = quoted(request.strip())
    return None if len(said.text) > MAX_WORKED else looked_up(said) or worked_reply(said, is_sure=True)


def commanded(request: str, today: date) -> str | None:
    """The reply that a request surely prescribes, whatever else it says or asks; None where it may mean anything else."""
    if len(request) > MAX_ASKING:
        return None
    if (plain := defined(request)) != request:
        return follow(plain, (), today)
    if (filled := filled_reply(request)) is not None:
        return filled
    command = command_of(request)
    if command is None:
        return None
    return follow(command.request, (), today) if command.form else command.text


def _followed(request: str, steps: Sequence[StepResult], today: date) -> str | None:
    said = quoted(_SLASHES.sub(", ", request.strip()))
    parted = [parting for parting in partings(said) if parting.score >= MIN_SCORE]
    given = quoted(request.strip())
    found = conditional_reply(request, today) or looked_up(given) or worked_reply(given, is_sure=True) or json_reply(request)
    if found is not None:
        return found
    asked = Ask(tuple(tokens_of(said.text)))
    if len(steps) > 1 and _GOES_ON.search(said.text):
        return (asked.has("inwords") and restyled(asked, steps[-1].result)) or steps[-1].result
    if (asked.has("count") or not any(step.tool == "calculator" for step in steps)) and (
        found := _first(counted_reply, parted)
    ) is not None:
        return found
    if parted and _is_plain(parted[0], today) and (found := echoed_reply(parted[0])) is not None:
        return found
    bare = _without_form(said)
    is_said_shorter = bool(bare) and len(bare) < len(request.strip(" .?!"))
    if any(step.tool != "text" for step in steps):
        return (asked.has("inwords") and restyled(asked, steps[-1].result)) or (steps[-1].result if is_said_shorter else None)
    found = (
        _worked_out(parted, today)
        or _first(lined_reply, parted)
        or _first(formed_reply, [parting for parting in parted[:3] if parting.score > parted[0].score - 2.0])
    )
    if found is not None:
        return found
    shorter = [text for text in (bare if is_said_shorter else "", request if steps else _without_ending(said)) if text]
    worked = next((found[-1].result for text in shorter if (found := use_tools(text, today))), None)
    if worked is None and (worked := worked_reply(given)) is not None:
        return worked
    return _first(echoed_reply, parted[:2]) if worked is None else worked


def _first(rule: Callable[[Parting], str | None], parted: Sequence[Parting]) -> str | None:
    """The reply by a rule for the likeliest parting that has one."""
    return next((found for parting in parted if (found := rule(parting)) is not None), None)


def _is_plain(parting: Parting, today: date) -> bool:
    """Whether a text behind a mark is only to be said, and not to be worked out."""
    is_bare = all(token.concept in _PLAIN for token in parting.ask) and parting.mark in ("colon", "break")
    return is_bare and (Ask.of(parting).has("say") or _worked_out([parting], today) is None)


def _worked_out(parted: Sequence[Parting], today: date) -> str | None:
    """The result of what is to be worked out, where no more is asked for than to say it barely."""
    for parting in parted[:2]:
        ask = Ask.of(parting)
        if parting.payload and ask.has("count", "exact", "limit", "polite") and not ask.has("word", "times", "sign", "pair"):
            steps = use_tools(parting.payload, today)
            if steps and steps[-1].tool != "text":
                return steps[-1].result
    return None


def _without_form(said: Quoted) -> str:
    """A request without the clauses that say only in which form to answer."""
    tokens = tokens_of(said.text)
    marks = [place for place, token in enumerate(tokens) if token.concept in _PARTS]
    starts, ends = [0, *(place + 1 for place in marks)], [*(place + 1 for place in marks), len(tokens)]
    clauses = [tokens[start:end] for start, end in zip(starts, ends, strict=True) if start < end]
    kept = [clause for clause in clauses if any(token.concept not in _ENDING | _PARTS for token in clause)]
    return said.restored(" ".join(said.text[clause[0].start : clause[-1].end] for clause in kept)).strip(" ,;:-–")


def _without_ending(said: Quoted) -> str:
    """A request without the words at its end that only say in which form to answer."""
    tokens = tokens_of(said.text)
    end = len(tokens)
    while end and tokens[end - 1].concept in _ENDING:
        end -= 1
    return said.restored(said.text[: tokens[end - 1].end]) if end else ""
