"""Replies that are a JSON value."""

import json
import re

from pydantic import JsonValue

from p2p.agent.assistant.language.asking import asked
from p2p.agent.assistant.language.numbers import plain_numbers
from p2p.agent.assistant.language.subjects import QUOTE, Quoted, items_of, quoted

_VALUE = rf"(?:{QUOTE}|[^,;{{}}\n]+?)"
_END = r"(?=\s*(?:,|;|\n|$|\.\s*$|\.\s+[A-Z]| and (?:the |a |an |with |set )?(?:key |field |property |attribute |second |another )?(?:\w+|␟\d+␟) ?(?:with|is|=|:|to|set|as|having|equal|being|\w+$|␟|\d)))"
_KEYED = re.compile(
    rf"\b(?:key|field|property|attribute|entry|member)s?,?\s+(?:called |named )?(?P<key>{QUOTE}|[\w-]+)[,:]?\s+(?:(?:with|and|having|has|of|holding|to|is|whose|set|mapped|containing|which is|that is|equal|equals|for|be|being|should be|as|its|the|a|an|=|:)\s+)*"
    rf"(?:values?\s+)?(?:(?:of|is|to|=|the|a|an|string|text|number|integer|boolean|:)\s+)*(?P<value>{_VALUE}){_END}",
    re.IGNORECASE,
)
_PAIR = re.compile(
    rf"(?:\b(?:the|with|and|a|set|where|put|let)\s+)*(?P<key>{QUOTE}|[A-Za-z_][\w-]*)\s*(?:\b(?:is|as|equals|equal to|set to|to|being|should be|=>|->)(?=\s)|=|:)\s*(?:the (?:string|number|text)\s+)?(?P<value>{_VALUE}){_END}",
    re.IGNORECASE,
)
_LOOSE = re.compile(
    rf"(?:^|,|;|\band\b|\bwith\b)\s*(?:the |a |an )?(?P<key>[A-Za-z_][\w-]*|{QUOTE})\s+(?P<value>{QUOTE}|[\w.-]+)(?=\s*(?:,|;|$|\.|\band\b))",
    re.IGNORECASE,
)
_LISTS = re.compile(
    r"\bkeys?\s*:?\s+(?P<keys>.+?)(?:,|;|\.|\s)\s*(?:and |with |having )?(?:the |their |its )?(?:corresponding |respective )?values?\s*:?\s+(?P<values>.+?)(?:,? (?:in (?:that|this) order|respectively))?\W*$",
    re.IGNORECASE,
)
_ARRAY = re.compile(r"\b(?:array|list)\b", re.IGNORECASE)
_LIMITS = re.compile(
    r"[,;.(]?\s*\b(?:and )?(?:nothing (?:else|more|around it)|only|no (?:other|extra|additional) (?:text|words)|no explanations?|without (?:any )?(?:comments?|text|explanations?)|please|that's all|just that|raw|valid|minified|compact)\b\)?",
    re.IGNORECASE,
)


def json_reply(request: str) -> str | None:
    """The JSON value that `request` describes, as text; None where it describes none."""
    if not re.search(r"\bjson\b", request, re.IGNORECASE):
        return None
    said = quoted(_LIMITS.sub("", request))
    plain = re.sub(r",?\s*\b(?:which|that|whose value) (?:is|has|equals|says)\b", " is", said.text)
    plain = re.sub(r"\b(?:(?:two|three|four|\d|the|these|following) )*(?:keys|fields|properties|entries)\s*[:,]\s*(?=\S+ is\b)", "", plain)
    text = plain.replace("{", " ").replace("}", " ").strip()
    value: JsonValue = (
        _array(text, said) if _ARRAY.search(text) and not re.search(r"\bobject\b|\bkeys?\b", text, re.IGNORECASE) else _object(text, said)
    )
    return None if value is None else json.dumps(value, ensure_ascii=False)


def _array(text: str, said: Quoted) -> list[JsonValue] | None:
    _, colon, tail = text.partition(":")
    if not colon:
        match = re.search(
            r"\b(?:array|list)\b\s*(?:in json\s*)?(?:of|with|containing|from|out of|holding|that (?:holds|contains))\s+(?:the )?(?:\w+ )?(?:(?:strings?|words|numbers|items|elements|values|names)\s+)?(?P<items>.+)$",
            text,
            re.IGNORECASE,
        )
        before = re.search(
            r"\b(?:turn|convert|put|make|write|return|give|format|represent|encode)\s+(?:the (?:words|items|numbers|list|names|values)\s+)?(?P<items>.+?)\s+(?:as|into|in|to)\s+(?:a |an )?json\b",
            text,
            re.IGNORECASE,
        )
        found = match or before
        tail = found["items"] if found else " ".join(re.findall(QUOTE, text))
    if not tail.strip() and (whole := asked(said)) is not None:
        tail = whole.content
    parts = re.findall(QUOTE, tail) or items_of(tail)
    return [_value(part, said) for part in parts] or None


def _object(text: str, said: Quoted) -> dict[str, JsonValue] | None:
    if match := _LISTS.search(text):
        keys, values = (items_of(_unmarked(match[name], said)) for name in ("keys", "values"))
        if len(keys) == len(values) and keys and not re.search(r"\bkey\b.*\bvalue\b.*\bvalue\b", text, re.IGNORECASE):
            return dict(zip(keys, [_value(value, said) for value in values], strict=True))
    found = {said.plain(match["key"]).strip(): _value(match["value"], said) for match in _KEYED.finditer(text)}
    if found:
        return found
    body = re.split(r"\bjson(?:\s+(?:object|format|document|only))*\b", text, maxsplit=1, flags=re.IGNORECASE)[-1]
    body = (
        re.sub(
            r"^[\s:,.]*(?:(?:with|where|that says|saying|in which|for|of|containing|only|which has|having|that has|please)\s+)*", "", body
        )
        or text.partition(":")[2]
    )
    if not re.search(r"\w|␟", body):
        body = text.partition(":")[2] or re.sub(r"\b(?:as|in|into|to) (?:a )?json\b.*", "", text, flags=re.IGNORECASE)
    for pattern in (_PAIR, _LOOSE):
        found = {said.plain(match["key"]).strip(): _value(match["value"], said) for match in pattern.finditer(body)}
        if found:
            return found
    return None


def _unmarked(text: str, said: Quoted) -> str:
    return said.plain(text)


def _value(text: str, said: Quoted) -> JsonValue:
    if re.fullmatch(QUOTE, text.strip()):
        return said.plain(text.strip())
    plain = said.plain(text).strip().rstrip(".")
    if plain.casefold() in ("true", "false"):
        return plain.casefold() == "true"
    if plain.casefold() in ("null", "none"):
        return None
    number = plain_numbers(plain) if re.fullmatch(r"-?[\d.,]+", plain) else plain
    try:
        return int(number) if re.fullmatch(r"-?\d+", number) else float(number) if re.fullmatch(r"-?\d+\.\d+", number) else plain
    except ValueError:
        return plain
