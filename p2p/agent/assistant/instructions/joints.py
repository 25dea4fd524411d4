"""What stands between the items of a reply, and how signs are called."""

import re

SIGNS = {
    "asterisk": "*", "star": "*", "dash": "-", "hyphen": "-", "slash": "/", "underscore": "_", "exclamation mark": "!", "exclamation point": "!", "question mark": "?", "full stop": ".",
    "period": ".", "dot": ".", "hash": "#", "hash sign": "#", "hashtag": "#", "pound sign": "#", "plus": "+", "plus sign": "+", "equals sign": "=", "equal sign": "=", "pipe": "|",
    "vertical bar": "|", "tilde": "~", "at sign": "@", "percent sign": "%", "ampersand": "&", "colon": ":", "semicolon": ";", "comma": ",", "ellipsis": "...", "backslash": "\\",
    "dollar sign": "$", "zero": "0", "minus sign": "-", "caret": "^", "apostrophe": "'", "three dots": "...", "arrow": "->", "minus": "-", "bang": "!", "x": "x", "forward slash": "/",
}  # fmt: skip
SIGN = "|".join(sorted(map(re.escape, SIGNS), key=len, reverse=True))
_JOINTS: tuple[tuple[str, str], ...] = (
    (r"\b(?:blank|empty) lines? between\b", "\n\n"),
    (r"\b(?:one|1|each|every|single)(?: \w+)?(?: \w+)? (?:per|a|to a|on (?:a|its own|his own|their own|an own|a separate|a new|one|every|each)) (?:new |separate |own |single )?lines?\b|\b(?:on )?(?:separate|own|different|individual|new|consecutive) lines?\b|\bline by line\b|\b(?:underneath|under|below|beneath|on top of) (?:each|one an?)?\s?other\b|"
     r"\bnew ?lines?\b|\bline breaks?\b|\bper line\b|\beach line\b|\bas lines\b|\bvertical(?:ly)?\b|\ba line each\b|\bin a column\b", "\n"),
    (r"\bcommas?\b[^.]*\b(?:no|without)(?: a| any)? (?:space|blank)s?\b|\bcommas? (?:only|alone)\b|\bjust (?:a )?commas?\b(?! and)", ","),
    (r"\bsemicolons?\b[^.]*\b(?:no|without)(?: a| any)? (?:space|blank)s?\b", ";"),
    (r"\b(?:without|no) (?:any )?(?:spaces?|blanks?|gaps?|separators?)(?: between| in between)?\b(?! after| behind)|\bnothing (?:in )?between\b|\bin one word\b|\bas one word\b|\bdirectly after\b|\bglued\b|\bback to back\b", ""),
    (r"\bcommas?\b|\bcomma-separated\b", ", "),
    (r"\bsemi-?colons?\b", "; "),
    (r"\bspaces? (?:on both sides|around|before and after)[^.]*\b(?:dash|hyphen)|\b(?:dash|hyphen)(?:es|s)? (?:with|and|between|surrounded by|in) (?:spaces|blanks)|\bspaced (?:dash|hyphen)", " - "),
    (r"\b(?:dash(?:es)?|hyphens?|minus signs?)\b|\bhyphenated\b", "-"),
    (r"\b(?:slash(?:es)?|forward slash(?:es)?)\b[^.]*\bspaces?\b", " / "),
    (r"\bslash(?:es)?\b", "/"),
    (r"\b(?:pipes?|vertical bars?)\b[^.]*\bspaces?\b", " | "),
    (r"\b(?:pipes?|vertical bars?)\b", "|"),
    (r"\bunderscores?\b", "_"),
    (r"\bplus(?: signs?|es)?\b[^.]*\bspaces?\b", " + "),
    (r"\bplus(?: signs?|es)?\b", "+"),
    (r"\bampersands?\b[^.]*\bspaces?\b", " & "),
    (r"\bampersands?\b", "&"),
    (r"\barrows?\b", " -> "),
    (r"\b(?:dots?|periods?|full stops?)\b", "."),
    (r"\bcolons?\b", ":"),
    (r"\bthe word 'and'|\bthe word and\b|\b'and' between\b|\bby and\b|\bwith and\b", " and "),
    (r"\bthe word 'or'|\bthe word or\b|\b'or' between\b|\bwith or\b", " or "),
    (r"\btabs?\b", "\t"),
    (r"\b(?:spaces?|blanks?)\b|\bon (?:one|a single|the same) line\b|\bin one line\b|\bin a row\b", " "),
)  # fmt: skip


def joint_in(ask: str) -> str | None:
    """What `ask`, in lower case, wants between items; None where it does not say."""
    return next((joint for pattern, joint in _JOINTS if re.search(pattern, ask)), None)


def sign_named(name: str) -> str | None:
    """The sign of that name, in the singular or in the plural."""
    name = name.casefold().strip()
    return next(
        (SIGNS[form] for form in (name, name.removesuffix("es"), name.removesuffix("s"), name.replace("marks", "mark")) if form in SIGNS),
        None,
    )
