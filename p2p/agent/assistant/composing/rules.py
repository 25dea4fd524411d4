"""What the codes of a request ask to be made of its text."""

import re
from collections.abc import Callable

from p2p.agent.assistant.composing.effects import (
    alternate,
    deny,
    drop_place,
    embrace,
    exchange,
    extend,
    join,
    keep,
    keep_place,
    label,
    leave_out,
    put_after,
    put_before,
    put_free,
    put_on_lines,
    remove,
    repeat,
    say_times,
    set_case_at,
    sign,
    wrap,
)
from p2p.agent.assistant.composing.elements import Ask
from p2p.agent.assistant.composing.frames import Frame

Effect = Callable[[Frame, Ask, re.Match[str]], None]
_T = r"(?:[MA?])\d+"
_P = r"P\d+"
_EACH = r"(?: (?:each|ofthem|item|word|them|letter|line|rows|text))*"
_CONCEPTS = {
    "upper": ("case", "upper"), "lower": ("case", "lower"), "title": ("case", "title"), "capitalise": ("case", "cap"), "bullet": ("label", "-"), "numbered": ("label", "1"),
    "lettered": ("label", "a"), "checkbox": ("label", "- [ ]"), "hashtag": ("label", "#"), "sort": ("order", "sort"), "spell": ("is_spelled", True), "initials": ("is_initials", True),
    "json": ("is_json", True), "csv": ("is_csv", True), "inwords": ("in_words", True), "unique": ("is_unique", True), "reverse": ("is_turned", True), "nospace": ("is_glued", True), "glued": ("is_glued", True),
    "spaced": ("is_spaced", True),
}  # fmt: skip
_HARMLESS = re.compile(
    r"(?:G|list|,|:|and|with|for|to|as|say|give|exact|text|word|item|letter|line|each|digits|join|N1|fill|keep|where|count|rows)$"
)


def frame_of(ask: Ask, *, is_list: bool) -> Frame:
    """The parts of a reply that the codes ask for; `num_left` are those that have no part in it."""
    frame = Frame(
        is_list=is_list,
        is_glued=" nospace " in ask.codes or " glued " in ask.codes,
        is_of_words=re.search(r" each (?:text )?word ", ask.codes) is not None,
    )
    frame.is_alternate = " alternate " in ask.codes
    for pattern, effect in _RULES:
        while (match := ask.take(pattern)) is not None:
            effect(frame, ask, match)
            frame.num_done += 1
            if len(ask.values) > 200:
                break
    frame.is_each = " each " in ask.codes or " item " in ask.codes
    if "each" in ask.codes and "capitalise" in ask.codes:
        ask.codes = ask.codes.replace(" capitalise ", " title ").replace(" start ", " ")
    for code in ask.codes.split():
        if code in _CONCEPTS and code not in frame.denied:
            name, value = _CONCEPTS[code]
            if name == "label" and frame.label:
                continue
            setattr(frame, name, value)
            frame.num_done += 1
        elif code == "descending":
            frame.order, frame.is_falling = "sort", True
            frame.num_done += 1
        elif code == "swap":
            frame.is_swapped = True
            frame.num_done += 1
        elif code in ("word", "letter", "item", "line") and not frame.unit:
            frame.unit = code
        elif re.fullmatch(r"N([2-9]|[1-9]\d)", code) and not is_list and not frame.times and not frame.kept:
            frame.times = int(code[1:])
        if code[0] == "?":
            frame.num_unknown += 1
        elif code not in _CONCEPTS and not _HARMLESS.match(code) and code not in ("descending", "swap"):
            frame.num_left += 1
    return frame


def _rule(pattern: str, effect: Effect) -> tuple[re.Pattern[str], Effect]:
    return re.compile(rf"(?<= )(?:{pattern})(?= )"), effect


