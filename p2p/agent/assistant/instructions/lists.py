"""Replies that are a list in the form that is asked for."""

import re
from collections.abc import Callable

from p2p.agent.assistant.instructions.joints import joint_in
from p2p.agent.assistant.language.numbers import plain_numbers
from p2p.agent.assistant.language.subjects import Quoted, items_of, quoted
from p2p.agent.assistant.tools.text_changes import changed

_BULLETS = re.compile(
    r"\b(?:bullet(?:s|ed)?|bullet ?points?|bulleted|dashed list|as points|unordered list|list with dashes|a dash (?:before|in front of))\b",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"\b(?:a number (?:in front|before|at the (?:start|front))|number(?:ed)? (?:the |these |this |those )?(?:list|items?|lines?|steps?|points?|following|entries)|numbered|number (?:them|these|the following|each)|ordered list|enumerat\w*|with numbers (?:before|in front)|as (?:a )?numbered|1\. 2\. 3\.)\b",
    re.IGNORECASE,
)
_CHECKBOXES = re.compile(r"\b(?:check ?box(?:es)?|check ?list|to-?do list|task list)\b", re.IGNORECASE)
_LETTERED = re.compile(r"\b(?:lettered|with letters|a\) b\)|a, b, c\b.*\bpoints)\b", re.IGNORECASE)
_HASHTAGS = re.compile(r"\b(?:hash ?tags?|with a hash|a hash (?:sign )?(?:before|in front))\b", re.IGNORECASE)
_QUOTED_EACH = re.compile(
    r"\b(?:each|every)\b.*\b(?:in|within|with|between) (?:double |single )?(?:quotes|quotation marks|inverted commas)\b|\b(?:quotes|quotation marks) around (?:each|every)\b|\bquote (?:each|every)\b",
    re.IGNORECASE,
)
_EACH = re.compile(
    r"\b(?:put|add|place|write|prefix|start|begin|with)?\s*(?:an? |the )?(?P<sign>␟\d+␟|star|asterisk|plus|plus sign|arrow|dash|hash|@|exclamation mark|question mark|comma|dot|full stop|period|semicolon|colon|[-*+>#@!?.])(?: sign| symbol)?\s+(?P<where>before|in front of|after|behind|at the end of|at the start of|at the beginning of|to)\s+(?:each|every|all)\b|"
    r"\b(?P<kind>prefix|suffix|start|end|begin|follow)\s+(?:each|every)(?: \w+)?\s+with\s+(?:an? |the )?(?P<sign2>␟\d+␟|[\w-]+|\S)",
    re.IGNORECASE,
)
_PARENTHESES_EACH = re.compile(
    r"\b(?:each|every)\b.*\b(?:in|within|with|by) (?P<kind>parenthes[ei]s|round brackets|brackets|square brackets|angle brackets)|\b(?P<kind2>parenthes[ei]s|brackets) around (?:each|every)\b",
    re.IGNORECASE,
)
_FORMAT = re.compile(
    r"\b(?:list|items?|join(?:ed)?|separat\w*|parted|divided by|lines?|commas?|hyphens?|dash(?:es)?|slash(?:es)?|semicolons?|pipes?|underscores?|plus signs?|connected|linked|combine\w*|column|row|words|"
    r"between|repeat|say|reply|write|return|give|output|print|arrange|glue[d]?|put|show|csv|sorted|sort|reverse\w*|order|drop|first|last|without|only|each|every|following|these|them|all)\b",
    re.IGNORECASE,
)
_DROP = re.compile(
    r"\b(?:drop|skip|leave out|omit|remove|without|except(?: for)?|but not|ignore|delete|leaving out|cut|strike|minus)\b", re.IGNORECASE
)


def list_reply(request: str) -> str | None:
    """The list in `request` in the form that it wants; None where it holds no list, or wants no form."""
    said = quoted(request.strip())
    found = _content(said)
    if found is None:
        return None
    return listed(*found, said)


