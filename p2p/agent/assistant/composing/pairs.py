"""Names with their values, however a request says that one belongs to the other."""

import json
import re
from collections.abc import Iterator, Sequence

from pydantic import JsonValue

from p2p.agent.assistant.composing.given import Given, Span
from p2p.agent.assistant.language.subjects import QUOTE, Quoted
from p2p.agent.assistant.language.tokens import Token

_NO_KEYS = frozenset({
    "it", "this", "that", "what", "which", "who", "there", "he", "she", "they", "i", "you", "we", "value", "key", "keys", "json",
    "object", "please", "reply", "answer", "only", "just", "and", "the", "an", "word", "set", "to", "with", "number", "its",
    "one", "array", "list", "text", "format", "pairs", "lines", "style", "string", "nothing", "output", "are", "has", "equal",
    "equals", "values", "being"
})  # fmt: skip
_WORD = rf"(?:{QUOTE}|[A-Za-z_][\w-]*)"
_IS = (
    r"(?:,?\s+(?:whose |its |with |having |has |and |of |the |a |which )*values?\s+(?:is |of |are |being |should be |must be |to be |set to |equal to |equals |=|:)?\s*"
    r"|\s+(?:should |must |shall |will |is to |has to |to )?(?:be |is |are )?(?:set to|set as|equal to|equals|mapped to|maps to|pointing to|assigned|given as|is|are|be|=|holds|holding|gets|has|with|to|as|being|contains|containing|carries)\s+|\s*(?:=>|->|→|:=|=|:)\s*)"
)
_TYPE = r"(?:(?:the|a|an|as)\s+)?(?P<type>string|text|number|integer|int|boolean|bool|truth value|word|name|value)\s+"
_VALUE = rf"(?:{_TYPE})?(?P<value>{QUOTE}|-?\d+(?:\.\d+)?|(?:https?://)?[\w@/+$%-]+(?:[.:][\w@/-]+)*(?:\s(?!and\b|with\b|then\b|as\b|both\b|is\b|are\b|in\b)[\w-]+){{0,2}})(?:\s*\((?P<typed>string|int|integer|number|bool|boolean|text|no quotes)\))?"
_PAIR = re.compile(
    rf"(?:\b(?:key|field|property|attribute|name|entry)s?\s*(?:called |named |is |of |=|:)?\s*)?(?P<key>(?!(?:{'|'.join(sorted(_NO_KEYS))})\b){_WORD}){_IS}{_VALUE}(?=\s*(?:[,;.)}}\n!?]|$|\band\b|\bwith\b|\bthen\b|\bas\b|\bboth\b|\bin\b|\s-|\s\())",
    re.IGNORECASE,
)
_LOOSE = re.compile(
    rf"(?P<key>{QUOTE}|[a-z_]+)\s+(?P<value>{QUOTE}|-?\d+(?:\.\d+)?|true|false|null)(?:\s*\((?P<typed>\w+)\))?(?=\s*(?:[,;.]|$|\band\b))",
    re.IGNORECASE,
)
_LISTS = re.compile(
    r"\b(?:keys|names|fields)(?: are| is)?\s*:?\s+(?P<keys>.+?)(?:,|;|\.|\s)\s*(?:and |with |having |to )?(?:the |their |its |whose )?(?:corresponding |respective )?values(?: are| of)?\s*:?\s+(?P<values>.+?)(?:,? (?:in (?:that|this) order|respectively))?\s*(?:[.;!]|$)",
    re.IGNORECASE,
)
_KEY_VALUE = re.compile(
    rf"\bkey\b(?: is| of| called| named|:|=)?\s*(?P<key>{_WORD})\b.*?\bvalue\b(?: is| of|:|=)?\s*{_VALUE}", re.IGNORECASE
)
_STYLE = re.compile(r"\b(?:key|name|k)(?P<joint>\s*(?:=>|->|→|=|:|-|/|\|)\s*)(?:value|v)\b", re.IGNORECASE)
_JOINTS = frozenset({"sign", "newline", "nospace", "between", "space", "oneline", "upper", "lower", "comma"})
_NO_VALUES = frozenset(["json", "an", "object", "a", "the", "one", "that", "following", "it"])


def pairs_of(said: Quoted, tokens: Sequence[Token]) -> Iterator[Span]:
    """The pairs of a request, as a JSON object where that is named, else in the form that it shows."""
    text = said.text
    is_json = re.search(r"\bjson\b", text, re.IGNORECASE) is not None
    shown = _STYLE.search(said.plain(text))
    if not is_json and shown is None:
        return
    if shown is not None:
        text = _STYLE.sub("", re.sub(QUOTE, lambda quote: "" if _STYLE.search(said.plain(quote.group())) else quote.group(), text))
    for pairs, kind in _readings(text, said):
        if not pairs:
            continue
        if is_json:
            yield _spanned(tokens, Given(json.dumps(pairs, ensure_ascii=False)), kind, said)
        elif shown is not None:
            items = tuple(f"{key}{shown['joint']}{value}" for key, value in pairs.items())
            yield _spanned(tokens, Given("\n".join(items), items, "\n"), kind, said)


def _spanned(tokens: Sequence[Token], given: Given, kind: str, said: Quoted) -> Span:
    """A described text: all words describe it but those on what stands between its lines."""
    if not given.items:
        return Span(0, len(tokens), given, kind, "start", "end")
    masked = {place for place, token in enumerate(tokens) if not (token.concept in _JOINTS or _is_mark(token, said))}
    return Span(0, 0, given, kind, "start", "end", frozenset(masked))


def _is_mark(token: Token, said: Quoted) -> bool:
    return token.concept == "quote" and re.search(r"\w", said.plain(token.words)) is None


def _readings(text: str, said: Quoted) -> Iterator[tuple[dict[str, JsonValue], str]]:
    if match := _LISTS.search(text):
        keys, values = (_items(said.plain(match[name])) for name in ("keys", "values"))
        if len(keys) == len(values):
            yield dict(zip(keys, map(_typed, values), strict=True)), "pairs_lists"
    if match := _KEY_VALUE.search(text):
        yield {said.plain(match["key"]): _value(match, said)}, "pairs_named"
    tail = re.split(r":\s", text, maxsplit=1)
    for body, kind in ((tail[-1], "pairs_tail"), (text, "pairs_all")):
        found: dict[str, JsonValue] = {}
        for match in _PAIR.finditer(body):
            key = said.plain(match["key"])
            if key.casefold() not in _NO_KEYS and match["value"].casefold() not in _NO_VALUES:
                found[key] = _value(match, said)
        yield found, kind
        yield (
            {said.plain(match["key"]): _value(match, said) for match in _LOOSE.finditer(body) if match["key"].casefold() not in _NO_KEYS},
            f"{kind}_loose",
        )


def _items(text: str) -> list[str]:
    return [item.strip(" '\".") for item in re.split(r",\s*(?:and\s+)?|\s+and\s+", text) if item.strip()]


def _value(match: re.Match[str], said: Quoted) -> JsonValue:
    groups = match.groupdict()
    kind = (groups.get("type") or groups.get("typed") or "").casefold()
    raw = match["value"]
    if re.fullmatch(QUOTE, raw) or kind in ("string", "text", "word", "name"):
        return said.plain(raw)
    return _typed(said.plain(raw))


def _typed(text: str) -> JsonValue:
    words: dict[str, JsonValue] = {"true": True, "false": False, "null": None}
    if text.casefold() in words:
        return words[text.casefold()]
    if re.fullmatch(r"-?\d+", text):
        return int(text)
    if re.fullmatch(r"-?\d+\.\d+", text):
        return float(text)
    return text
