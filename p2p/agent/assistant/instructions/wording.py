"""Replies that repeat what is said, with something around it."""

import re

from p2p.agent.assistant.instructions.joints import SIGN, sign_named
from p2p.agent.assistant.language.numbers import number_words
from p2p.agent.assistant.language.subjects import QUOTE, Quoted, quoted
from p2p.agent.assistant.tools.text_changes import changed

_LIMITS = re.compile(
    r"(?:[,;.–-]\s*|\s+)(?:and |but |with |please |do |say |write )*(?:nothing (?:else|more|before|after|less)(?: or (?:less|more|else))?|no more(?: and no less)?|only that|that(?:'s| is) (?:all|it|enough)|only (?:those|that|this|it)|just (?:that|this|those)|"
    r"no (?:other|extra|additional|further) (?:words?|text|characters?|comment(?:s|ary)?)|without (?:any(?:thing)? )?(?:comments?|else|explanations?|additions?|extra words|change)|no (?:comments?|explanations?|punctuation|quotes|changes)|"
    r"please|thanks|thank you|word for word|verbatim|literally|exactly as (?:it is|written|is)|unchanged|as it is|as is|unaltered|in (?:your|the) (?:reply|answer))[.!]*\s*$",
    re.IGNORECASE,
)
_VERB = r"(?:reply|respond|answer|say|repeat|write|output|print|return|echo|type|state|give(?: me)?|send|tell me|speak|display|show|copy|reproduce|put|come back|react|i want you to say|your (?:whole |entire |only )?(?:reply|answer|response) (?:is|must be|should be|has to be|shall be))"
_HOW = (
    r"(?:\s+(?:back|out|with|just|only|exactly|precisely|simply|solely|merely|nothing but|verbatim|literally|after me|to me|me|by|using|in return|again|the|these|this|those|following|single|one|two|three|four|five|six|exact|same|words?|text|string|phrase|"
    r"sentence|line|name|term|letters?|characters?|number|that follows?|as it is|unchanged|word for word|one-word|here|all|of|it|below|and nothing else|nothing else|without changing (?:it|anything)|without changes?|quote|message))*"
)
_EXACT = re.compile(
    rf"^(?:please |now |just |only |simply |you (?:must|should|shall) |i(?:'d| would) like you to |can you |could you )*{_VERB}{_HOW}\s*(?P<joint>[:\n]|\s)\s*(?P<what>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_EXACT_WORDS = re.compile(
    r"\b(?:exactly|precisely|only|just|verbatim|literally|unchanged|word for word|after me|nothing (?:else|but|more)|simply|solely|string|these words|the words?|as it is|as is|the text|the phrase|following|back)\b",
    re.IGNORECASE,
)
_PAIRS = {
    "parenthes": ("(", ")"), "round bracket": ("(", ")"), "square bracket": ("[", "]"), "curly": ("{", "}"), "brace": ("{", "}"), "angle": ("<", ">"), "bracket": ("(", ")"),
    "single quot": ("'", "'"), "double quot": ('"', '"'), "quot": ('"', '"'), "inverted comma": ('"', '"'), "speech mark": ('"', '"'), "asterisk": ("*", "*"), "star": ("*", "*"), "underscore": ("_", "_"), "backtick": ("`", "`"),
    "double asterisk": ("**", "**"), "two asterisks": ("**", "**"), "bold": ("**", "**"), "italic": ("*", "*"), "dash": ("-", "-"), "hash": ("#", "#"), "pipe": ("|", "|"), "slash": ("/", "/"), "tilde": ("~", "~"), "hyphen": ("-", "-"),
    "guillemet": ("«", "»"), "equals": ("=", "="), "exclamation": ("!", "!"), "plus": ("+", "+"), "percent": ("%", "%"), "dollar": ("$", "$"), "colon": (":", ":"),
}  # fmt: skip
_RARE = frozenset(
    {
        "dash", "hash", "pipe", "slash", "tilde", "hyphen", "equals", "exclamation", "plus", "percent", "dollar", "colon",
        "underscore", "star", "asterisk",
    }
)  # fmt: skip
_WRAP = re.compile(
    rf"\b(?:in|into|inside|within|between|with|by|around|wrap\w*|surround\w*|enclos\w*|put|add|place|set|use|quote|bracket|parenthesi[sz]e)\s+(?:an? |the |two |pair of |some )*(?P<kind>{'|'.join(sorted(_PAIRS, key=len, reverse=True))})\w*(?: (?:brackets?|braces|marks?|quotes|quotation marks|signs?))?",
    re.IGNORECASE,
)
_AFFIX_START = re.compile(
    rf"\b(?:(?:start|begin|lead|preface|precede)\w*\b(?:\s+(?:your|the|this|it|answer|reply|response|line|sentence|text|message|off|out))*\s+(?:with|by saying|by writing|by)|(?:prefix|prepend)\b(?:\s+(?:this|it|the text|the line|the sentence|the following))*(?:\s+with)?)\s+"
    rf"(?:an? |the )?(?:word |words |text |label |sign |prefix )?(?P<affix>{QUOTE}|(?:{SIGN})(?:\s+sign)?\b|[^\s,:;]+)(?P<between>[,:]?\s+(?:(?:and|then|,|to|before|in front of)\s+)*(?:(?:continue|go on|follow|carry on|proceed|end|say|write|add|put)\b(?:\s+(?:it|that|with|by|saying|after|this|the (?:text|sentence|line|following)))*\s*)?:?\s*)(?P<what>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_AFFIX_END = re.compile(
    rf"\b(?:end|finish|close|conclude|append|add|suffix|put|terminate|complete|follow|place)\w*\b(?:\s+(?:your|the|this|it|answer|reply|response|line|sentence|text|message|phrase|following|off|by))*(?:\s+(?:with|in|on|by))?\s+(?:an? |the (?:word|words|text|sign) |the |one |a single )?(?P<affix>{QUOTE}|(?:three |two |\d )?(?:{SIGN})(?:e?s)?\b|[^\s,:;]+)(?P<rest>[^:]*?):\s*(?P<what>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_SIGNATURE = re.compile(
    r"\b(?:add|append|put|with|write|sign(?:ed)?|finish|end|close)\b.*?\b(?:signature|line|sign-off|signed|footer|p\.?s\.?|ps|closing)\s+(?:of |as |saying |with |by )?(?P<affix>␟\d+␟|.+?)\s+(?:on|in|as|at|below|under)\s+(?:an? |its own |the )?(?:separate|new|next|second|own|last|extra|following|line|end|it)\b[^:]*:\s*(?P<what>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_SIGNED = re.compile(
    r"\bsign(?:ed)?\s+(?:it |off |this |the text )*(?:with|as|by)\s+(?P<affix>.+?)(?:\s+(?:on|in|at|below)\s+[^:]*)?:\s*(?P<what>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_LINES = re.compile(
    r"(?:^|[\s.,;:(])(?:on |in |as )?(?:the )?(?:(?P<place>first|second|third|fourth|fifth|1st|2nd|3rd|next|last|top|bottom|upper|lower)(?P<line> line)?(?: one)?|line (?P<number>\d|one|two|three|four|five))\s*(?(line)(?::|is|says?|reads?|write|put|,|should (?:be|say|read)|)|(?::|is|says?|reads?|write|put|,|should (?:be|say|read)))\s*",
    re.IGNORECASE,
)


