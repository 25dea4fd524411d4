"""What each text of a request is for: the one that the reply is made of, and those put before it, behind it or between its items."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from p2p.agent.assistant.instructions.asking import Ask
from p2p.agent.assistant.language.parting import Parting, Run
from p2p.agent.assistant.language.tokens import Token

INSTEAD = ("instead of", "rather than", "in place of")
_CUES = frozenset({"start", "end", "signoff", "endline", "below", "between", "around"})


@dataclass(frozen=True, slots=True)
class Roles:
    """The texts of a request by what they are for."""

    main: str
    is_quoted: bool = False
    is_marked: bool = False
    prefix: str | None = None
    prefix_gap: str = " "
    suffix: str | None = None
    suffix_gap: str = " "
    joint: str | None = None
    each: str | None = None
    is_each_before: bool = False
    is_ignoring: bool = False
    is_extended: bool = False
    filtered: tuple[str, str] | None = None
    dropped: tuple[str, ...] = ()
    replaced: tuple[tuple[str, str], ...] = ()

    @property
    def has_more(self) -> bool:
        """Whether there is a text beside the one that the reply is made of."""
        return bool(self.prefix or self.suffix or self.joint is not None or self.each or self.dropped or self.replaced)


def roles_of(ask: Ask, parting: Parting) -> Roles | None:
    """The texts by what they are for; None where one of them has no use."""
    runs = list(parting.runs)
    named = [Run(place, token.value, is_quoted=False) for place, token in enumerate(ask.tokens) if token.concept == "named"]
    if parting.payload is not None:
        named = [
            run
            for run in named
            if _instead(ask) is not None or ask.has("replace") or ((cue := _cue(ask, run)) and cue.concept in ("not", "drop"))
        ]
        return _with(Roles(parting.payload.strip(), is_marked=True), ask, sorted([*runs, *named], key=lambda run: run.place), runs)
    if not runs:
        return None
    if len(runs) > 2 and all(run.is_quoted for run in runs):
        return Roles(", ".join(run.text for run in runs), is_quoted=True, is_marked=True)
    spoken = [run for run in runs if run.is_quoted]
    has_slots = ask.has("start", "end", "signoff", "between", "continue", "replace", "below", "above") or _instead(ask) is not None
    if (
        len(runs) > 1
        and len(spoken) == 1
        and not has_slots
        and ask.has("say", "give")
        and not any(_is_given(ask, run) for run in runs if not run.is_quoted)
    ):
        runs = spoken
    main = runs[0] if len(runs) == 1 else _main(ask, runs)
    if main is None:
        return None
    others = [run for run in runs if run is not main]
    return _with(Roles(main.text, main.is_quoted, main.is_quoted), ask, others, others)


def _main(ask: Ask, runs: Sequence[Run]) -> Run | None:
    """Of two texts, the one that the other is put to."""
    if sum(run.is_quoted for run in runs) == 1 and (ask.has("replace") or _instead(ask) is not None):
        return next(run for run in runs if run.is_quoted)
    if len(runs) == 3 and ask.has("replace"):
        return next((run for run in runs if any(other is not run and _is_part(other, run) for other in runs)), None)
    if len(runs) != 2:
        return None
    first, second = runs
    if _is_part(first, second) and "," in second.text:
        return second
    if "," in first.text and re.fullmatch(r"\w|(?:a )?vowel", second.text):
        return first
    before, between, after = ask.tokens[: first.place], ask.tokens[first.place : second.place], ask.tokens[second.place :]
    if any(token.concept == "continue" for token in between):
        return second
    if any(token.words == "followed by" for token in between) and any(token.concept == "start" for token in before):
        return second
    if any(token.concept in _CUES or token.concept == "newline" for token in after) and not any(
        token.concept in _CUES for token in between
    ):
        return first
    if any(token.concept in _CUES or token.concept == "replace" for token in between):
        last = between[-1]
        if any(token.concept == "signoff" for token in between[-3:]):
            return first
        is_verb = (
            last.words in ("with", "by", "it with", "as", "say")
            or last.concept in ("signoff", "between")
            or last.words in ("add", "append", "followed by", "preceded by", "follow it with")
        )
        return first if is_verb or any(token.words in ("with", "by") for token in between[-2:]) else second
    if (
        any(
            token.words in ("before", "in front of", "ahead of", "after", "behind", "under", "below", "underneath", "beneath")
            for token in before
        )
        and (second.is_quoted or second.text[0] == "-")
        and not first.is_quoted
    ):
        return first
    if any(token.concept in _CUES for token in before):
        return first if between and between[-1].words in ("with", "by") else second
    return first if any(token.concept in ("not", "drop") for token in between) else None


def _is_part(part: Run, whole: Run) -> bool:
    """Whether a text is one of the items or words of another."""
    return part.text.casefold().removeprefix("the ") in re.split(r"\W+", whole.text.casefold())


def _with(roles: Roles, ask: Ask, others: Sequence[Run], required: Sequence[Run]) -> Roles | None:
    """The roles with those of the other texts; None where one that is required has none."""
    if ask.has("replace") or _instead(ask) is not None or (ask.has("swap") and len(others) == 2):
        return _replacing(roles, ask, others)
    ignored = False
    for run in others:
        made = _placed(roles, ask, run)
        if (
            made is None
            and run in required
            and (run.is_quoted or not roles.is_marked or ignored or not (ask.has("say", "give") or " " not in run.text))
        ):
            return None
        ignored = ignored or made is None
        roles = replace(made or roles, is_ignoring=ignored)
    return roles


def _instead(ask: Ask) -> int | None:
    return next((place for place, token in enumerate(ask.tokens) if token.words in INSTEAD), None)


def _replacing(roles: Roles, ask: Ask, others: Sequence[Run]) -> Roles | None:
    """One text in place of another."""
    if len(others) != 2:
        return roles if not others else None
    first, second = (run.text.removeprefix("the ") for run in others)
    words = [token.words for token in ask.tokens[others[0].place : others[1].place]]
    is_new_first = any(word in ("where it says", "where i said", "where i say", *INSTEAD) for word in words) or (
        "for" in words and not ask.has("swap")
    )
    return replace(roles, replaced=((second, first) if is_new_first else (first, second),))


def _placed(roles: Roles, ask: Ask, run: Run) -> Roles | None:
    cue = _cue(ask, run)
    if (
        "," in roles.main
        and re.fullmatch(r"\w{1,4}", run.text)
        and any(token.words in ("contain", "containing") for token in ask.tokens[max(0, run.place - 4) : run.place])
    ):
        return replace(roles, filtered=("in", run.text.casefold()))
    if cue is None and run.is_quoted and any(token.concept == "continue" for token in ask.tokens[run.place : run.place + 3]):
        return replace(roles, prefix=run.text)
    if cue is None or (roles.is_marked and not run.is_quoted and not _is_given(ask, run)):
        return None
    near = {token.concept for token in ask.tokens[max(0, run.place - 6) : run.place + 6]}
    if (
        re.fullmatch(r"\w{1,4}|(?:a )?vowel", run.text)
        and cue.concept in ("start", "end")
        and (_names_items(ask, run) or ("letter" in near and len(run.text) == 1))
    ):
        return replace(roles, filtered=(cue.concept, run.text.casefold().removeprefix("a ")))
    if "," in roles.main and cue.concept in ("start", "end") and _is_of_list(ask, cue):
        parts = (run.text, roles.main) if cue.concept == "start" else (roles.main, run.text)
        return replace(roles, main=", ".join(parts), is_extended=True)
    is_each = "each" in near and cue.concept in ("start", "end")
    if is_each:
        return replace(roles, each=run.text, is_each_before=cue.concept == "start")
    if cue.concept in ("not", "drop"):
        if not run.is_quoted and run.text.casefold().removeprefix("the ") not in roles.main.casefold():
            return roles
        return replace(roles, dropped=(*roles.dropped, run.text))
    if cue.concept == "between":
        is_word = re.fullmatch(r"\w+", run.text) is not None
        return replace(roles, joint=f" {run.text} " if is_word else run.text)
    is_lined = bool(near & {"newline", "line", "endline", "below"}) or cue.concept == "signoff"
    is_glued = any(ask.tokens[place].concept == "space" for place in ask.denied)
    gap = "\n" if is_lined else "" if is_glued else " "
    if cue.concept == "start":
        text = run.text + (":" if any(token.concept == "colon" for token in ask.tokens[run.place : run.place + 1]) else "")
        return replace(roles, prefix=text, prefix_gap=gap)
    is_sign = not run.text[0].isalnum() and run.text[0] not in "-–—(" and not is_lined
    return replace(roles, suffix=run.text, suffix_gap="" if is_sign else gap)


def _is_of_list(ask: Ask, cue: Token) -> bool:
    """Whether the start or the end is that of a list."""
    words = {token.words for token in ask.tokens}
    if "list" in words and words & {"add", "append"}:
        return True
    return any(
        token.words in ("list", "series", "sequence", "enumeration")
        for place, other in enumerate(ask.tokens)
        if other.concept == cue.concept
        for token in ask.tokens[place + 1 : place + 4]
    )


def _is_given(ask: Ask, run: Run) -> bool:
    """Whether a text without quotes stands where one is expected: behind "with", "add" and the like."""
    before = next((token for token in reversed(ask.tokens[: run.place]) if token.concept not in ("fill", "dash", "exact")), None)
    return before is not None and (
        before.words in ("with", "by", "as", "of", "in", "the", "a")
        or before.concept
        in ("say", "start", "end", "noun", "word", "signoff", "give", "not", "drop", "between", "endline", "letter", "replace")
    )


def _names_items(ask: Ask, run: Run) -> bool:
    """Whether items are named that begin or end with a letter, as in "those that begin with b"."""
    before = ask.tokens[max(0, run.place - 5) : run.place]
    return any(
        token.words in ("that", "which", "whose") or not token.is_plain
        for token in before
        if token.concept in ("weak", "fill", "start", "end")
    ) or any(token.words in ("ending", "beginning", "starting") for token in before)


def _cue(ask: Ask, run: Run) -> Token | None:
    """The word that says what a text is for: the nearest before it in its clause, or the nearest behind it."""
    wanted = _CUES | {"not", "drop"}
    before = [
        token for token in reversed(ask.tokens[max(0, run.place - 8) : run.place]) if token.concept in wanted and token.concept != "around"
    ]
    after = [token for token in ask.tokens[run.place : run.place + 6] if token.concept in wanted and token.concept != "around"]
    order = (
        [*after, *before]
        if after and after[0].concept in ("start", "end", "between") and not (before and before[0].concept != "end")
        else [*before, *after]
    )
    strong = [token for token in order if token.words not in ("add",)] or order
    return strong[0] if strong else None
