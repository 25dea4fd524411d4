"""Forms that a request gives, with their blanks filled as it says."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from p2p.agent.assistant.instructions.descriptions import sign_of
from p2p.agent.assistant.language.numbers import ORDINALS
from p2p.agent.assistant.language.subjects import QUOTE, Quoted, quoted

_BLANK = re.compile(
    r"_{2,}|(?<=: )\.{3}|…|<(?P<angle>[A-Za-z][\w ]*)>|\{\{?(?P<curly>[A-Za-z][\w ]*)\}?\}|\[(?P<square>[A-Za-z][\w ]*)\]|(?P<shout>\b[A-Z]{3,}\b)|(?<!\w)(?P<star>\*)(?!\w|\*)"
)
_LABEL = re.compile(r"(?P<label>[\w ]+):\s*$")
_WISH = re.compile(
    r"\b(?:fill|blanks?|gaps?|complet\w+|templates?|slots?|placeholders?|forms?|format|insert|put|puts|replace|substitute|use|using|make one|goes? in|goes? into|wants|needs|takes|finish|pattern|stands? for|instead of|where it says|belongs?)\b",
    re.IGNORECASE,
)  # fmt: skip
_VALUE = rf"(?!(?i:put|use|using|insert|fill|write|with|replace|set|place|enter|take)\b)(?P<value>{QUOTE}|[A-Z][\w'-]*(?:\.\w+)*(?: [A-Z][\w'-]*)*|\d[\d.:,/-]*\d|[\w'-]+(?:\.\w+)*)"
_KIND = r"(?:(?:the |a )?(?:word|name|number|value|text|term) )?"
_PAIRS = (
    re.compile(rf"{_KIND}{_VALUE} (?:for|as|in|into|at|to|on|in place of|instead of|where it says|goes (?:in|into|on)) (?:the |my )?(?P<slot>[\w<>{{}}\[\]]+(?: [\w<>{{}}\[\]]+){{0,2}}?)(?=$|[,.;:]| and )"),
    re.compile(rf"(?:the )?(?P<slot>[\w]+(?: (?:blank|gap|slot|one|name))?)(?:\s+(?:is|being|becomes|with|by|should be|must be|gets|takes|wants|has the value)|\s*[:=])\s*{_KIND}{_VALUE}", re.IGNORECASE),
)  # fmt: skip
_ONLY = (
    re.compile(rf"\b(?:the|this) (?:missing )?(?:word|name|number|value|term)(?: (?:that|which|to)[\w ]*? (?:is|be))? {_VALUE}"),
    re.compile(rf"\b(?:goes in|goes there|belongs there|belongs in it|to go in|missing|answer|insert|it|blank|gap)(?: there)?(?: is| with| by|:) {_KIND}{_VALUE}"),
    re.compile(rf"\b(?:insert|put|use|with|for|by|wants|needs|takes|add|place) {_KIND}{_VALUE}"),
)  # fmt: skip
_NAMES = {"surname": -1, "last name": -1, "family name": -1, "given name": 0, "first name": 0, "forename": 0}
_NO_VALUES = frozenset(
    [
        "the",
        "a",
        "an",
        "it",
        "this",
        "that",
        "them",
        "me",
        "my",
        "your",
        "in",
        "for",
        "for_",
        "first",
        "second",
        "third",
        "blank",
        "gap",
        "line",
        "result",
    ]
)
_KEYED = re.compile(
    r"\b(?=(?P<key>key|name|label)(?P<joint>\s?[:=]\s?|\s?[-=]?>\s?|(?:,? (?:then )?(?:an? |the )?[\w-]+){1,5}? )(?P<value>value)\b)",
    re.IGNORECASE,
)
_LINKED = re.compile(r"(?<![\w.])(?P<one>[\w'-]+)\s*(?:[-–:/=]|[-=]>|→|is|has)\s+(?P<other>[\w'-]+)(?=\s*(?:,|;|\.|$|\band\b|into|as|in))")


@dataclass(frozen=True, slots=True)
class _Form:
    """A text with blanks, what each is called, and the rest of the request."""

    text: str
    blanks: tuple[re.Match[str], ...]
    rest: str

    def names(self) -> list[str]:
        """What each blank is called: by what stands in it, by the label before it, or by its number."""
        found: list[str] = []
        for blank in self.blanks:
            named = next((group for group in blank.groups() if group), None)
            label = _LABEL.search(self.text[: blank.start()])
            found.append((named or (label["label"] if label else "")).casefold().strip())
        return found


def filled_reply(request: str) -> str | None:
    """The form that a request gives, filled; None where it gives none, or not everything that is to stand in it."""
    said = quoted(request.strip())
    for form in _forms(said) if _WISH.search(said.text) else ():
        if (found := _filled(form, said)) is not None:
            return re.sub(r"\s+(?=[.,!?;])", "", found) if re.search(r"\bno (?:space|gap|blank) before\b", form.rest) else found
    return _keyed(said) or _paired(said) or _for_another(said)


def _forms(said: Quoted) -> Iterator[_Form]:
    """The texts of a request that have blanks: those in quotes, behind its last colon, and its sentences."""
    for place, quote in enumerate(said.quotes):
        yield from _form(quote, re.sub(rf"␟{place}␟", " ", said.text))
    text = said.text
    for pattern in (
        r"(?::\s+(?!.*(?<!\w): \w)|:\s+(?=.*(?:___|\.\.\.|…)))(?P<form>.+?)(?=\s+(?:<-|←|—|–|-)\s|\s\.\s|$)",
        r"^(?:[\w ]{1,30}:\s+)?(?P<form>.+?[.!?])(?=\s+(?:<-|←|—|–|-|[a-zA-Z]))",
        r"(?P<form>[^.:]*(?:_{2,}|…)[^.]*\.?)$",
    ):
        for match in re.finditer(pattern, text, re.DOTALL):
            end = match.end() + (2 if text[match.end() : match.end() + 2] == " ." else 0)
            yield from _form(text[match.start("form") : end].strip(), f"{text[: match.start('form')]} ; {text[end:].lstrip(' <-←—–')}")


def _form(text: str, rest: str) -> Iterator[_Form]:
    blanks = [match for match in _BLANK.finditer(text) if not match["shout"] or re.search(rf"\b{match['shout']}\b", rest)]
    blanks = [match for match in blanks if not match["star"] or re.search(r"\b(?:star|asterisk)\b", rest)]
    if 1 < len(blanks) <= 6 or (len(blanks) == 1 and text[: blanks[0].start()].strip() + text[blanks[-1].end() :].strip()):
        yield _Form(text, tuple(blanks), rest)


def _filled(form: _Form, said: Quoted) -> str | None:
    names = form.names()
    values: list[str | None] = [None] * len(names)
    for pattern in _PAIRS:
        for match in pattern.finditer(form.rest):
            at = _slot(match["slot"].casefold().strip(" <>{}[]"), names)
            if at is not None and values[at] is None and match["value"].casefold() not in _NO_VALUES:
                values[at] = said.plain(match["value"])
    whole = re.search(r"\bname (?:is )?(?P<name>[A-Z]\w+(?: [A-Z]\w+)+)", form.rest)
    if whole and set(names) <= _NAMES.keys():
        values = [whole["name"].split()[_NAMES[name]] for name in names]
    if None in values and len(set(names)) == 1 and values.count(None) == len(values):
        values = list(_only(form, said, len(values)))
    if None in values:
        return None
    text, after = "", 0
    for blank, value in zip(form.blanks, values, strict=True):
        text, after = text + form.text[after : blank.start()] + (value or ""), blank.end()
    return said.plain(text + form.text[after:])


def _only(form: _Form, said: Quoted, count: int) -> Sequence[str | None]:
    """The values of blanks that have no names: one of them, or so many in their order."""
    if count > 1:
        listed = re.search(
            rf"\b(?:with|by|using|words|values|blanks|order|put|insert|are)\b:? (?P<list>{_VALUE}(?:(?:,| and|, and) {_VALUE.replace('value', 'other')})+)",
            form.rest,
        )
        found = [said.plain(part.strip()) for part in re.split(r",? and |, ", listed["list"])] if listed else []
        return found[:count] if len(found) >= count else [None] * count
    for pattern in _ONLY:
        found = [match["value"] for match in pattern.finditer(form.rest) if match["value"].casefold() not in _NO_VALUES]
        if found:
            return [said.plain(found[0])]
    return [None]


def _slot(name: str, names: Sequence[str]) -> int | None:
    """Which blank is meant: by its name, or by its number."""
    if name in names:
        return names.index(name)
    words = name.split()
    if "last" in words:
        return len(names) - 1
    at = next((ORDINALS[word] - 1 for word in words if word in ORDINALS), None)
    return at if at is not None and at < len(names) and re.search(r"blank|gap|slot|space|one|place|^\w+$", name) else None


def _keyed(said: Quoted) -> str | None:
    """A key and its value, joined as it is shown or said."""
    text = said.plain(said.text)
    shapes = [
        (shape, shape["joint"] if not re.search(r"[a-z]", shape["joint"]) else sign_of(shape["joint"])) for shape in _KEYED.finditer(text)
    ]
    shape, joint = next(((shape, joint) for shape, joint in shapes if joint), (None, None))
    if shape is None:
        return None
    rest = f"{text[: shape.start()]} {text[shape.end('value') :]}"
    key = re.search(rf"\b{shape['key']}(?: is|:| =)?\s+[\"']?(?P<word>[\w-]+)", rest, re.IGNORECASE)
    value = re.search(r"\bvalue(?: is|:| =)?\s+[\"']?(?P<word>[\w.-]*\w)", rest, re.IGNORECASE)
    if value is None and key is not None:
        value = re.search(rf"\b{re.escape(key['word'])}(?: is| =|:)\s+(?P<word>[\w.-]*\w)", rest, re.IGNORECASE)
    return f"{key['word']}{joint}{value['word']}" if joint and key and value else None


def _paired(said: Quoted) -> str | None:
    """Pairs on a form that shows what stands between two things."""
    shape = next((match for quote in said.quotes if (match := re.fullmatch(r"\w+(?P<joint>\s*[^\w\s.,]+\s*)\w+", quote))), None)
    pairs = list(_LINKED.finditer(re.sub(QUOTE, " ", said.text)))
    if shape is None or not pairs or not re.search(r"\b(?:form|format|shape|style|pattern)\b", said.text):
        return None
    return ("\n" if re.search(r"\blines?\b", said.text) else ", ").join(f"{pair['one']}{shape['joint']}{pair['other']}" for pair in pairs)


def _for_another(said: Quoted) -> str | None:
    """A form with one name in it, "made for" another."""
    blanks = [form for quote in said.quotes for form in _form(quote, "")]
    match = re.search(rf"\b(?:one|it|the same|another)(?: \w+)? for {_VALUE}", said.text)
    if len(blanks) != 1 or len(blanks[0].blanks) != 1 or match is None:
        return None
    blank = blanks[0].blanks[0]
    return f"{blanks[0].text[: blank.start()]}{said.plain(match['value'])}{blanks[0].text[blank.end() :]}"
