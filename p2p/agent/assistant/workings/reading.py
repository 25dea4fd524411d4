"""What each combination of codes asks for."""

import re
from collections.abc import Callable

from p2p.agent.assistant.language.subjects import Quoted
from p2p.agent.assistant.workings.effects import (
    add_to_each,
    choose_alphabet_end,
    choose_beside,
    choose_edge,
    choose_every,
    choose_extreme,
    choose_frequent,
    choose_outlier,
    choose_place,
    choose_repeated,
    continue_items,
    count_in,
    demand,
    demand_class,
    demand_kind,
    demand_parity,
    demand_size,
    demand_value,
    demand_within,
    double,
    drop_repeated,
    fail,
    prefix_lines,
    remove,
    set_case,
    set_case_of_letter,
    set_order,
    shift_letters,
    swap_places,
    take_initials,
    take_letters,
    take_side,
    turn,
    turn_demands,
)
from p2p.agent.assistant.workings.units import FOUND
from p2p.agent.assistant.workings.work import Work

_X = r"(?:Q\d+|\?\S+|N\S+|S\S+|cap|small|U\.(?:vowel|consonant|digit|number)\*?)"
_U = r"U\.\w+\*?"
_NOT = r"(?:(?P<not>not|but|drop) (?:each )?(?:U\.(?:word|item)\*? )?)?"
_HARMLESS = re.compile(
    r"(?:SRC|say|give|exact|limit|each|keep|to|line|ofthem|K\.\w+\*?|[,.:]|U\.\w+\*?|not|item|word|between|starts|has|top|oneline|continue)$"
)
Effect = Callable[[Work, re.Match[str], Quoted], None]


def read(codes: str, said: Quoted, num_items: int) -> Work | None:
    """What codes ask for of so many items; None where one of them has no part in it."""
    work = Work()
    rest = re.sub(r" example (?:(?!SRC|[.:]).)*|^ \?\S+(?= : )", " ", _without_tails(codes))
    rest = re.sub(r" add (?=O-?\d)", " ", rest)
    rest = re.sub(rf"(?<!O1)(?<!O-1) N{num_items} (?=U\.(?!letter)\w+\*|SRC|\?\S+ SRC|\?\S+ [:,] SRC)", " ", rest)
    for pattern, effect in _RULES:
        while (match := pattern.search(rest)) is not None:
            effect(work, match, said)
            rest = f"{rest[: match.start()]} {rest[match.end() :]}"
            rest = re.sub(r" +", " ", rest)
    rest = _joined(work, _sorted(work, rest))
    if " count " in rest and work.criteria:
        work.is_counted, rest = True, rest.replace(" count ", " ")
    work.is_each |= work.unit == "letter" and bool(work.choices) and " each " in rest
    if "U.capitals" in rest and work.maps:
        rest = rest.replace(" replace ", " ")
        work.is_text, rest = True, re.sub(r" U\.capitals\*?(?= )", "", rest)
    rest = re.sub(r" \?\S+(?= (?:[,:] )?SRC )", "", rest, count=1)
    units = [
        unit
        for unit in re.findall(r"U\.(\w+)", rest)
        if unit not in ("item", "sentence", "line", *(("number", "code") if work.is_asked else ()))
    ]
    if work.unit is None and units:
        work.unit = next((unit for unit in units if unit in FOUND), units[0])
    return work if work.is_asked and not work.is_failed and all(_HARMLESS.match(code) for code in rest.split()) else None


def _without_tails(codes: str) -> str:
    """The codes without the clauses that only say to say no more than what is asked."""
    clauses = re.split(r"(?<= )(?=[,.:] )", codes)
    kept = [
        clause
        for place, clause in enumerate(clauses)
        if (place + 1 < len(clauses) and clauses[place + 1].startswith(": SRC"))
        or not re.fullmatch(r"(?:[,.:] )?(?=.*\b(?:exact|N1|limit|say|give)\b)(?:(?:exact|limit|say|give|N1|not|U\.(?:word|item|letter|number|digit|sentence|code)\*?|after|each|keep) )+", clause.lstrip())
    ]  # fmt: skip
    return f" {' '.join(''.join(kept).split())} "


def _sorted(work: Work, rest: str) -> str:
    """The order that is asked for, wherever its words stand."""
    found = set(rest.split()) & {"sort", "alphabet", "desc", "bylength", "bysize"}
    if found - {"sort", "bylength"} or ("bylength" in found and ("sort" in found or work.order)) or ("sort" in found and not work.order):
        measure = "length" if "bylength" in found else "alphabet" if "alphabet" in found else "size" if found & {"bysize"} else ""
        work.order = work.order or (measure or "natural", "desc" in found or (" reverse " in rest))
        found |= {"reverse"}
    if " reverse " in rest and "reverse" not in found:
        work.changes.append(lambda items: items[::-1])
        work.is_turned = True
    return re.sub(r" (?:sort|alphabet|desc|bylength|bysize|reverse)(?= )", "", rest)