_TURNED_LINES = re.compile(
    r"^(?:please )?(?:write|put|say|print|type|reply with|output|give me)\s+(?P<one>.+?) (?:on|in|as) (?:the first|line (?:one|1)|one)(?: line)?,? (?:and |then )?(?:(?P<three>.+?) (?:on|in|as) the second(?: line)?,? (?:and |then )?)?(?P<two>[^,]+?) (?:on|in|as) (?:the (?:second|third|next|last|other)|line (?:two|2)|another|a second)(?: line)?\W*$",
    re.IGNORECASE,
)
_CASED = re.compile(
    r"^(?:please |just |only )*(?:say|type|write|print|repeat|reply with|output|shout|give me|put|spell)\s+(?:the (?:words?|sentence|phrase|text|line)\s+)?(?P<what>(?!it\b|this\b|that\b|back\b).+?)\s+(?:back )?(?:in|with|using|as) "
    r"(?P<case>(?:all |only )?(?:capitals?|caps|upper[- ]?case|lower[- ]?case|small letters|capital letters|title case|block letters)(?: letters| only)?)\W*$",
    re.IGNORECASE,
)
_IN_WORDS = re.compile(
    r"\b(?:write|spell|say|give|express|put)(?: out| me)?\s+(?:the )?(?:number )?(\d{1,6})(?: out)?\s+(?:as|in|with|using)\s+(?:a |english )?(?:words?|letters)\b|\bspell out (?:the number )?(\d{1,6})\b",
    re.IGNORECASE,
)


