"""A reply that a request gives and that nothing else in it is to change: remarks and questions that are not to be minded, parts that are played."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from p2p.agent.assistant.language.subjects import MAX_ASKING, QUOTE, Quoted, quoted
from p2p.agent.assistant.language.tokens import Token, tokens_of

_SAY = r"(?:say|reply|respond|answer|write|type|print|return|output|send|put|echo|state|read|utter|acknowledge|confirm|reproduce|repeat|give|text|go with|finish with|settle for|choose|pick|have|see|hear|ask)(?:s|ing)?"
_WITH = r"(?:back|me|us|it|this|that|in reply|in return|to (?:this|that|it|me|the question)(?: message)?|instead|with|by (?:typing|saying|writing|replying with)|just|only|simply|exactly|precisely|nothing but|(?:a|an)(?: (?:simple|plain|mere|bare|straight|short))?|the following(?: \w+)?|my)"
_NOUN = r"(?:the |a |one |this |these )?(?:single |exact |simple |plain |mere |bare |one |two |three )?(?:word|words|phrase|text|token|term|sentence|letter|number|line|string|message|expression|reply|answer)s?"
_REPLY = (
    r"(?:your|the|my expected|any) (?:whole |entire |only |sole |complete |full |one )?(?:reply|answer|response|output|message|comment)"
)
_PAYLOAD = rf"(?:(?:{_NOUN}):?\s+)?(?P<payload>{QUOTE}|[^\s,;:.?!␟][^,;:.?!␟]*?)"
_TAIL = r"(?P<tail>(?:\s+(?:instead|only|alone|here|please|now|for me|back|in reply|without (?:the )?quot\w+(?: marks)?|and|with|in|as|all|at|but)\b[^␟]*?)?)"
_OPENS = (
    r"(?:(?:and|but|so|then|or|well|oh|ok|okay|hey|hi|no|nah|nope|actually|anyway|please|pls|kindly|just|simply|only|merely|instead|now|rather|all|hence|therefore|thus|always"
    r"|(?:could|can|would|will) (?:you|u)|you (?:should|are to|must|can|may|will|shall|just|simply|only|have to|need to)|your (?:job|task) is to|i (?:just |only |simply )?(?:want|need|would like|'d like|expect|ask|told)(?: you)?(?: to)?|i'd (?:just )?(?:like|love|prefer|be happy with)(?: you)?(?: to)?"
    r"|all i (?:want|need|ask|expect)(?: from you| of you)? is|let me|instead of (?:any |an )?answer\w*|(?:before|after|when|while) [^,;.]*,|if (?:it|you)[^,;.]*,|maybe,?)\W*)*"
)
_COMMANDS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_OPENS}\b{_SAY}\s*:?(?:\s+{_WITH})*:?\s+{_PAYLOAD}{_TAIL}",
        rf"{_OPENS}(?:i'd be (?:happy|glad) with|all i (?:want|need|ask)(?: from you| of you)?(?: to (?:read|see|hear))? is)(?:\s+{_WITH})*:?\s+{_PAYLOAD}{_TAIL}",
        rf"{_OPENS}{_REPLY} (?:must |should |shall |will |is to |has to |can |may |ought to )?(?:only |just |simply )?(?:be|is|consist of|read|contain|say)(?:\s+{_WITH})*:?\s+{_PAYLOAD}{_TAIL}",
        rf".*\b(?:any|no|every)(?: other)? (?:reply|answer|response|word)s? (?:other than|but|except|besides) {_PAYLOAD}{_TAIL}",
    )
)  # fmt: skip
_IGNORES = re.compile(
    r"\b(?:ignor(?:e|ing)|disregard|overlook|forget|never ?mind|(?:don'?t|do not|dont|needn'?t|need not) (?:\w+ )?(?:bother|answer|do|mind|try|respond|reply|react|follow|read)\w*|pay no (?:attention|heed)|no matter|regardless|whatever|even (?:if|though|when)|"
    r"here (?:is|comes|'s) (?:the|my|a) question|instead of (?:any |an |the )?answer\w*|without answering|unanswered|(?:actually|no),? (?:dont|don't|do not)|(?:translate|explain|add|change|say|comment) nothing|nothing (?:about|else|beyond)|not a (?:thing|word) more)\b|\bquestion\s*:",
    re.IGNORECASE,
)
_INSIDE = re.compile(
    r"\b(?:ignore|disregard|skip|forget|leave out|overlook)\b[^.:;]*\b(?:between|inside|within|in) (?:the |these |two )?(?P<marks>stars|asterisks|(?:round |square |curly |angle )?brackets|parentheses|braces|slashes|dashes|hashes|pipes|underscores)",
    re.IGNORECASE,
)
_MARKS = {
    "stars": r"\*[^*]*\*", "asterisks": r"\*[^*]*\*", "brackets": r"\([^()]*\)|\[[^\[\]]*\]", "round brackets": r"\([^()]*\)", "parentheses": r"\([^()]*\)",
    "square brackets": r"\[[^\[\]]*\]", "curly brackets": r"\{[^{}]*\}", "braces": r"\{[^{}]*\}", "angle brackets": r"<[^<>]*>", "slashes": r"/[^/]*/",
    "dashes": r"-[^-]*-", "hashes": "#[^#]*#", "pipes": r"\|[^|]*\|", "underscores": "_[^_]*_",
}  # fmt: skip
_CLAUSES = re.compile(
    r"(?<=[.?!])\s+|[;\n]\s*|:\s+(?!␟)|\s+[-–—]\s+|,\s+(?=(?:ok|okay|right|please|pls)\b|(?:and |but |so |then |just |simply |only |hence |please |put |write |say |answer |instead |dont |don't |do not )|all |nothing |one word|lower case|no )|\s+and (?=(?:just |simply |only )?(?:answer|reply|say|write|respond|put|print|do not|don't)\b)"
)
_CALLED = re.compile(rf"\b({_SAY}|be|is|this|following)\s*:\s+(?=\S)", re.IGNORECASE)
_TELLS = re.compile(
    r"(?:sorry|sry|(?:i|we|he|she|they|it|there|a|an|the|my|our|his|her|im|i'm|i've|i'll)\b(?!.*\b(?:must|should|shall|is to|has to|needs? to|want|like|expect)\b))",
    re.IGNORECASE,
)
_DENIED = re.compile(
    rf"(?:please |just )?(?:don'?t|do not|never|nor)\b|{_OPENS}(?:say|translate|explain|add|write) nothing (?:about|to|of)\b", re.IGNORECASE
)
_LIMITS = frozenset({"limit", "exact", "not", "fill", "weak", "polite", "comma", "stop", "word", "noun", "number", "letter", "say", "give"})
_DEFINES = re.compile(
    r"\b(?:let|suppose|say|assume)(?: that)? (?P<name>[A-Z]\w*) (?:stands? for|means?|denotes?|represents?|is short for|be|is) (?:the (?:word|phrase|name|text) )?[\"']?(?P<value>[\w-]+(?: [\w-]+){0,3}?)[\"']?(?:[.;,]|(?= and )) ?(?:and |then )*",
    re.IGNORECASE,
)
_UNSAID = re.compile(rf"(?:please |just )?(?:don'?t|do not|never) {_SAY} (?:the word )?(?:{QUOTE}|\w+)$", re.IGNORECASE)
_FORMS = frozenset({"upper", "lower", "title", "capitalise", "pair"})
_VAGUE = re.compile(r"(?:the|my|your|our|this|that|it|its|me|what|which|who|how|when|where|why|all|each|every|whatever|nothing|anything|everything|something|as|if|whether|to|true|yes|no|one|in|on|with|of|by|for|from|both|only|a|an|\d+)\b", re.IGNORECASE)  # fmt: skip
_LANGUAGES = ("JSON", "CSV", "XML", "HTML", "YAML", "SQL")
_SIMPLY = re.compile(r"\b(?:simply|just|merely|only|instead)\b", re.IGNORECASE)
_DESCRIBES = re.compile(r"\b(?:of|that|which|whose|where|words?|letters?|from|in|backwards?|after|before|follow\w*)\b", re.IGNORECASE)
_DENIES = re.compile(r"(?:and |but |with )*(?:no|not|without)\b[^,;]*$", re.IGNORECASE)
_HANGS = re.compile(
    r"(?<!even )\b(?:if|unless|otherwise|whether|whichever|when|times|twice|thrice|depending|should(?! (?:be|only|just|simply|consist|contain|read|say|reply|answer)))\b(?! (?:you|it'?s not too|it is not too|possible|i (?:ask|say|tell|go)))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Command:
    """What is to be said, and the words on its form."""

    text: str
    form: str
    is_quoted: bool = False

    @property
    def request(self) -> str:
        """A request for the same without the rest."""
        return f'say "{self.text}" {self.form}'.strip()


def defined(request: str) -> str:
    """A request with what its placeholder stands for in place of that, as in "Let X stand for the word apple"."""
    match = _DEFINES.search(request)
    if match is None:
        return request
    rest = f"{request[: match.start()]} {request[match.end() :]}".strip()
    return re.sub(rf"\b{re.escape(match['name'])}\b", lambda _: f'"{match["value"]}"', rest)


def command_of(request: str) -> Command | None:
    """The one thing that a request surely wants said, among remarks, questions and orders that are not to be minded; None for any other."""
    said = quoted(request.strip())
    if len(said.text) > MAX_ASKING or _HANGS.search(said.text):
        return None
    text = said.text
    if (inside := _INSIDE.search(text)) and (marks := _MARKS.get(inside["marks"].casefold())):
        text = re.sub(marks, " ", text[: inside.start()]) + ". ignore that. " + re.sub(marks, " ", text[inside.end() :].lstrip(" .:;"))
    text = _CALLED.sub(r"\1 the words ", text)
    clauses = [clause.strip(" ,") for clause in _CLAUSES.split(text) if clause.strip(" ,")]
    ignores = _IGNORES.search(text) is not None
    found = [(place, command) for place, clause in enumerate(clauses) if (command := _command(said, clause, ignores=ignores)) is not None]
    if ignores and len(found) > 1:
        found = [(place, command) for place, command in found if not _is_minded_not(clauses, place)][:1]
    if len(found) != 1:
        return None
    at, command = found[0]
    others = [(place, clause, tokens_of(clause)) for place, clause in enumerate(clauses) if place != at]
    forms = [clause for _, clause, tokens in others if _is_form(tokens)]
    idle = [(clause, tokens) for _, clause, tokens in others if not _is_form(tokens) and not _is_limit(tokens)]
    if not ignores and not all(_is_idle(clause, tokens) for clause, tokens in idle):
        return None
    is_exact = (
        re.search(r"\b(?:just|simply|only|exactly|precisely|word|alone|nothing|whole|entire|sorry|sry)\b", text, re.IGNORECASE) is not None
    )
    is_exact |= any(token.concept == "limit" for _, _, tokens in others if _is_limit(tokens) for token in tokens)
    is_exact |= any(_UNSAID.match(clause) for clause, _ in idle)
    form = " ".join([command.form, *forms]).strip()
    tokens = tokens_of(form)
    is_changed = any(token.concept in _FORMS for token in tokens)
    if not all(token.concept in _LIMITS | _FORMS for token in tokens) and not _DENIES.match(form):
        return None
    return Command(command.text, form if is_changed else "") if command.is_quoted or ignores or is_exact else None


def _is_minded_not(clauses: Sequence[str], place: int) -> bool:
    """Whether a clause is what an earlier one says not to mind."""
    before = clauses[place - 1] if place else ""
    return re.search(r"\bquestion\W*$", before) is not None


def _command(said: Quoted, clause: str, *, ignores: bool) -> Command | None:
    """What a clause wants said; None where it wants nothing said, or something that it only describes."""
    bare = clause.strip(" .!").removesuffix("?").strip(" ()")
    if _DENIED.match(bare):
        return None
    for pattern in _COMMANDS:
        match = pattern.fullmatch(bare)
        if match is None:
            continue
        payload = match["payload"].strip()
        is_named = re.search(r"(?:word|words|phrase|token|term|sentence|letter)s?:?\s*$", bare[: match.start("payload")]) is not None
        is_quoted = re.fullmatch(QUOTE, payload) is not None
        tokens = tokens_of(payload)
        is_bare = (
            all(token.is_content for token in tokens)
            or (payload.isupper() and len(payload) > 1 and payload not in _LANGUAGES)
            or (ignores and _SIMPLY.search(clause) and re.fullmatch(r"\w+", payload) and not _is_limit(tokens))
        ) and not _VAGUE.match(payload)
        if len(tokens) <= 6 and (
            is_quoted or (is_named and not _DESCRIBES.search(payload) and (len(tokens) == 1 or not _is_limit(tokens))) or is_bare
        ):
            return Command(said.plain(payload), match["tail"].strip(" ()").replace("(", ""), is_quoted)
    return None


def _is_form(tokens: Sequence[Token]) -> bool:
    return bool(tokens) and any(token.concept in _FORMS for token in tokens) and all(token.concept in _LIMITS | _FORMS for token in tokens)


def _is_limit(tokens: Sequence[Token]) -> bool:
    return all(token.concept in _LIMITS for token in tokens)


def _is_idle(clause: str, tokens: Sequence[Token]) -> bool:
    """Whether a clause asks for nothing and gives nothing that could be meant."""
    verb = next((token for token in tokens if token.concept not in ("polite", "fill", "weak", "comma")), None)
    if _DENIED.match(clause):
        return _UNSAID.match(clause) is not None or not any(token.concept in _FORMS | {"sign", "space", "quote"} for token in tokens)
    return re.search(QUOTE, clause) is None and (verb is None or verb.concept == "unknown" or _TELLS.match(clause) is not None)
