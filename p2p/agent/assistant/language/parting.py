"""A request parted into what is asked and what it is asked of."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from p2p.agent.assistant.language.spans import spans_of
from p2p.agent.assistant.language.subjects import Quoted
from p2p.agent.assistant.language.tokens import Token, tokens_of

MAX_MARKS = 6
"""So many marks from the beginning and from the end may part a request."""
MAX_TRAILING = 40
"""So many words and marks at the end may only say how the reply is to look."""
SLOTS = frozenset(
    {
        "start", "end", "signoff", "drop", "not", "between", "replace", "each", "around", "line", "newline", "endline", "above", "below",
        "swap", "top", "bottom", "continue",
    }
)  # fmt: skip
"""Concepts that take a text of their own beside the one that the request is about."""
FORMS = frozenset(
    {
        "newline", "oneline", "bullet", "numbered", "checkbox", "hashtag", "lettered", "json", "upper", "lower", "capitalise", "title",
        "inwords", "initials", "longest", "shortest", "sort", "descending", "reverse", "unique", "swap", "alternate", "times", "twice",
        "thrice", "sign", "pair", "between", "around", "signoff", "drop", "bold", "replace", "each", "end", "start", "keep", "exact",
        "limit", "line", "nth", "last", "top", "bottom", "endline",
    }
)  # fmt: skip
"""Concepts that say how the reply is to look."""
_INSTEAD = ("instead of", "in place of", "rather than")
_STRICT = frozenset({"pair", "sign", "upper", "lower", "title", "newline", "bullet", "hashtag", "numbered"})
_EMPTY = frozenset({"weak", "fill", "polite", "number", "comma", "stop", "colon", "dash", "semicolon", "break", "named", "symbol"})
_SIDES = {"colon": 3.0, "break": 2.0, "dash": 1.5, "semicolon": 0.5, "stop": 0.5}


@dataclass(frozen=True, slots=True)
class Run:
    """Words that a request is about: before which of the words that ask they stand, and what they are."""

    place: int
    text: str
    is_quoted: bool


@dataclass(frozen=True, slots=True)
class Parting:
    """The words that ask in their order, the texts among them, and the text behind or before a mark, and which; `score` is how well it fits."""

    ask: tuple[Token, ...]
    runs: tuple[Run, ...]
    payload: str | None
    mark: str
    score: float


def partings(said: Quoted) -> list[Parting]:
    """All ways to part a request, the likeliest first."""
    tokens = tokens_of(said.text)
    return sorted(_all(said, tokens), key=lambda parting: -parting.score)


def _all(said: Quoted, tokens: Sequence[Token]) -> Iterator[Parting]:
    """The partings of a request, and of what is left of it without a remark at its beginning or its end."""
    yield from _sides(said, tokens, 0.0)
    marks = [place for place, token in enumerate(tokens) if token.concept in ("stop", "comma", "dash", "colon", "semicolon")]
    for place in marks[:2]:
        if (
            0 < place < len(tokens) - 1
            and tokens[place].concept == "stop"
            and not any(token.concept in FORMS | {"quote"} for token in tokens[:place])
        ):
            yield from _sides(said, tokens[place + 1 :], -1.0)
    for place in marks[-2:]:
        remark = tokens[place + 1 :]
        if place > 0 and remark and _is_remark(remark):
            yield from _sides(said, tokens[:place], -0.7)


def _is_remark(tokens: Sequence[Token]) -> bool:
    """Whether a clause says nothing of the reply but, at most, what it is not to have."""
    num_unknown = sum(token.concept == "unknown" for token in tokens)
    opens = tokens[1 if tokens[0].words in ("and", "but") and len(tokens) > 1 else 0].concept
    is_bare = not any(
        token.concept in FORMS - {"limit", "exact", "keep", "end", "start"} or token.concept in ("quote", "number") for token in tokens
    )
    return is_bare and 0 < num_unknown <= 2 and len(tokens) > 1 and opens in ("not", "limit", "polite", "fill", "exact", "weak", "drop")


def _framed(said: Quoted, tokens: Sequence[Token], score: float) -> Iterator[Parting]:
    """The parting of a request whose text is made of words that could ask too: between its verb and the form."""
    first = next((place + 1 for place, token in enumerate(tokens) if token.concept in ("say", "give")), 0)
    for last in range(first + 2, min(len(tokens), first + 16)):
        text, form = tokens[first:last], tokens[last:]
        opens = form[0].concept == "comma" or form[0].words in ("in", "into", "with", "as", "and", "but", "between", "a", "an")
        if (
            opens
            and any(token.concept in _STRICT for token in form)
            and not any(token.concept in _STRICT | {"number", "say", "give", "item"} for token in text)
        ):
            run = Run(first, said.plain(said.text[text[0].start : text[-1].end]), is_quoted=False)
            if not any(token.is_content for token in form) and sum(token.concept in ("weak", "fill", "unknown") for token in text) == len(
                text
            ):
                is_question = text[0].words in ("who", "what", "where", "when", "why", "how")
                yield Parting((*tokens[:first], *form), (run,), None, "", score + 2.0 * is_question)
                return


def _sides(said: Quoted, tokens: Sequence[Token], score: float) -> Iterator[Parting]:
    """The partings of a request at each of its marks, and at none."""
    yield _parting(said, tokens, None, score - 0.5)
    yield from _framed(said, tokens, score - 0.9)
    marks = [place for place, token in enumerate(tokens) if token.concept in _SIDES or token.concept == "comma"]
    for place in marks if len(marks) <= 2 * MAX_MARKS else [*marks[:MAX_MARKS], *marks[-MAX_MARKS:]]:
        mark = tokens[place]
        is_first_comma = mark.concept == "comma" and not any(token.concept == "comma" for token in tokens[:place])
        gain = 0.0 if is_first_comma else _SIDES.get(mark.concept)
        if gain is None or not 0 < place < len(tokens) - 1 or not _is_boundary(said.text, mark):
            continue
        before, after = tokens[:place], tokens[place + 1 :]
        first = next((number for number in range(len(after)) if not _is_going_on(after[: number + 1])), 0)
        last = _trailing(after)
        if first < last and not is_first_comma:
            body = said.plain(said.text[after[first].start : after[last - 1].end + _closing(said.text, after, last)])
            ask = [*before, *([mark] if first else []), *after[:first], *after[last:]]
            if last < len(after) and any(token.is_content for token in before):
                yield _parting(said, after[last:], body, score + gain - 0.7 - _asked(after[first:last]), mark=mark.concept, is_after=True)
            yield _parting(said, ask, body, score + gain - _asked(after[first:last]), mark=mark.concept, is_after=True)
        body = said.plain(said.text[before[0].start : mark.start + (mark.value[:1] in ".?!" and len(mark.value) > 0)])
        if is_first_comma and not _is_form_only(before, after):
            continue
        is_told = any(
            token.concept in FORMS - {"exact", "limit", "line", "end", "start"} or token.concept in ("quote", "not") for token in after
        ) or any(token.words in ("that", "this", "it") for token in after)
        yield _parting(
            said,
            after,
            body.strip(),
            score + gain - 0.2 - _asked(before) - 2.0 * (before[0].concept in ("say", "give")) - 3.0 * (not is_told),
            mark=mark.concept,
        )


def _is_form_only(before: Sequence[Token], after: Sequence[Token]) -> bool:
    """Whether a comma parts a text that does not ask from words that do nothing else."""
    asks = any(token.concept in FORMS | {"say", "give", "word", "noun"} for token in before)
    return (
        not asks
        and any(token.is_content for token in before)
        and not any(token.concept == "unknown" for token in after)
        and any(token.concept in ("pair", "sign", "upper", "lower", "newline", "title", "around") for token in after)
    )


def _is_boundary(text: str, mark: Token) -> bool:
    """Whether a mark parts a request: a dash does with blanks around it, and not behind "with"."""
    around = text[mark.start - 1 : mark.end + 1]
    return (
        mark.concept != "dash"
        or len(mark.value) > 1
        or (
            re.fullmatch(r"\s.\s", around) is not None
            and not re.search(
                r"\b(?:with|by|as|of|add|say|write|put|like|want|have|place|append|then|signature|signed|sign|it|name)\s*$",
                text[: mark.start],
            )
            and not (
                re.match(r"[A-Z]\w+\b(?! [a-z]+ [a-z]+ [a-z]+ [a-z]+)", text[mark.end :].lstrip())
                and re.search(r"(?i)\b(?:sign|signed|line|under|underneath|below|add|put)\b", text[: mark.start])
            )
        )
    )


def _is_going_on(tokens: Sequence[Token]) -> bool:
    """Whether a text begins with words such as "and continue with" that are none of it."""
    return (
        any(token.concept == "continue" for token in tokens)
        and all(not token.is_content for token in tokens)
        and tokens[-1].concept in ("weak", "continue", "say")
    )


def _trailing(tokens: Sequence[Token]) -> int:
    """Where the clauses at the end begin that only say how the reply is to look."""
    end = len(tokens)
    for place in range(len(tokens) - 1, max(0, len(tokens) - MAX_TRAILING), -1):
        if tokens[place].is_content:
            break
        clause = tokens[place + 1 : end]
        size = sum(len(token.words.split()) for token in clause)
        if tokens[place].concept in ("comma", "stop", "dash", "semicolon", "break") and any(
            token.concept in FORMS - {"end", "start", "nth", "last", "keep", "times", "between"}
            and (size > 1 or tokens[place].concept != "comma")
            for token in clause
        ):
            end = place
    return end


def _closing(text: str, tokens: Sequence[Token], last: int) -> int:
    """How many marks at the end of a text belong to it: a question or a full stop, when nothing is behind it or a clause is parted by it."""
    return len(tokens[last].value) if last < len(tokens) and tokens[last].concept == "stop" and tokens[last].value in "?!" else 0


def _asked(tokens: Sequence[Token]) -> float:
    """How much of a text reads like a request."""
    return sum(
        1.5
        if token.concept == "quote" and len(tokens) > 1
        else 1.0
        if token.concept in ("pair", "bullet", "numbered", "json", "upper", "lower", "say")
        else 0.4
        for token in tokens
        if token.concept in FORMS | {"say", "give", "quote"}
    )


def _parting(
    said: Quoted, tokens: Sequence[Token], payload: str | None, score: float, *, mark: str = "", is_after: bool = False
) -> Parting:
    ask: list[Token] = []
    runs: list[Run] = []
    for first, last in spans_of(tokens):
        if first < last:
            is_quoted = last - first == 1 and tokens[first].concept == "quote"
            text = said.plain(said.text[tokens[first].start : tokens[last - 1].end])
            known = payload is not None and not is_quoted and set(_words(text)) - {"and"} <= set(_words(payload))
            if not known:
                runs.append(Run(len(ask), text, is_quoted))
            else:
                ask.append(Token("named", text, tokens[first].start, tokens[last - 1].end, text))
        else:
            token = tokens[first]
            is_put_first = (
                token.concept == "nth"
                and token.value == "1"
                and runs
                and runs[-1].is_quoted
                and all(near.concept == "fill" for near in ask[runs[-1].place :])
            )
            ask.append(replace(token, concept="start") if is_put_first else token)
    slots = (
        (payload is None)
        + min(4, sum(token.concept in SLOTS for token in ask))
        + any(token.concept in ("swap", "replace") or token.words in ("contain", "containing") or token.words in _INSTEAD for token in ask)
    )
    if any(token.concept in ("line", "newline", "endline") for token in ask):
        slots += sum(token.concept in ("nth", "last") for token in ask)
    says = any(token.concept in ("say", "give") for token in ask)
    is_replaced = any(token.concept == "replace" or token.words in _INSTEAD for token in ask)
    num_useless = max(0, len(runs) - slots)
    extra = (num_useless * 3.0 if num_useless != 1 or not says else 1.0) + (
        sum(0.5 if is_after or run.is_quoted or is_replaced else 6.0 for run in runs) if payload is not None else 0.0
    )
    forms = len({token.concept for token in ask if token.concept in FORMS})
    lacks = 3.0 * all(token.concept in _EMPTY for token in ask) + 0.5 * (payload is None and not runs)
    return Parting(tuple(ask), tuple(runs), payload, mark, score + 0.4 * min(forms, 5) + 0.3 * says - extra - lacks)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def asked(said: Quoted) -> tuple[str, str] | None:
    """The words that ask, in lower case, and the one text that they are about; None where there is not just one."""
    best = max(_all(said, tokens_of(said.text)), key=lambda parting: parting.score)
    texts = [*([best.payload] if best.payload else []), *(run.text for run in best.runs)]
    return (" ".join(said.text[token.start : token.end] for token in best.ask).casefold(), texts[0]) if len(texts) == 1 else None
