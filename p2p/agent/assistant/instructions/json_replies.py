"""Replies that are a JSON value."""

import json
import re
from collections.abc import Sequence

from pydantic import JsonValue

from p2p.agent.assistant.instructions.asking import Ask
from p2p.agent.assistant.instructions.choices import chosen, plain_items
from p2p.agent.assistant.instructions.roles import roles_of
from p2p.agent.assistant.instructions.styles import cased
from p2p.agent.assistant.language.numbers import number_of
from p2p.agent.assistant.language.parting import partings
from p2p.agent.assistant.language.subjects import QUOTE, Quoted, items_of, quoted
from p2p.agent.assistant.language.tokens import Token, tokens_of

_ASKS = frozenset({"weak", "json", "say", "give", "exact", "limit", "polite", "fill", "comma", "colon", "dash", "stop", "not", "noun", "item", "semicolon", "break", "symbol", "number"})  # fmt: skip
_PARTS = ("comma", "stop", "dash", "semicolon", "break")
_NAME = rf"(?:{QUOTE}|[\w-]+)"
_KEY = r"(?:keys?|fields?|property|properties|attributes?|entry|entries|members?)"
_CALLED = re.compile(
    rf"\b(?:(?:the|a|an|one|only|single|another|second|two|three|\d) )*{_KEY}\b[,:]?(?: (?:called|named))?\s*(?=\w|␟)", re.IGNORECASE
)
_IS = re.compile(
    rf"(?P<name>(?<![\w-])(?!(?:array|list|object)\b){_NAME})(?:,?\s+(?:(?:whose|its|the|a|having|has|with|and|of|as|holding|that|which)\s+)*(?:values?|content)\b(?:\s+(?:is|of|are|being|should be|must be|to be))?|"
    r"\s+(?:(?:is|are|be|should be|must be|has to be|being)\s+)?(?:set to|equal to|mapped to|pointing to|assigned|given as)|,?\s+(?:which|that) (?:is|are|has|holds)|\s+(?:is|are|equals?|as|to|maps? to|be|being|put|holds|holding|contains|containing|should be|must be|shall be|gets)(?=\s)|\s+with(?=\s+the (?:number|string|value|text|word)\b)|\s*(?:=>?|->|→|:)(?!\S*//))\s*"
    r"(?:(?:the|a|an) (?:value )?(?:(?P<text>string|text|word)|number|integer|boolean|truth value)\s+(?=\S))?",
    re.IGNORECASE,
)  # fmt: skip
_NESTED = re.compile(
    r"^(?:(?:itself|in turn|again)\s+)?(?:an? |the |another )?(?:nested |inner |further )?object\b,?\s*(?:with|of|where|in which|holding|containing|that has|whose|having)?\s*|^\{",
    re.IGNORECASE,
)
_ARRAY = re.compile(
    r"^(?:an? |the )?(?:json )?(?:array|list)\b\s*(?:of|with|containing|holding)?\s*(?:the )?(?:numbers?|strings?|words?)?\s*",
    re.IGNORECASE,
)
_LISTS = re.compile(
    r"\bkeys(?: are)?\s*:?\s+(?P<keys>.+?)(?:,|;|\.|\s)\s*(?:and |with |having |to )?(?:the |their |its |whose )?(?:corresponding |respective )?values(?: are| of)?\s*:?\s+(?:the (?:numbers|integers|strings|words) )?(?P<values>.+?)(?:,? (?:in (?:that|this) order|respectively))?\W*$",
    re.IGNORECASE,
)


def json_reply(request: str) -> str | None:
    """The JSON value that `request` describes, as text; None where it describes none."""
    if not re.search(r"\bjson\b", request, re.IGNORECASE):
        return None
    said = quoted(request.strip())
    text = re.sub(r",? is (?:what|all) I (?:need|want)\b|,? and (?:nothing (?:else|more)|no other text)\b", "", said.text)
    text = re.sub(rf"\b(?:the )?key is ({_NAME}),? (?:and )?(?:the |its )?value (?:is )?", r"\1 = ", text)
    text = re.sub(rf"\bthe (?:word|name|string) (?={_NAME} (?:to|is|has)\b)", "", text)
    said = Quoted(text, said.quotes)
    if re.search(r"\bempty\b", text, re.IGNORECASE) and len(text.split()) < 10:
        return "{}" if re.search(r"\bobject\b", text, re.IGNORECASE) else "[]"
    is_array = (
        not re.search(r"=", text)
        and re.search(r"\b(?:array|list)\b", said.text, re.IGNORECASE)
        and not re.search(rf"\bobject\b|\b{_KEY}\b", said.text, re.IGNORECASE)
    )
    value: JsonValue = _array(said) if is_array else _zipped(said) or _object(_body(said), said) or _array(said)
    return None if value is None else json.dumps(value, ensure_ascii=False)


def _array(said: Quoted) -> JsonValue:
    """The items of the list in a request."""
    if len(said.quotes) > 1:
        return list(said.quotes)
    for parting in partings(said):
        roles = roles_of(Ask.of(parting), parting)
        if roles is not None and roles.main:
            inner = quoted(roles.main.strip("[]"))
            ask, items = Ask.of(parting), plain_items(inner.text)
            return [_value(cased(ask, item) or item, inner) for item in chosen(ask, items, roles.dropped, roles.filtered) or items]
    return None


