"""The lexicon of what is done to texts: which words mean what, whatever the verb's form."""

import re

from p2p.agent.assistant.language.inflection import verb_forms

_VERBS = {
    "count": "count, tally",
    "reverse": "reverse, mirror, flip, invert, turn round, turn around",
    "sort": "sort, arrange, alphabetise, alphabetize, rank, line up",
    "remove": "remove, delete, strip, drop, erase, omit, eliminate, discard, scrap, clean, cut out, leave out, take out, take away, throw out, throw away, kick out, cross out, weed out, "
              "lose, filter out, clear, wipe, ditch, purge, exclude, leave off, cut, chop off, take off, get rid of, do away with, clear out, rub out, cut away, dispense with",
    "replace": "replace, change, swap, substitute, turn, exchange, convert, switch, trade",
    "join": "join, concatenate, glue, merge, stick, connect, link, string together, put together",
    "split": "split, take apart, break, separate",
    "repeat": "repeat",
    "spell": "spell",
    "upper": "uppercase, shout",
    "lower": "lowercase, uncapitalise, uncapitalize",
    "capital": "capitalise, capitalize",
    "swapcase": "toggle",
    "unique": "dedupe, deduplicate",
    "contain": "contain, include, feature, have",
    "start": "start, begin, open, lead",
    "end": "end, finish, close, conclude",
    "occur": "occur, appear, come up, show up, crop up, turn up, feature",
}  # fmt: skip
TEXT_VERBS = frozenset(
    verb.split()[0]
    for concept, verbs in _VERBS.items()
    if concept not in ("contain", "start", "end", "occur")
    for verb in verbs.split(", ")
)
"""The first words of the verbs that make something of a text."""
_SMALL = r"(?:small|low|short|least|little|tini|few|young|earli)(?:est|er)?"
_BIG = r"(?:big|larg|high|long|great|old|lat)(?:gest|est|ger|er|e)?"
_FRONT = r"(?: (?:one|number|value|word|item|name|of them))? (?:first|in front|at the front|at the top|on top|leading|up front|foremost|to start|at the beginning|at the start|coming first|comes first)"
_PHRASES = {
    "count": r"how many|number of|how often|how frequently|(?:word|letter|character|vowel) ?count|amount of|total of|occurrences?|how long|(?<!by )(?<!order of )length|quantity of|total number",
    "reverse": r"backwards?|back[ -]to[ -]front|in reverse|reversed|revers\w*|(?:from )?right[ -]to[ -]left|(?:the )?other way (?:a)?round|from (?:the |its )?(?:back|end|rear|tail) to (?:the |its )?(?:front|start|beginning|head)|"
               r"last to (?:the )?first|opposite (?:order|direction)|wrong way (?:a)?round|mirror image|inverted order|from behind|turn(?:ed|ing)? .* (?:a)?round|from last to first|tail first|inside out|mirrored|"
               r"from (?:the|its) (?:end|back|rear|tail)|flipped",
    "falling": rf"descending|decreasing|revers\w*|falling|z to a|z-a|{_BIG}{_FRONT}|from (?:the )?{_BIG} (?:one |number )?(?:down )?to|backwards?|downwards?|down|{_BIG} to {_SMALL}|(?:starting|beginning|begin|start) (?:with|from|at) (?:the )?{_BIG}|"
               rf"{_SMALL} (?:last|at the end|at the bottom)|z first",
    "sort": rf"sort\w*|alphabetical\w*|alphabeti[sz]e\w*|ascending|descending|increasing|decreasing|rising|falling|arrange\w*|from (?:the )?(?:a to z|z to a|{_SMALL} (?:one |number )?(?:up )?to|{_BIG} (?:one |number )?(?:down )?to)|a-z|z-a|a to z|z to a|{_SMALL} to {_BIG}|{_BIG} to {_SMALL}|"
            rf"(?:{_SMALL}|{_BIG}){_FRONT}|by (?:size|length|value|alphabet|number of letters)|(?:in )?(?:abc|alphabet|numerical|numeric|dictionary|size|length) order|in order(?: of)?|into order|order (?:by|these|those|them|from|the|this|it|all|of (?:size|length|the alphabet))|order \d|ordered|rank(?:ed)?|numerically|(?:starting|beginning) (?:with|from) (?:the )?(?:{_SMALL}|{_BIG})|"
            rf"as in a dictionary|like in a dictionary",
    "by length": r"(?:by|of) (?:word )?length|short\w*|long\w*|number of letters|fewest letters|most letters",
    "all letters": r"(?:capitali[sz]\w*|upper\w*|big|capitals?|enlarge) (?:every|each|all|all the|every single) letters?",
    "upper": r"upper[- ]?cased?|rais(?:e|ed|es|ing) (?:the|its) case|capitals|capital letters|in capital|(?:every|each|all)(?: the)? letters? (?:in |as |an? |to )?(?:capitals?|upper\w*|big)|(?:all|in|with|to) caps|all-caps|block (?:letters|capitals)|big letters|majuscules?|shout\w*|large letters",
    "lower": r"lower[- ]?cased?|lower(?:ed|s|ing)? (?:the|its) case|in lower|small letters|minuscules?|little letters|(?:in|as|all|to) (?:small|all[ -]lower)|all[ -]lower|(?:no|without) capitals|uncapitali[sz]ed?",
    "uncapitalised": r"(?:no|without|free of|not in|not a single|lose|drop|avoid|rather than|instead of|not)(?: (?:any|the|all|in|using))* (?:capitals?|capital letters?|upper ?case|caps|big letters)",
    "title": r"title[- ]?cased?|title|(?:(?:each|every|all(?: the)?|both) words?|the words)\b.*\b(?:capital\w*|upper\w*|big)|(?:capital\w*|upper\w*|big)\b.*\b(?:each|every|all(?: the)?|both|its) (?:words?|one|of (?:them|these|its words))|capitali[sz]e (?:the )?words|headline|initial capitals|capital initials",
    "sentence case": r"sentence case|(?:first|initial|opening) (?:letter|character)\b.*\b(?:capital\w*|upper\w*|big)|(?:capital\w*|upper\w*|big)\b.*\b(?:first|initial|opening) (?:letter|character)|capitali[sz]e\w*|with a capital",
    "swapcase": r"(?:swap|toggle|invert|switch|flip)\w*\b.*\bcase",
    "case": r"case", "snake": r"snake[ _-]?case", "kebab": r"kebab[ -]?case", "camel": r"camel[ -]?case", "pascal": r"pascal[ -]?case",
    "each word": r"(?:each|every|all the|both|its) (?:single )?words?|letters of (?:each|every)|word for word|word by word",
    "words": r"words?|word ?count|word order|terms", "letters": r"letters?|characters?|chars?|text|string",
    "unique": r"duplicat\w*|repeated|repeat(?:s|ing|itions?)|repetitions?|unique|distinct|doubles?|doubled|dedup\w*|de-dup\w*|only once|just once|twins|double entries|appears? once|a single time|one time each|one of each|"
              r"(?:occurs?|appears?|comes? up|comes?|stands?|listed|is there|are there|there|turns? up|shows? up) (?:more than once|twice|a second time|again|several times|repeatedly|before)|second time|each once|every \w+ once|once each|"
              r"already (?:there|been|seen|listed|said|named)|seen before|copies",
    "longest": r"longest|most letters|most characters", "shortest": r"shortest|fewest letters|least letters|fewest characters",
    "acronym": r"acronym|abbreviat\w*|initialism", "initials": r"initials?|(?:first|starting|opening|leading|initial) letters? of (?:each|every|all|the|its) (?:the )?words?|first letters",
    "vowels": r"vowels?", "digits": r"digits|numbers|numerals",
    "only": r"only|just|extract|keep|pick out|list|find|give|which|what|nothing but",
    "remove": r"without|with no|minus|free of|stripped of|lacking",
    "palindrome": r"palindrom\w*|same (?:forwards?|backwards?|from both|in both|either)|both (?:ways|directions|sides|ends)|(?:reads?|spelt|spelled) (?:the same|alike|identical)|same\b.*\b(?:backwards?|reversed|in reverse|from the (?:right|back|end|other)|right to left|from behind)|either (?:way|direction|end)",
    "anagram": r"anagrams?|same letters|rearrang\w*|made (?:up )?of the same", "pangram": r"pangram|every letter of the alphabet|all (?:26 )?letters of the alphabet",
    "common": r"most (?:common|frequent|often|used|frequently)|appears most|occurs most|commonest",
    "position": r"position|index|place|whereabouts|which letter is|where is|where does|where in",
    "place": r"first|last|final|second|third|middle|penultimate|\d+(?:st|nd|rd|th)|fourth|fifth|sixth|seventh",
    "things": r"items?|entries|elements?|things|names|numbers|values|members|fruits|there|left|remain\w*|of them|many is|many are|words",
}  # fmt: skip


def _patterns() -> dict[str, re.Pattern[str]]:
    said: dict[str, str] = {
        concept: "|".join(re.escape(form) for verb in verbs.split(", ") for form in verb_forms(verb)) for concept, verbs in _VERBS.items()
    }
    for concept, phrases in _PHRASES.items():
        said[concept] = f"{said[concept]}|{phrases}" if concept in said else phrases
    return {concept: re.compile(rf"\b(?:{pattern})\b") for concept, pattern in said.items()}


PATTERNS = _patterns()
"""What says each concept, as a pattern for texts in lower case."""
VERB = {
    concept: rf"\b(?:{'|'.join(re.escape(form) for verb in verbs.split(', ') for form in verb_forms(verb))})\b"
    for concept, verbs in _VERBS.items()
}
"""The verbs of a concept alone."""


def says(ask: str, *concepts: str) -> bool:
    """Whether a request, in lower case, says one of `concepts`."""
    return any(PATTERNS[concept].search(ask) for concept in concepts)


def means_work(ask: str) -> bool:
    """Whether a request, in lower case, says anything that is done to texts."""
    return any(
        pattern.search(ask) for concept, pattern in PATTERNS.items() if concept not in ("only", "contain", "place", "things", "by length")
    )