def _joined(work: Work, rest: str) -> str:
    """What is to stand between the items, by the signs, blanks and lines that are still unread."""
    rest = re.sub(r" not P\S\S(?= )", "", rest)
    rest = re.sub(r" not (?:each )?S(?!RC)\S+(?: S(?!RC)\S+)*(?: space)?(?= )", "", rest)
    codes = rest.split()
    signs = [code[1:] for code in codes if code[0] == "S" and code != "SRC"]
    if "json" in codes:
        work.form = "compact" if "nospace" in codes else "json"
    elif "csv" in codes:
        work.form = "csv" if "nospace" in codes or "space" not in codes else ""
        work.joint = ", " if not work.form else None
    elif "numbered" in codes:
        work.form = "numbered)" if {"P()", "paren", "Q1)"} & set(codes) else "numbered."
        rest = re.sub(r" (?:give )?N1(?= )| paren(?= )", "", rest)
    elif "bullets" in codes:
        work.form = f"bullets{signs[0] if signs else '-'}"
    elif "lines" in codes:
        work.joint = "\n"
    elif signs:
        sign = signs[-1 if "replace" in codes else 0]
        is_glued = "nospace" in codes or {"not", "space"} <= set(codes)
        is_spaced = "space" in codes and "replace" not in codes
        is_around = is_spaced and ("around" in codes or sign not in ",;:")
        is_after = re.search(r" S\S (?:after |, |then )?(?:N1 )?(?:exact )?space ", rest) is not None and "around" not in codes
        usual = {",": ", ", ";": "; ", "->": " -> "}
        work.is_usual = not is_spaced
        work.joint = sign if is_glued else f"{sign} " if is_after else f" {sign} " if is_around else usual.get(sign, sign)
    elif "kept" in codes:
        pass
    elif "glue" in codes or "nospace" in codes:
        work.joint = ""
    elif "space" in codes:
        work.joint = " "
    pair = next((code[1:] for code in codes if code[0] == "P"), None)
    if pair and "each" in codes and not work.form:
        work.maps.append(lambda item: f"{pair[0]}{item}{pair[1]}")
        work.is_changed = True
        rest = re.sub(r" P\S\S(?= )| around(?= )| add(?= )| double(?= )| between N2(?= )", "", rest)
    if {"N2", "between"} <= set(codes) and signs:
        work.is_failed = True
    if "P()" in codes and work.form.startswith("numbered"):
        rest = rest.replace(" P() ", " ")
    if signs:
        rest = re.sub(r" (?:after|before|add|replace|around|not space)(?= )", "", rest)
    return re.sub(r" (?:S(?!RC)\S+|space|nospace|lines|glue|json|csv|numbered|bullets|kept)(?= )", "", rest)


def _rule(pattern: str, effect: Effect) -> tuple[re.Pattern[str], Effect]:
    return re.compile(rf"(?<= )(?:{pattern})(?= )"), effect