_LINE_AFTER = re.compile(
    r"^(?P<what>[^:]+?)(?:[,;.]|\s[-–—])\s+(?:(?:and|then|please)\s+)*(?:add|put|append|write|with|place)\s+(?:an?|another|one more)\s+(?:(?:second|new|separate|last|further|extra|closing|final)\s+)*(?:line|signature)\s+(?:(?:below|under it|underneath)\s+)?"
    r"(?:that (?:says|reads)|saying|reading|with|of|:)\s*:?\s*(?P<affix>.+?)\W*$",
    re.IGNORECASE,
)
_SIGNED_AFTER = re.compile(
    r"^(?:(?:please |just |only )*(?:write|say|print|type|output|reply with|reply|give me|put|send|repeat)(?: out| back)?:?\s+)?(?P<what>[^:]+?)[,;.]?\s+(?:(?:and|then|but)\s+)*(?:sign(?:ed)?|add|put|append|write|place|with|followed by|finish|end)\b"
    r"(?:\s+(?:it|this|that|off|the|a|signature|line|words?|name|with|as|by|of))*:?\s+(?P<affix>[^,:]+?)\s+(?:on|in|as|at)\s+(?:the|a|an|its|their|one)\b[^,:]*\bline(?:\s+(?:below|underneath|under it|after it|of its own|by itself))?\W*$",
    re.IGNORECASE,
)


def structured_reply(request: str) -> str | None:
    """What `request` wants around or under a text; None where it wants nothing of the kind."""
    said = quoted(_without_limits(request))
    return next(
        (found for rule in (_in_words, _lines, _signed, _ended, _wrapped, _started, _in_case) if (found := rule(said)) is not None), None
    )


def _without_limits(request: str) -> str:
    text = request.strip()
    while (shorter := _LIMITS.sub("", text)) != text:
        text = shorter
    return text


def _in_words(said: Quoted) -> str | None:
    match = _IN_WORDS.search(said.text)
    return number_words(int(match[1] or match[2])) if match else None


def _in_case(said: Quoted) -> str | None:
    match = _CASED.match(said.text)
    return changed(f"in {match['case'].casefold()}", said.plain(match["what"]), said) if match else None


def worded_reply(request: str) -> str | None:
    """What `request` wants said, exactly; None where it wants nothing repeated."""
    return _exact(quoted(_without_limits(request)), request)


def _lines(said: Quoted) -> str | None:
    if not re.search(r"\blines?\b", said.text, re.IGNORECASE):
        return None
    if turned := _TURNED_LINES.search(said.text):
        return "\n".join(said.plain(turned[name].strip()) for name in ("one", "two", "three") if turned[name])
    marks = list(_LINES.finditer(said.text))
    if len(marks) < 2:
        return None
    ends = [mark.start() for mark in marks[1:]] + [len(said.text)]
    parts = [said.text[mark.end() : end] for mark, end in zip(marks, ends, strict=True)]
    return "\n".join(said.plain(re.sub(r"(?:[,;.]|,? and|,? then)*\s*$", "", part.strip())) for part in parts)


def _signed(said: Quoted) -> str | None:
    match = _SIGNATURE.search(said.text) or _SIGNED.search(said.text) or _SIGNED_AFTER.match(said.text) or _LINE_AFTER.match(said.text)
    return f"{said.plain(match['what']).strip()}\n{said.plain(match['affix']).strip()}" if match else None


def _wrapped(said: Quoted) -> str | None:
    match = _WRAP.search(said.text)
    if match is None:
        return None
    kind = match["kind"].casefold()
    if kind in _RARE and not re.search(
        r"\b(?:between|around|wrap\w*|surround\w*|enclos\w*|both (?:sides|ends)|either side)\b", said.text, re.IGNORECASE
    ):
        return None
    first, last = _PAIRS[kind]
    if re.search(r"\bdouble (?:asterisks|stars)\b", said.text, re.IGNORECASE):
        first, last = "**", "**"
    what = _subject(said, match)
    return f"{first}{what}{last}" if what else None


def _subject(said: Quoted, match: re.Match[str]) -> str | None:
    """The text that something is put around: behind a colon, in quotes, or beside "the word"."""
    head, colon, tail = said.text.partition(":")
    if colon and tail.strip() and match.start() < len(head):
        return said.plain(tail).strip()
    if said.quotes:
        return said.quotes[-1]
    named = re.search(
        r"\b(?:the )?(?:word|phrase|text|name|number|term|words)\s+(?P<what>.+?)(?=\s+(?:in|into|between|within|inside|with|by)\b|[,.]|$)",
        said.text,
        re.IGNORECASE,
    )
    if named:
        return named["what"].strip()
    around = re.search(
        r"\baround\s+(?:the )?(?P<what>.+?)[.]?$|^(?:please )?(?:put|write|set|wrap|enclose|surround|say|place|type|print)\s+(?P<what2>.+?)\s+(?:in|into|between|within|inside|with|by)\b",
        said.text,
        re.IGNORECASE,
    )
    return (around["what"] or around["what2"]).strip() if around else None