_RULES = (
    _rule(r"(?:not|drop) (?P<what>(?:each )?(?:exact )?(?:M\d+|upper|lower|bullet|numbered|hashtag|checkbox|json|digits|inwords|newline|sort)(?: (?:and|,) (?:not )?M\d+(?= ,| $))*(?: (?:end|after))?)(?! (?:between|with))", deny),
    _rule(r"keep M\d+", keep),
    _rule(r"alternate(?: (?:word|item|letter))?(?: ,)?(?: start(?: with)?(?: O(?P<first>\d))?)?", alternate),
    _rule(rf"(?:signoff|endline)(?: (?:endline|newline|with|and|,|give|say|signoff|line|as))* (?P<m>{_T})(?! (?:start|between))|(?P<m2>{_T})(?: (?:give|as|on))*(?: ,)? (?:signoff|endline)(?: newline)?", sign),
    _rule(r"(?:N1 )?(?:each )?(?:(?:on|in) )?newline(?: each)?", put_on_lines),
    _rule(r"N(?P<n>\d+) (?P<rows>rows)(?= (?:of )?G)", say_times),
    _rule(r"N(?P<n>\d+) times|times N(?P<m>\d+)|twice|thrice|(?<=G )times N(?P<o>\d+)", repeat),
    _rule(r"(?<!O\d )(?<!O-1 )(?<!step )N(?P<n>[2-9]|\d\d+)(?: (?:each|word|letter|text))*(?= G )", say_times),
    _rule(r"(?:exact )?(?:O(?P<k>-?\d+) )(?P<unit>word|letter|item) (?:exact )?(?:as )?(?:give )?(?P<case>upper|lower|capitalise)|(?P<case2>upper|capitalise) (?:exact )?O(?P<k2>-?\d+) (?P<unit2>word|letter)", set_case_at),
    _rule(rf"(?P<kind>numbered|lettered|bullet)(?: (?:with|as|item|each|start|and|newline|,))*(?: (?P<m>M\d+)| (?P<p>{_P}))(?: (?:after|end))?(?! (?:between))", label),
    _rule(rf"(?:(?P<m>M\d+)|(?P<p>{_P}))(?: (?:as|with|for))? (?P<kind>numbered|lettered|bullet)", label),
    _rule(rf"(?P<p>{_P})(?: (?:give|add|with|around|start|end|after|to|as|exact|for))*{_EACH}", wrap),
    _rule(rf"(?P<m>{_T}) (?:and|,)? ?(?P<n>{_T}) (?:around|between)(?: (?:the|each|word|item|text))*(?= G)", embrace),
    _rule(rf"(?P<m>M\d+) (?:around|start and end|start and (?:N\d+ )?(?:M\d+ )?end){_EACH}|around{_EACH}(?: (?:with|G|by|word|N2))* (?P<m2>M\d+)(?! between)", embrace),
    _rule(rf"(?P<old>{_T}) replace (?:with )?(?P<new>{_T})", exchange),
    _rule(rf"(?:replace|swap|give) (?:each )?(?:word )?(?P<old>{_T})(?: where)?(?: (?:with|for|as|to|between|and))+(?: word| newline)? ?(?P<new>{_T}|newline)", exchange),
    _rule(rf"where (?P<old>{_T})(?: (?:replace|say|give|with|,))+ (?P<new>{_T})", exchange),
    _rule(rf"(?P<new>{_T}|newline) (?:instead|where)(?: (?:each|word|text))* (?P<old>{_T})", exchange),
    _rule(r"not (?:each )?(?:word |item )?(?P<old>[A?]\d+)", leave_out),
    _rule(r"(?:drop|not) (?:exact )?(?:O(?P<k>-?\d+))(?: N(?P<n>\d+))?(?: and O(?P<l>-?\d+))?(?P<unit> item| word| letter)?(?! \?)", drop_place),
    _rule(r"(?:drop|not) (?P<what>P\d+)", deny),
    _rule(rf"(?:give )?(?P<m>{_T})(?: (?:to|as))? (?P<side>start|end)(?: (?:text|item))* list", extend),
    _rule(rf"drop (?:each )?(?:O1 |O-1 )?(?:word |end )?(?P<old>{_T})", remove),
    _rule(rf"(?P<m>{_T}|newline)(?: (?:and|with|give|each|start|a))*? between{_EACH}|between{_EACH}(?: (?:G|with|by|exact|and|each|text|digits|count|item|N2))* (?P<m2>{_T})", join),
    _rule(rf"(?P<m>{_T})(?: (?:give|add|on|to))*? (?:end|after){_EACH}|(?:add|after|end)(?: (?:each|item|word|letter|G|with|add|to|give|as|by|text))* (?P<m2>{_T})(?! (?:start|between))|(?P<m3>{_T}) (?:signoff|endline)|(?:signoff|endline)(?: (?:endline|newline|with|and|,|G|give|say|signoff|line))* (?P<m4>{_T})", put_after),
    _rule(rf"(?P<m>{_T})(?: (?:start|on|to|give))*? start{_EACH}|start(?: (?:each|item|word|letter|G|with|give|as|by|text|line|end))* (?P<m2>{_T})(?! (?:end|between))", put_before),
    _rule(r"(?:(?:exact|keep|give|say|item) )*O(?P<k>-?\d+)(?: N(?P<n>\d+))?(?: and O(?P<l>-?\d+))?(?P<unit> item| word| letter)?", keep_place),
    _rule(r"with (?P<m>M\d+)|(?P<m2>M\d+)", put_free),
)  # fmt: skip
