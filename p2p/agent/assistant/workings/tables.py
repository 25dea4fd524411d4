"""What a request asks of the pairs that it gives: "A is red and B is green. What is B?"."""

import json
import re
from collections.abc import Iterator, Mapping

from p2p.agent.assistant.language.numbers import ORDINALS
from p2p.agent.assistant.language.subjects import QUOTE, Quoted
from p2p.agent.assistant.workings.codes import codes_of
from p2p.agent.assistant.workings.reading import read
from p2p.agent.assistant.workings.sources import SOURCE, Source, sources_of
from p2p.agent.assistant.workings.work import Work, done

MAX_LENGTH = 600
"""A longer request is no table."""
MAX_WORDS = 6
"""So many words may lead to the key of a pair."""
_RELATIONS = (
    r"\s*(?:=>|->|→|=)\s*", r":\s+", r"\s+(?:means|stands for|becomes|maps to|translates to|says|said|denotes|equals|gives)\s+",
    r"\s+(?:is|was|are)\s+", r"\s+(?:has|have|got|likes|wants|drinks|eats|plays|lives in|speaks|owns|ordered|took|chose|wears|drives)\s+", r"\s+[-–]\s+",
)  # fmt: skip
_CLAUSES = re.compile(r"(?:[,;\n]|[.!?](?=\s|$))\s*(?:(?:and|while|but)\s+)?|\s+(?:and|while|whereas)\s+")
_COUPLES = re.compile(r"\((?P<key>[\w' -]+),\s*(?P<value>[\w' -]+)\)")
_ASKS = re.compile(
    r"\?|\b(?:what|which|who|whats|decode|encode|translate|report|read me|say|tell|give|write|reply|respond|answer|name|return|output|print|opposite|partner|look up|see|want|need|extract|my \w+:|i name|turn|convert)\b",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^(?:the|an?|my|your)\s+", re.IGNORECASE)
_NAMED = re.compile(
    rf"\bkey (?:is |of )?(?P<key>{QUOTE}|\w+),?\s+(?:and |with )?(?:the |a |its )?value (?:is |of )?(?P<value>{QUOTE}|[\w.]+)",
    re.IGNORECASE,
)
_KEY_VALUE = re.compile(r"(?<![\w.])(?:key|name)(?P<joint>\s*(?:=>|->|=|:|-|/)\s*)value(?![\w.])")
_FORMAT = re.compile(r"(?<![\w.])[a-z]+(?P<joint>\s*(?:=>|->|=|:|-|/)\s*)[a-z]+(?![\w.])")


def looked_up(said: Quoted) -> str | None:
    """What is asked of the pairs in a request; None where it has none, or asks nothing of them."""
    if len(said.text) > MAX_LENGTH:
        return None
    if (named := _NAMED.search(said.text)) is not None and (joint := _joint(said)) is not None:
        return joint.join(said.plain(named[name]) for name in ("key", "value"))
    plain = Quoted(said.plain(said.text), ()) if len(said.quotes) == 1 else None
    for pairs, rest in (*_tables(said), *(_tables(plain) if plain else ())):
        if _ASKS.search(rest) is not None and (found := _answer(pairs, rest, said)) is not None:
            return found
    return None


def _tables(said: Quoted) -> Iterator[tuple[dict[str, str], str]]:
    """The pairs of a request by the relation that they have in common, and the rest of it."""
    couples = list(_COUPLES.finditer(said.text))
    if len(couples) > 1:
        yield {couple["key"]: couple["value"] for couple in couples}, _COUPLES.sub(" ", said.text)
    for match in re.finditer(r"\{[^{}]*\}", said.restored(said.text).replace("'", '"')):
        if (table := _parsed(match.group())) is not None:
            yield table, f"{said.text[: said.text.find('{')]} {said.text[said.text.rfind('}') + 1 :]}"
    ends = [*_CLAUSES.finditer(said.text)]
    starts = [0, *(end.end() for end in ends)]
    clauses = [(start, said.text[start:end]) for start, end in zip(starts, [*(end.start() for end in ends), len(said.text)], strict=True)]
    for relation in _RELATIONS:
        pairs: dict[str, str] = {}
        rest = said.text
        for start, said_clause in clauses:
            clause = re.sub(r"\s(?:into|as|in the form)\s.*", "", said_clause)
            sides = re.split(relation, clause, flags=re.IGNORECASE)
            if (
                len(sides) == 2
                and (key := _key(said, sides[0]))
                and 0 < len(sides[1].split()) <= 4
                and not said.text[start + len(clause) :].startswith("?")
            ):
                pairs[key] = _ARTICLE.sub("", said.plain(sides[1]).strip())
                at = max(0, clause.find(key, 0, len(sides[0])))
                rest = rest[: start + at] + " " * (len(clause) - at) + rest[start + len(clause) :]
        if len(pairs) > 1:
            yield pairs, rest


def _parsed(text: str) -> dict[str, str] | None:
    """The values of a JSON object that has no others in it, as text."""
    try:
        return {str(key): str(value) for key, value in json.loads(text).items()}
    except ValueError:
        return None


def _key(said: Quoted, text: str) -> str:
    """The last word of the left side of a pair, or the ordinal in it."""
    words = said.plain(re.split(r":\s", text)[-1]).split()
    words = words[1:] if words[:1] in (["If"], ["if"], ["When"], ["when"]) else words
    owner = next((word.removesuffix("'s") for word in words if word.endswith("'s")), None)
    ordinal = owner or next((word for word in words if word.casefold() in ORDINALS), None)
    return (
        ""
        if not 0 < len(words) <= MAX_WORDS
        or {"if", "when", "unless", "whether"} & set(words)
        or re.fullmatch(r"(?i)it|this|that|what|which|who|there|he|she|they|i|you|we|value|key", words[-1])
        else ordinal or words[-1]
    )


def _answer(pairs: Mapping[str, str], rest: str, said: Quoted) -> str | None:
    if (joint := _joint(Quoted(rest, said.quotes))) is not None and "\u241f" in rest:
        return "\n".join(f"{key}{joint}{value}" for key, value in pairs.items())
    values = {key.casefold(): value for key, value in pairs.items()}
    found = _translated(values, rest, said) or _ordered(pairs, rest, said)
    if found is not None:
        return found
    asked = said.plain(rest).casefold()
    named = [key for key in values if re.search(rf"(?<!\w){re.escape(key)}(?!\w)", asked)]
    if len(named) == 1:
        return values[named[0]]
    keys = [key for key, value in pairs.items() if re.search(rf"(?<!\w){re.escape(value.casefold())}(?!\w)", asked)]
    return keys[0] if len(keys) == 1 and not named else None


def _translated(values: Mapping[str, str], rest: str, said: Quoted) -> str | None:
    """Each item of a list, or each letter of a word, by its pair."""
    for word in re.findall(r"\b\w{2,}\b", said.plain(rest)):
        if all(letter in values for letter in word.casefold()):
            return _made(Source(word, tuple(word), " ", f"{SOURCE} . {said.plain(rest).replace(word, '')}"), values, said)
    for source in sources_of(Quoted(rest, said.quotes)):
        if source.is_list and all(item.casefold() in values for item in source.items):
            return _made(source, values, said)
    return None


def _made(source: Source, values: Mapping[str, str], said: Quoted) -> str:
    work = read(codes_of(source.ask), said, len(source.items)) or Work()
    joint = source.joint if work.joint is None else work.joint
    return joint.join(values[item.casefold()] for item in source.items)


def _ordered(pairs: Mapping[str, str], rest: str, said: Quoted) -> str | None:
    """The keys that are chosen or put in order by their values; None where what is chosen is a part of a value."""
    keys = {value: key for key, value in pairs.items()}
    source = Source(", ".join(keys), tuple(keys), ", ", f"{SOURCE} . {' '.join(rest.split())}", is_marked=True)
    work = read(codes_of(source.ask), said, len(keys))
    if work is None or not (work.order or work.choices) or not all(re.search(r"\d", value) for value in keys):
        return None
    work.maps.insert(0, lambda value: keys[value])
    try:
        return done(work, source)
    except KeyError:
        return None


def _joint(said: Quoted) -> str | None:
    """What stands between a key and its value in the form that is asked for."""
    if re.search(r"\bkey colon (?:and )?(?:a )?space (?:and )?(?:the )?value\b", said.text, re.IGNORECASE):
        return ": "
    shown = next((match for quote in said.quotes if (match := _FORMAT.fullmatch(quote))), None) or _KEY_VALUE.search(said.text)
    return None if shown is None else shown["joint"]