def _ended(said: Quoted) -> str | None:
    match = _AFFIX_END.search(said.text)
    if match is None:
        return _ended_quote(said)
    whole = said.text[: match.start()] + match.group().partition(":")[0]
    if re.search(r"\b(?:start|beginning|front|before|each|every|around)\b", whole, re.IGNORECASE):
        return None
    is_sign = sign_named(re.sub(r"^(?:three|two|\d) ", "", match["affix"].casefold())) is not None or re.search(QUOTE, match["affix"])
    if not is_sign and not re.search(r"\b(?:end|ends|ending|finish\w*|clos\w*|conclud\w*|after|behind)\b", whole, re.IGNORECASE):
        return None
    named = re.sub(r"^(three|two|3|2) ", "", match["affix"].casefold())
    count = 1
    if number := re.match(r"(three|two|\d) ", match["affix"].casefold()):
        count = {"three": 3, "two": 2}.get(number.group(1)) or int(number.group(1))
    sign = sign_named(named)
    what = said.plain(match["what"]).strip()
    if sign is not None and not re.search(QUOTE, match["affix"]):
        return f"{what.rstrip('.') if sign == '.' else what}{sign * count}"
    affix = said.plain(match["affix"])
    if re.search(r"\b(?:new|separate|own|next) line\b|\bline below\b", match["rest"]):
        return f"{what}\n{affix}"
    return f"{what}{'' if not affix[0].isalnum() and affix[0] not in '-(' else ' '}{affix}"


def _ended_quote(said: Quoted) -> str | None:
    """A quotation and the sign that is to stand at its end."""
    if not re.search(r"\b(?:end\w*|finish\w*|after|behind|append\w*|follow\w*|add)\b", said.text, re.IGNORECASE) or len(said.quotes) != 1:
        return None
    sign = re.search(rf"\b(?:an?|the|one) (?P<sign>{SIGN})\b", said.text, re.IGNORECASE)
    is_start = re.search(r"\b(?:start|beginning|front|before|each|every|around|replace|remove)\b", said.text, re.IGNORECASE)
    return f"{said.quotes[0]}{sign_named(sign['sign'])}" if sign and not is_start else None


def _started(said: Quoted) -> str | None:
    match = _AFFIX_START.search(said.text)
    if match is None or re.search(r"\b(?:each|every)\b", said.text, re.IGNORECASE):
        return None
    is_quoted = re.search(QUOTE, match["affix"]) is not None
    if not is_quoted and not re.search(
        r"\b(?:continue|go on|follow|say|write|add|proceed|carry on|in front of|before)\b|:", match["between"], re.IGNORECASE
    ):
        return None
    affix = said.plain(match["affix"])
    what = said.plain(match["what"]).strip()
    sign = None if is_quoted else sign_named(match["affix"].casefold().removesuffix(" sign"))
    if sign is not None:
        return f"{sign}{what}" if sign in "#@!?" else f"{sign} {what}"
    has_colon = (
        match["between"].startswith(":") and not is_quoted and re.search(r"\b(?:continue|say|write|then|add|go on)\b", match["between"])
    )
    return f"{affix}{':' if has_colon else ''} {what}"


def _exact(said: Quoted, request: str) -> str | None:
    match = _EXACT.match(said.text)
    if match is None:
        return None
    what = match["what"].strip()
    is_short = len(what.split()) <= 2 and re.match(
        r"(?:please |just |only )*(?:say|echo|repeat|output|print|type)\b", said.text, re.IGNORECASE
    )
    if not (
        _EXACT_WORDS.search(said.text[: match.start("what")])
        or _LIMITS.search(request)
        or re.fullmatch(QUOTE, what.rstrip("."))
        or match["joint"] == ":"
        or is_short
    ):
        return None
    if re.match(rf"{QUOTE}\W*$", what):
        return said.plain(re.match(QUOTE, what).group())  # pyright: ignore[reportOptionalMemberAccess]
    if match["joint"] != ":" and re.match(
        r"(?:please |just |only )*(?:show|display|give|tell|send|put|type in)\b", said.text, re.IGNORECASE
    ):
        return None
    if re.match(r"(?:what|who|where|when|how|why|which|if|whether)\b", what, re.IGNORECASE):
        return None
    return said.restored(what) if "␟" in what else what
