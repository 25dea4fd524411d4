"""The words that ask as codes: marks, pairs, texts of their own, numbers and concepts, in their order."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from p2p.agent.assistant.composing.given import Span
from p2p.agent.assistant.language.subjects import Quoted
from p2p.agent.assistant.language.tokens import Token

GIVEN = "G"
"""Stands for the text that the request is about."""
_PARTS = frozenset({"comma", "stop", "semicolon", "break", "dash"})
_SILENT = frozenset({"weak", "fill", "polite", "limit"})
_JOINED = {
    "and": "and",
    "with": "with",
    "by": "with",
    "using": "with",
    "via": "with",
    "for": "for",
    "or": "and",
    "to": "to",
    "as": "as",
    "into": "as",
    "but": "and",
}
_BEFORE_SIGN = frozenset({"with", "between", "start", "end", "around", "join", "instead", "not", "add", "bullet", "weak"})


@dataclass(slots=True)
class Ask:
    """Codes with a number each where they have a value; the values by these numbers."""

    codes: str
    values: list[str] = field(default_factory=list)
    is_exact: set[int] = field(default_factory=set)

    def value(self, code: str) -> str:
        """What a code such as "M3" stands for."""
        return self.values[int(code[1:])]

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """The first place of a pattern, which is gone from the codes."""
        match = pattern.search(self.codes)
        if match is not None:
            self.codes = re.sub(" +", " ", f"{self.codes[: match.start()]} {self.codes[match.end() :]}")
        return match

    def put(self, kind: str, value: str, *, is_exact: bool = False) -> str:
        """The code of a new value."""
        self.values.append(value)
        if is_exact:
            self.is_exact.add(len(self.values) - 1)
        return f"{kind}{len(self.values) - 1}"


def ask_of(tokens: Sequence[Token], span: Span, said: Quoted) -> Ask:
    """The codes of all tokens but those of the text and what describes it."""
    first, last = span.first, span.last
    ask = Ask("")
    codes: list[str] = []
    place = 0
    while place < len(tokens):
        if place == first:
            codes.append(GIVEN)
            place = max(last, place)
            if place >= len(tokens):
                break
            if last > first:
                continue
        if place in span.masked:
            place += 1
            continue
        code, size = _code(ask, tokens, place, said)
        if code[:1] == "M" and not tokens[place].is_plain and codes and re.fullmatch(r"N([2-9]|[1-4]\d)", codes[-1]):
            code = ask.put("M", ask.value(code) * int(codes.pop()[1:]), is_exact=True)
        codes += [code] if code else []
        place += size
    if first >= len(tokens):
        codes.append(GIVEN)
    ask.codes = _merged(ask, f" {' '.join(codes)} ")
    return ask


def _quoted(ask: Ask, text: str) -> str:
    pair = re.fullmatch(r"(<\w+>)(?:\.{3}|…)?(</\w+>)|([\[({<])([\])}>])", text)
    if pair:
        return ask.put("P", f"{pair[1] or pair[3]}\n{pair[2] or pair[4]}")
    is_mark = re.search(r"\w", text) is None and len(text) <= 6
    return ask.put("M" if is_mark else "A", text, is_exact=True)


def _code(ask: Ask, tokens: Sequence[Token], place: int, said: Quoted) -> tuple[str, int]:
    token = tokens[place]
    concept = token.concept
    if concept == "quote":
        return _quoted(ask, said.plain(token.words)), 1
    if concept == "sign":
        return ask.put("M", token.value), 1
    if concept in ("space", "tab"):
        return ask.put("M", " " if concept == "space" else "\t"), 1
    if concept == "pair":
        return ask.put("P", f"{token.value[0]}\n{token.value[1]}"), 1
    before = tokens[place - 1].words if place else ""
    if concept == "dash" and _opens_name(tokens, place):
        return _unknown(ask, tokens, place, said)
    if concept in ("symbol", "dash") and (sign := _literal(tokens, place, said)):
        return ask.put("M", sign), 1
    if re.fullmatch(r"[a-z]", token.words) and before in ("each", "every", "letter", "all"):
        return ask.put("?", token.words), 1
    if concept == "unknown" and (times := re.fullmatch(r"x(\d{1,3})|(\d{1,3})x", token.words)):
        return f"N{times[1] or times[2]} times", 1
    if concept == "unknown":
        return _unknown(ask, tokens, place, said)
    if (
        token.words == "sign"
        and concept == "signoff"
        and (before in ("the", "a", "this") or place + 1 == len(tokens) or tokens[place + 1].concept in ("sign", "symbol"))
    ):
        return "", 1
    if concept == "number":
        return f"N{token.value}", 1
    if concept in ("nth", "last", "middle"):
        return {"nth": f"O{token.value}", "last": "O-1", "middle": "O0"}[concept], 1
    if concept in _PARTS or token.words in ("?", "!", "."):
        return ",", 1
    if concept == "colon":
        return ":", 1
    if (
        concept == "upper"
        and token.words in ("capital", "capital letter", "big letter", "large letter")
        and token.is_plain
        and place
        and tokens[place - 1].words in ("a", "one", "its", "an")
    ):
        return "capitalise", 1
    if token.words in _JOINED:
        return _JOINED[token.words], 1
    return ("" if concept in _SILENT else concept), 1


def _literal(tokens: Sequence[Token], place: int, said: Quoted) -> str | None:
    """A sign that is itself there, where the words around it speak of it."""
    token = tokens[place]
    text = said.text[token.start : token.end]
    if re.fullmatch(r"\([^\w\s()]{1,3}\)", text):
        return None
    if token.words == "=" and place + 1 < len(tokens) and tokens[place + 1].concept == "quote":
        return None
    if token.concept == "symbol":
        return text if len(text) <= 4 else None
    before = tokens[place - 1] if place else None
    after = tokens[place + 1] if place + 1 < len(tokens) else None
    speaks = (before is not None and before.words in ("a", "the", "with", "by", "an", "like", "using", "as", "of")) or (
        after is not None and after.concept in ("between", "start", "sign", "bullet") and place > 0
    )
    return text if speaks else None


def _opens_name(tokens: Sequence[Token], place: int) -> bool:
    """Whether a dash opens a signature."""
    is_signed = any(token.concept in ("signoff", "endline", "below", "newline") and token.words != "sign off" for token in tokens)
    return (
        is_signed
        and place + 1 < len(tokens)
        and tokens[place + 1].concept == "unknown"
        and tokens[place + 1].start - tokens[place].end == 1
    )


def _unknown(ask: Ask, tokens: Sequence[Token], place: int, said: Quoted) -> tuple[str, int]:
    """A run of words that no concept has, with the colon that hangs on it."""
    last = place + 1
    while last < len(tokens) and tokens[last].concept == "unknown":
        last += 1
    end = tokens[last - 1].end
    if (
        last < len(tokens)
        and tokens[last].concept == "colon"
        and last + 1 < len(tokens)
        and tokens[last + 1].concept in ("start", "end", "between", "continue", "join")
    ):
        end, last = tokens[last].end, last + 1
    return ask.put("?", said.plain(said.text[tokens[place].start : end])), last - place


_RUN = re.compile(r" M\d+(?:(?: (?:and|with|join|,|S\+))* M\d+)+(?= )")
_BLANK_BEHIND = re.compile(r" ([A?]\d+) (?:and|with|join) (M\d+)(?= )")


def _merged(ask: Ask, codes: str) -> str:
    """The codes with a run of marks that has blanks, such as "a comma and a space", as one mark."""

    def merge(match: re.Match[str]) -> str:
        marks = re.findall(r"M\d+", match.group())
        if not any(ask.value(mark) == " " for mark in marks):
            return match.group()
        values = [ask.value(mark) for mark in marks]
        if len(values) == 3 and values[1] == "+":
            del values[1]
        return f" {ask.put('M', ''.join(values), is_exact=True)}"

    def hang(match: re.Match[str]) -> str:
        is_blank = ask.value(match[2]) == " "
        return f" {ask.put('A', ask.value(match[1]) + ' ', is_exact=True)}" if is_blank else match.group()

    return re.sub(" +", " ", _BLANK_BEHIND.sub(hang, _RUN.sub(merge, codes)))