_RULES = (
    _rule(r"(?:exact )?O(?P<k>-?\d+) (?:U\.letter|U\.item) (?:exact )?(?:upper|cap1?|M\.size\+)(?P<each> each(?: U\.word)?)?(?P<rest> , each (?:small|lower)| , lower)?", set_case_of_letter),
    _rule(r"(?:upper|cap1?) (?:exact )?O(?P<k>-?\d+) U\.letter(?P<each> each(?: U\.word)?)?(?P<rest> , each (?:small|lower)| , lower)?", set_case_of_letter),
    _rule(rf"add (?:{_U} )?(?:N\S+ )?{_X} O-?1|S(?!RC)\S+ O-?1(?! U)", fail),
    _rule(rf"swap O(?P<k>-?\d+) (?:{_U} )?O(?P<l>-?\d+)(?: {_U})?", swap_places),
    _rule(rf"count (?:double )?adjacent|count (?:{_U} )?(?P<word>U\.word )?(?P<x>Q\d+|S(?!RC)\S+|(?<=U\.word )\?\S+|(?<=U\.letter )\?\S+)(?= (?:SRC|[:.,] SRC|has))", count_in),
    _rule(rf"(?P<lines>lines )?(?:add |has |between )*S(?P<sign>(?!RC)\S) (?P<space>space )?before(?P<each> each)?(?: (?P<line>line)| {_U})?", prefix_lines),
    _rule(r"(?P<side>after|before) (?P<last>O-1 )?S(?P<sign>(?!RC)\S)(?= SRC)", take_side),
    _rule("frequent", choose_frequent),
    _rule(r"(?:U\.(?:word|item)\*? )(?P<not>not )(?:U\.letter )?(?P<x>\?\S)", demand_within),
    _rule(r"(?:starts )?(?:reverse|O-1) (?:to |between |ends |, )*O1", turn),
    _rule(rf"O(?P<k>-?1) (?:{_U} )?alphabet", choose_alphabet_end),
    _rule(rf"M\.(?P<measure>\w+)(?P<sign>[+-]) (?:{_U} )?(?:to )?(?:M\.\w+[+-]|O(?P<k>-?1)(?! O))", set_order),
    _rule(r"(?P<not>not )?(?:(?P<how>over|under|atleast|atmost) |exact )?(?<!O1 )(?<!O-1 )N(?P<n>\d+) U\.letter\*?(?! O)", demand_size),
    _rule(rf"{_NOT}(?P<side>starts|ends|has) (?:exact )?(?:U\.letter\*? )?(?P<x>{_X})(?: init)?", demand),
    _rule(rf"{_NOT}(?P<x>{_X}) init", demand_within),
    _rule(rf"{_NOT}(?P<which>even|odd)(?P<length> bylength| U\.number U\.letter\*?)?", demand_parity),
    _rule(rf"{_NOT}(?P<how>over|under|atleast|atmost|multiple) N(?P<n>\d+)", demand_value),
    _rule(rf"{_NOT}(?P<kind>palin|doubled)", demand_kind),
    _rule(rf"(?<=U\.item ){_NOT}(?P<kind>cap)", demand_kind),
    _rule(rf"{_NOT}(?P<kind>cap)(?= U\.(?:word|item)\*)", demand_kind),
    _rule("twice", choose_repeated),
    _rule("outlier", choose_outlier),
    _rule(rf"next(?: next)*(?: N(?P<n>\d+))?(?: {_U})?(?: next)*(?: N(?P<m>\d+))?(?: {_U})?(?: alphabet)?", continue_items),
    _rule(r"(?P<not>not )?(?P<keep>keep |exact )*K\.(?P<kind>\w+)(?P<many>\*?)", demand_class),
    _rule(r"(?P<not>not )(?P<keep>keep |exact )*U\.(?P<kind>weekday|month|number)(?P<many>\*?)", demand_class),
    _rule(rf"{_NOT}E(?P<step>\d)(?: {_U})?(?P<from>(?: SRC)?(?: ,)? starts O1)?", choose_every),
    _rule(r"(?:shift )?(?:each )?(?:U\.letter\*? )?(?:SRC )?(?:N(?P<n>\d+) )?(?:U\.item |add )*shift(?P<sign>[+-])", shift_letters),
    _rule(rf"{_NOT}(?:N(?P<m>\d+) )?O(?P<k>-?\d+)(?: N(?P<n>\d+))?(?: (?P<unit>{_U}))?", choose_place),
    _rule(rf"{_NOT}M\.(?P<measure>\w+)(?P<sign>[+-])", choose_extreme),
    _rule(r"(?P<side>before|after) (?P<x>Q\d+|\?\S+)(?= )(?! each)", choose_beside),
    _rule("but", turn_demands),
    _rule("dedupe", drop_repeated),
    _rule(r"(?<=U\.letter )(?:.{0,12} )?(?P<side>starts|ends) SRC", choose_edge),
    _rule(r"(?:(?<=U\.word ))(?P<side>starts|ends) SRC", choose_edge),
    _rule(r"SRC (?P<side>starts|ends)(?: between)?(?= [,.:]| $)", choose_edge),
    _rule(rf"doubling(?: (?P<unit>{_U}))?", double),
    _rule("initials", take_initials),
    _rule("spell", take_letters),
    _rule(r"(?:add|prefixing) (?:to |after |before |each |between )*(?P<x>Q\d+|\?\S+|S(?!RC)\S+) (?:to |after |before )*each(?: after| before)?", add_to_each),
    _rule(r"(?:add|prefixing) (?:to )?each (?:between )?(?P<x>Q\d+|\?\S+|S(?!RC)\S+)", add_to_each),
    _rule(r"each (?:U\.item )?(?:after|before) (?P<x>Q\d+|\?\S+|S(?!RC)\S+)", add_to_each),
    _rule(r"drop (?:each )?(?P<x>Q\d+|\?\S+|S(?!RC)\S+)", remove),
    _rule("(?P<case>upper|lower|eachcap|cap1|small)", set_case),
)  # fmt: skip