def listed(ask: str, content: str, said: Quoted) -> str | None:
    """The list in `content` in the form that `ask`, in lower case, wants; None where it wants no form."""
    ask = re.sub(r"\b(?:instead of|rather than|in place of|and not|not) (?:the |an? |any )?\w+", " ", ask)
    items = _words_or_items(ask, content)
    if not items or (not _FORMAT.search(ask) and not _has_form(ask)):
        return None
    chosen = _chosen(ask, items)
    changes = chosen != items
    form = _form(ask, said)
    chosen, is_cased = _cased(ask, chosen)
    joint = joint_in(re.sub(r"\b(?:comma|commas) (?:in|of|from) the\b", "", _without_each(ask)))
    if form is not None:
        return form(chosen, joint)
    if joint is None and not changes and not is_cased:
        return None
    usual = ", " if re.search(r"[,;\n]", content) else " "
    return (usual if joint is None else joint).join(chosen)


def _has_form(ask: str) -> bool:
    return any(pattern.search(ask) for pattern in (_BULLETS, _NUMBERED, _CHECKBOXES, _HASHTAGS, _QUOTED_EACH, _LETTERED))


def _content(said: Quoted) -> tuple[str, str] | None:
    """What is asked, in lower case, and the text of the list."""
    head, colon, tail = said.text.partition(":")
    if colon and tail.strip() and head.strip():
        return head.casefold(), said.plain(tail).strip()
    lines = said.text.strip().splitlines()
    if len(lines) > 1:
        return lines[0].casefold(), said.plain("\n".join(lines[1:]))
    if said.quotes:
        return said.text.casefold(), ", ".join(said.quotes)
    match = re.search(
        r"\b(?:list|items|words|names|say|write|put|give(?: me)?|make|turn|format|show|print|of|with|from|for|join|number|repeat|reply with)\s+(?:the (?:words|items|names) )?(?P<items>[\w-]+(?: [\w-]+)?(?:, [\w-]+(?: [\w-]+)?)+(?:,? and [\w-]+)?|[\w-]+(?:, [\w-]+)* and [\w-]+)\s*(?P<rest>(?:,|as|in|on|with|separated|joined|parted|one|each|into|to|using|without)\b.*)?$",
        said.text,
        re.IGNORECASE,
    )
    if match is None:
        return None
    return (said.text[: match.start("items")] + " " + (match["rest"] or "")).casefold(), re.sub(
        r" (?:as|in|on|with|into)$", "", match["items"]
    )


def _words_or_items(ask: str, content: str) -> list[str]:
    if "," in content or ";" in content or "\n" in content:
        return items_of(content)
    if re.search(r"\b(?:letters?|characters?)\b", ask) and " " not in content:
        return list(content)
    if re.search(r"\bwords?\b|\bswap\b", ask) or _HASHTAGS.search(ask):
        return content.split()
    return items_of(content)


def _chosen(ask: str, items: list[str]) -> list[str]:
    """The items that are wanted, in the order that is."""
    plain = plain_numbers(ask)
    if re.search(r"\b(?:every (?:second|other|2nd)|each second)\b", ask):
        return (
            items[::2]
            if re.search(r"\b(?:starting|beginning|from) (?:with|at)? ?the first\b", ask) or re.search(r"\bother\b", ask)
            else items[1::2]
        )
    if re.search(r"\b(?:swap|switch|exchange|other way round)\b", ask) and len(items) == 2:
        return items[::-1]
    quotes = quoted("")
    for pattern in (_DROP, re.compile(r"\b(?:first|last|second|third|fourth|fifth|middle|only|\d+(?:st|nd|rd|th))\b")):
        if (
            pattern.search(ask)
            and re.search(r"\b(?:first|last|second|third|fourth|fifth|middle|penultimate)\b", ask)
            and re.search(
                r"\b(?:items?|words?|ones?|entry|entries|elements?|names?|two|three|\d|numbers?|drop|skip|only|except|but)\b", ask
            )
        ):
            part = changed(
                re.sub(r"\b(?:skip|except(?: for)?|all but|but not|ignore|leaving out|cut|strike)\b", "remove", _sized(plain)),
                ", ".join(items),
                quotes,
            )
            return [item.strip() for item in part.split(",")] if part else items
    if match := re.search(rf"{_DROP.pattern}\s+(?:the )?(?:item |word |name )?([\w-]+)", ask):
        rest = [item for item in items if item.casefold() != match.group(1)]
        if len(rest) < len(items):
            return rest
    if re.search(r"\b(?:sort\w*|alphabetical\w*|revers\w*|backwards|ascending|descending|duplicates?|opposite order)\b", ask):
        made = changed(ask, ", ".join(items), quotes)
        return items_of(made) if made else items
    return items