def _zipped(said: Quoted) -> JsonValue:
    """The keys that are listed with the values that are."""
    match = _LISTS.search(said.text)
    if match is None:
        return None
    keys, values = (items_of(said.plain(match[name])) for name in ("keys", "values"))
    return dict(zip(keys, [_value(value, said) for value in values], strict=True)) if len(keys) == len(values) else None


def _body(said: Quoted) -> str:
    """The request without the words at its two ends that ask for JSON and for nothing else."""
    tokens = tokens_of(said.text)
    behind = re.split(r"\bjson\b", said.text, flags=re.IGNORECASE)[-1]
    head, colon, tail = behind.partition(":")
    behind = (
        tail
        if colon
        and _IS.search(tail)
        and all(token.concept in _ASKS | {"word"} for token in tokens_of(head)[:-1])
        and tokens_of(head)[-1:]
        and tokens_of(head)[-1].concept in _ASKS
        and tail[:1].isspace()
        else behind
    )
    if _IS.search(behind) and not all(token.concept in _ASKS for token in tokens_of(behind)):
        tokens = tokens_of(said.text)[-len(tokens_of(behind)) :]
    json_at = next((place for place, token in enumerate(tokens) if token.concept == "json"), 0)
    first, last = json_at if all(token.concept in _ASKS for token in tokens[:json_at]) else 0, len(tokens)
    while first < last and tokens[first].concept in _ASKS and not _is_key(tokens, first):
        first += 1
    for place in range(last - 1, first, -1):
        clause = tokens[place + 1 : last]
        if (
            tokens[place].concept in _PARTS
            and _says_nothing(clause)
            and not any(token.concept == "number" and token.words != "one" for token in clause)
        ):
            last = place
    json_at = next((place for place in range(first + 1, last) if tokens[place].concept == "json"), None)
    if json_at is not None and all(token.concept in _ASKS for token in tokens[json_at:last]):
        last = json_at
        while tokens[last - 1].concept in ("weak", "give"):
            last -= 1
    return said.text[tokens[first].start : tokens[last - 1].end] if first < last else ""


def _says_nothing(clause: Sequence[Token]) -> bool:
    """Whether a clause only asks, or says what is not wanted."""
    return all(token.concept in _ASKS for token in clause) or (
        any(token.concept in ("not", "limit") for token in clause[:2]) and len(clause) < 6 and clause[-1].concept != "number"
    )


def _is_key(tokens: Sequence[Token], place: int) -> bool:
    return (
        place + 1 < len(tokens)
        and tokens[place].concept not in ("weak", "json", "comma", "colon")
        and tokens[place + 1].words in ("is", "are", "to", "=", "as")
    )


def _object(body: str, said: Quoted) -> JsonValue:
    """The keys with their values, in the order in which they are said."""
    text = _CALLED.sub("", body.replace("}", " ").strip(" {")).strip()
    outer = re.match(
        rf"(?P<name>{_NAME})\s*(?:,\s*(?:with|having|holding|containing|in which|where)|:)\s+(?=\S+\s*(?:is|=|:|set|equal|to|as)\b)(?P<rest>.+)",
        text,
    )
    if outer is not None:
        return {said.plain(outer["name"]): _object(outer["rest"], said)}
    found: dict[str, JsonValue] = {}
    matches = list(_IS.finditer(text))
    for place, match in enumerate(matches):
        end = matches[place + 1].start() if place + 1 < len(matches) else len(text)
        rest = text[match.end() :]
        if (nested := _NESTED.match(rest)) and nested.group():
            return found | {said.plain(match["name"]): _object(rest[nested.end() :], said)}
        value = re.sub(r"(?:[,;.\s]|\b(?:and|with|the|a|where|also|that|whose|its)\b)*$", "", text[match.end() : end], flags=re.IGNORECASE)
        listed = _ARRAY.match(value)
        found[said.plain(match["name"])] = (
            [_value(item, said) for item in items_of(value[listed.end() :])] if listed and listed.group().strip() and listed.end() < len(value)
            else said.plain(value) if match["text"] else _value(value, said)
        )  # fmt: skip
    return found or _loose(text, said)


def _loose(text: str, said: Quoted) -> JsonValue:
    """Pairs of a word and a value with nothing between them."""
    parts = [part.split() for part in re.split(r"\s*[,;]\s*(?:and\s+)?|\s+and\s+", text.strip(" .:"))]
    if not parts or any(len(part) != 2 for part in parts):
        return None
    return {said.plain(key): _value(value, said) for key, value in parts}


def _value(text: str, said: Quoted) -> JsonValue:
    if re.fullmatch(QUOTE, text.strip()):
        return said.plain(text.strip())
    plain = said.plain(text).strip().rstrip(".")
    words: dict[str, JsonValue] = {"true": True, "false": False, "null": None, "none": None}
    if plain.casefold() in words:
        return words[plain.casefold()]
    bare = re.sub(r"^(?:the )?(?:number|integer) ", "", plain)
    number = number_of(bare) if bare != plain or re.fullmatch(r"-?[\d.]+", plain) else None
    return plain if number is None else int(number) if number.denominator == 1 and "." not in bare else float(number)