def _sized(ask: str) -> str:
    """`ask` with "item" after a bare "first" or "last"."""
    return re.sub(
        r"\b(first|last|second|third|fourth|fifth|middle)\b(?! (?:\d+ )?(?:items?|words?|ones?|entr|elements?|names?|numbers?))",
        r"\1 item",
        ask,
    )


def _cased(ask: str, items: list[str]) -> tuple[list[str], bool]:
    if re.search(r"\b(?:upper ?case|capitals|capital letters|all caps|in caps)\b", ask):
        return [item.upper() for item in items], True
    if re.search(r"\b(?:lower ?case|small letters)\b", ask):
        return [item.lower() for item in items], True
    if re.search(r"\b(?:capitali[sz]ed?|title case|capital letter|first letter)\b", ask):
        return [item[:1].upper() + item[1:] for item in items], True
    return items, False


def _without_each(ask: str) -> str:
    return _EACH.sub(" ", ask)


def _form(ask: str, said: Quoted) -> Callable[[list[str], str | None], str] | None:
    """How the items are written, where more than a joint is asked for."""
    if _CHECKBOXES.search(ask):
        return lambda items, joint: "\n".join(f"- [ ] {item}" for item in items)
    if _BULLETS.search(ask):
        sign = "* " if re.search(r"\b(?:asterisks?|stars?)\b", ask) else "- "
        return lambda items, joint: "\n".join(f"{sign}{item}" for item in items)
    if _NUMBERED.search(ask):
        end = ")" if re.search(r"\b(?:parenthes[ei]s|brackets?|1\))", ask) else "."
        return lambda items, joint: "\n".join(f"{place}{end} {item}" for place, item in enumerate(items, start=1))
    if _LETTERED.search(ask):
        return lambda items, joint: "\n".join(f"{chr(96 + place)}) {item}" for place, item in enumerate(items, start=1))
    if _HASHTAGS.search(ask):
        return lambda items, joint: (joint if joint in ("\n", ", ") else " ").join(f"#{item.replace(' ', '')}" for item in items)
    if _QUOTED_EACH.search(ask):
        mark = "'" if "single" in ask else '"'
        return lambda items, joint: (", " if joint is None else joint).join(f"{mark}{item}{mark}" for item in items)
    if match := _PARENTHESES_EACH.search(ask):
        kind = match["kind"] or match["kind2"] or ""
        first, last = ("[", "]") if kind.startswith(("square", "brackets")) else ("<", ">") if kind.startswith("angle") else ("(", ")")
        return lambda items, joint: (", " if joint is None else joint).join(f"{first}{item}{last}" for item in items)
    if match := _EACH.search(ask):
        return _with_sign(match, said)
    return None


def _with_sign(match: re.Match[str], said: Quoted) -> Callable[[list[str], str | None], str]:
    from p2p.agent.assistant.instructions.joints import sign_named

    name = said.plain(match["sign"] or match["sign2"])
    sign = sign_named(name) or name
    is_after = (match["where"] or "").startswith(("after", "behind", "at the end")) or (match["kind"] or "").casefold() in (
        "suffix",
        "end",
        "follow",
    )
    gap = " " if sign in ("-", "*", "+", ">", "->") and not is_after else ""
    return lambda items, joint: (", " if joint is None else joint).join(
        f"{item}{sign}" if is_after else f"{sign}{gap}{item}" for item in items
    )
