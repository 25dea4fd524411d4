"""How a turn of a conversation is recognised: something to keep, to forget, to list, a question, a statement."""

import re

from learning.retrieval.words import words
from p2p.agent.assistant.conversation.wishes import released, told_to_keep, wants_everything_gone, wants_everything_listed

_SKIP = r"^(?:\s*(?:ok|okay|so|well|oh|hey|hi|hello|please|and|also|by the way|btw|thanks|thank you|great|right|hmm|um|listen|look|one more thing|another thing|can you|could you|would you|will you|i want you to|i'd like you to|i need you to)\b[\s,:!.-]*)*"
_STORE = re.compile(
    _SKIP
    + r"(?:please\s+)?(?:(?:remember|memori[sz]e|keep in mind|bear in mind|write down|jot down|take note|make note|don't forget|do not forget|never forget|remind yourself|put on record|for the record|fyi|for your information|just so you know|so you know|"
    r"i'll have you know|i should tell you|let me tell you|you should know|know that)\b(?!\s+to\b)|(?:take|make) a note\b(?!\s+to\b)|note(?=\s*:|\s+(?:that|down|this|my|our|the|it))|(?:save|store|keep|record|log|jot)\s+(?:this|that|it|the following|down|in mind|in your memory|a note|the fact)\b|(?:write|put)\s+(?:(?:this|that|it|the following)\s+)?(?:down|in mind|in your (?:memory|notes))\b|(?:save|store|record|log)(?=\s*:))"
    r"(?:\s+(?:this|down|it|the following|of this|please|for me|for later|for yourself|in your memory|in your notes|in mind|the fact|a fact|to yourself|is|as a fact|somewhere|of the fact))*\s*[:,.!-]*\s*(?:that\s+)?(?P<fact>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_STORE_AFTER = re.compile(
    r"^(?P<fact>.+?)[,.;:!]?\s+[-–]?\s*(?:please\s+)?(?:(?:remember|memori[sz]e|note|save|store|keep|write|jot) (?:that|this|it)(?: (?:down|please|for me|for later|in mind))?|keep (?:that|this|it) in mind|don't forget (?:that|it|this)|make a note(?: of (?:that|it))?|bear that in mind|please remember)[.!]*$",
    re.IGNORECASE | re.DOTALL,
)
_ALL = r"(?:everything|all(?: of)?(?: (?:it|that|this|the|your|my|these|those))?(?: (?:facts|notes|things|memories|memory|data|information|you know))?|the whole lot|what(?:ever)? (?:i|you)(?:'ve| have)? (?:told|said|know|stored|saved|remembered)\b.*|your (?:whole |entire )?(?:memory|notes)|the (?:whole )?(?:memory|conversation|slate)|my data|our conversation)"
_FORGET_ALL = re.compile(
    _SKIP
    + rf"(?:now )?(?:forget|delete|erase|clear|wipe|remove|drop|reset|empty|scrap|purge|throw away|discard|destroy)(?: about| out| away| clean)?\s+{_ALL}\b(?!\s+about (?!me\b))|^\W*(?:start (?:over|afresh|again|from scratch)|clean slate|reset|wipe the slate clean|let's start over)\b",
    re.IGNORECASE,
)
_FORGET = re.compile(
    r"(?<!don't )(?<!not )(?<!never )\b(?:forget|strike|delete|erase|remove|scrap|discard|drop|disregard|cross out|unlearn|purge|wipe|get rid of|take out|clear|lose|ignore|throw out|dismiss|cancel)\b(?:\s+(?:about|out|off|that|what i (?:said|told you) about|the (?:fact|note|thing|bit|part|entry)(?: (?:about|that|on|with))?|everything (?:about|on)|all about|any(?:thing)? about|from (?:your )?memory))*\s*(?P<what>[^.;!]*)",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"\b(?:list|show|tell me|give me|recite|recap|summari[sz]e|print|repeat|name|what are|read(?: out| me)?|let me (?:see|hear))\b.*\b(?:(?:all|every|the) (?:the )?(?:stored |saved )?facts?(?: (?:you|that you|i|so far))?\b(?! of)|(?:your|my|all|all the) (?:notes?|memory|memories)|notes you|you(?:'ve| have)? (?:remember\w*|stored|saved|noted|kept|know)|"
    r"what (?:i|you)(?:'ve| have)? (?:told|said|know|remember|stored|saved)|know about me|told you)\b|"
    r"\bwhat (?:do you|did you|have you|all do you|else do you|is it that you|all have you)\b.*\b(?:know|remember\w*|stored?|saved?|noted?|memori[sz]ed?|kept|learn\w*|written|retain\w*)\b(?! (?:about|of|on) (?!me\b|us\b|what\b))|"
    r"\bwhat (?:have i|did i|all have i|all did i) (?:told|tell|said|say|asked you to (?:remember|keep))\b|\bwhat(?:'s| is) (?:in|stored in) (?:your )?(?:memory|notes)\b|\beverything (?:you know|i(?:'ve| have)? (?:told|said)|you(?:'ve| have)? (?:stored|saved|noted|remember\w*))|\bsum up what i (?:told|said)\b",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    r"^\W*(?:(?:so|and|ok|okay|now|well|then|hey|but|oh|right|please|again|also|sorry|hmm|wait|quick|actually|remind me|tell me|can you tell me|could you tell me|do you (?:know|remember|recall)|i forgot|i've forgotten|i can't remember|i wonder|let me know|say|quick question|once more|just|one last thing|may i ask|"
    r"what was it|any idea|have you (?:noted|stored|saved))\b[\s,:-]*)*(?:(?:in|on|at|to|from|for|by|with|about|under|of|into|until|since|near|behind)\s+)?(?:what|which|who|whom|whose|where|when|why|how|do|does|did|is|are|am|was|were|can|could|will|would|should|has|have|had|shall|what's|where's|who's|when's|how's|whats|wheres|whos)\b",
    re.IGNORECASE,
)
_ASKS_BACK = re.compile(
    r"\b(?:remind me|tell me again|tell me|do you (?:know|remember|recall)|i forgot|i've forgotten|i can't (?:remember|recall)|what was (?:it|that)|who is that again|refresh my memory)\b",
    re.IGNORECASE,
)
_NO_STATEMENT = re.compile(
    r"^\W*(?:(?:please|hey|ok|now|and|just|then)\b[\s,]*)*(?:i need (?:a|an|the|this|that|some|someone|somebody|help|you|your|it|more|another)\b|i (?:want|need|would like|wish|'d like|hope|wonder|think you|must ask)(?: you)? to\b|i'd like\b|i want (?:a|an|the|some|my)\b|let's|let|tell|show|give|find|get|make|send|write|open|close|turn|play|book|order|buy|rent|start|stop|begin|run|set|add|put|call\b|"
    r"text\b|post|share|publish|download|upload|fetch|import|export|translate|summari[sz]e|check|block|ban|trust|approve|remove|delete|pay|fund|release|transfer|search|look|recommend|suggest|draft|draw|sing|read|explain|define|compute|calculate|convert|cancel|schedule|"
    r"remind|wake|shuffle|lock|unlock|park|increase|decrease|lower|raise|roll|flip|solve|help|plan|compare|describe|create|generate|invent|name|guess|pick|choose|repeat|say|reply|answer|list|count|sort|reverse|spell|ask|bring|take me|switch|dim|mute|pause|skip|compose|cook|deliver|reserve|arrange|email|mail|phone|ring|google|teach|train|join|connect|delegate|hand|have (?:the|another|someone)|cut|stop)\b",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\b(?:is|are|was|were|am|'s|'re|'m|has|have|had|must|should|need|needs|leaves?|lives?|live|works?|work|takes?|wears?|keeps?|keep|starts?|begins?|ends?|costs?|likes?|loves?|hates?|prefers?|owns?|drives?|parks?|parked|lent|borrowed|owe|owes|gave|put|moved|bought|sold|hid|left|stored|plays?|eats?|drinks?|sleeps?|sits?|stands?|hangs?|lies|goes|"
    r"comes?|arrives?|departs?|opens?|closes?|means|called|weighs?|speaks?|studies|study|teaches|teach|runs?|meets?|stays?|belongs?|contains?|holds?|can't|cannot|don't|doesn't|won't|will|got|changed?|became|expires?|uses?|reads?|wants?|knows?|sings?|grows?|feeds?|collect\w*|visits?|celebrates?|married|broke|lost|found|booked|planned|paid|spent|told|promised|died|adopted|named|signed|joined|finished|turned|turns)\b",
    re.IGNORECASE,
)
_ORDERS = re.compile(
    r"[,;.]\s*(?:please |and |so |just |now |then )*(?:let|set|translate|explain|give|fetch|add|trust|pick|send|fix|pay|summari[sz]e|diagnose|start|stop|begin|look into|keep (?:it|him|her|them) out|find|show|tell|make|call|open|close|turn|book|buy|order|play|put|help|please)\b(?! me )",
    re.IGNORECASE,
)
_SUBJECT_FIRST = re.compile(
    r"^\W*(?:(?:(?i:for|in|on|at|from|during|after|before|since|under|behind|to)) [^,]{2,30}?,? )?(?:(?i:i|we|i'm|i've|i'd|we're|we've|my|our|the|an?|his|her|their|he|she|they|it|it's|this|that|these|those|there|somebody|someone|everyone|nobody|one of)\b|[A-Z][\w-]*(?:'s\b|\s+(?:and [A-Z]\w+ )?(?:is|are|was|were|has|had|have|will|must|should|can|gave|lent|took|put|owes?|likes?|loves?|hates?|prefers?|lives?|works?|plays?|keeps?|wears?|drives?|needs?|wants?|comes?|arrives?|leaves?|speaks?|teaches|eats?|drinks?|got|no longer|moved|sits?|sleeps?|starts?|gets?|takes?|knows?|meets?|owns?|borrowed|bought)\b))"
)
_COPULA_SOON = re.compile(
    r"^\W*(?:(?!(?:which|who|what|where|if|whether|how|that|when|whoever|everyone|please|not|don't|do|did|does|let|see|check|make|verify|ensure|find|print|tell|show|list)\b)[\w'.-]+\s+){1,5}(?:is|are|was|were|has|have|must|should|means|costs?|starts?|ends?|leaves?|belongs?|lives?|goes)\b\s+\S",
    re.IGNORECASE,
)
_NAMED_AFTER = re.compile(
    r"^\W*[^,;:?]{1,40}(?:,|\s[-–—])\s*(?:that(?:'s| is| was)|this is|it(?:'s| is)|is)\s+(?:what|where|when|how|who|why|my|our|the|his|her|their)\b",
    re.IGNORECASE,
)
_REACHED = re.compile(
    r"^\W*(?:you(?:'ll| will| can| may| could)|one can)\s+(?:always\s+)?(?:reach|find|get|contact|see|recogni[sz]e|ring|phone|enter|open)\b",
    re.IGNORECASE,
)
_TELLS = re.compile(r"\b(?:[Ii]|[Ww]e)\s+(?!\W)\w+|^\W*(?:my|our|the|his|her|[A-Z]\w+(?:'s)?)\s+(?:[\w'-]+\s+){0,4}?\w+(?:s|ed)\b\s+\w+")
_HEADED = re.compile(r"^(?:my |the |our )?[\w'-]+(?: [\w'-]+){0,3}\s*[:=]\s+\S", re.IGNORECASE)
_AMENDS = re.compile(
    r"^\W*(?:(?:no|sorry|actually|oh|wait)\b[\s,]*)*(?:make (?:that|it)|change (?:that|it) to|it should be|rather)\s+(?P<what>.+?)[.!]*$",
    re.IGNORECASE,
)
_CORRECTION = re.compile(
    r"\b(?:no,? wait|wait,? no|actually|correction|sorry|changed|change|i meant|i mean|not .{1,40} but|instead|moved|update|updated|from now on|has changed|rather|scratch that|my mistake|i was wrong|that's wrong|that was wrong|no longer|not any ?more|it's now|is now|are now|now|new|oops|in fact|turns out|postponed|rescheduled|switched|make that|anymore|no,|nope)\b",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^\W*(?:(?:and|also|oh|well|no,? wait|wait,? no|wait|no|nope|actually|correction|sorry|changed|change of plan|update|i mean|i meant|scratch that|oops|my mistake|by the way|btw|fyi|ok|okay|so|listen|hey|hi|hello|please|note|i was wrong|that's wrong|that was wrong|in fact|it turns out|turns out|just so you know|remember|that)\b[\s,:!.;-]*)+",
    re.IGNORECASE,
)
_SUBJECT = r"(?:my|our|the|his|her|their|your|i|we|he|she|a|an|[A-Z][\w-]*(?:'s)?|shelf|room|box|drawer|gate|line|bus|train|flight)"
_SPLIT = re.compile(
    rf"(?:,\s*(?:and |but )?|;\s*|\.\s+|!\s+|\s+and\s+)(?!(?:that|this|it|they|he|she|which|because|since|so)\b)(?={_SUBJECT}\s+(?:[\w'-]+\s+){{0,4}}?(?:is|are|was|has|have|am|work|works|live|lives|leaves|keep|keeps|likes|needs?|must|'s|starts|takes|wear|plays?|called|means|drives?|weighs?|costs?|in the|will|got)\b|i'm|it's for)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*[,;]\s+(?:and |but |while |whereas )?|\s+(?:and|but|while|whereas)\s+", re.IGNORECASE)
_GAPPED = re.compile(
    r"^(?P<head>.*?)(?P<one>\b[\w'-]+ (?P<where>on|in|at|for|under|behind|with) (?:the )?[\w'-]+\b[^,;]*?)(?:,|;|\s+and)+\s+(?P<two>[\w'-]+ (?P=where) (?:the )?[\w'-]+\b[^,;]*)$",
    re.IGNORECASE,
)
_LEANS = re.compile(
    r"(?:to|that|this|it|its|they|he|she|which|who|where|when|because|since|so|if|as|then|not|in|on|at|for|of|with|from|by|also|\d+)\b",
    re.IGNORECASE,
)
_PRONOUN_ONLY = re.compile(r"^(?:i|we|he|she|they)\s+\w+\s+(?:it|them|him|her|that)(?:\s+\w+)?$", re.IGNORECASE)
STOP_WORDS = frozenset(
    {
        "a", "an", "the", "is", "are", "was", "were", "am", "be", "been", "do", "does", "did", "i", "you", "me", "my", "mine", "your",
        "we", "our", "us", "it", "its", "he", "she", "they", "them", "his", "her", "their", "this", "that", "these", "those", "of",
        "in", "on", "at", "to", "for", "from", "by", "with", "and", "or", "but", "so", "what", "which", "who", "whom", "whose",
        "where", "when", "why", "how", "can", "could", "will", "would", "should", "shall", "may", "might", "must", "have", "has",
        "had", "not", "no", "please", "tell", "know", "remember", "again", "now", "then", "there", "here", "about", "any", "some",
        "all", "as", "if", "than", "too", "very", "just", "also", "s", "t", "re", "ve", "ll", "d", "m", "got", "get", "go", "anything", "something", "one", "ones", "say", "said", "note", "notes", "recall", "remind", "stored", "there's", "kind",
        "sort", "called", "name's", "into", "up", "out", "own", "other", "much", "many", "does're", "need", "find", "place", "long",
    }
)  # fmt: skip


def to_store(text: str) -> str | None:
    """What the turn wants kept in so many words, or None."""
    stripped = text.strip()
    if stripped.endswith("?") or _ASKS_BACK.search(stripped):
        return None
    if match := _STORE_AFTER.match(stripped):
        return match["fact"].strip()
    if (fact := told_to_keep(stripped)) is not None:
        return fact
    match = _STORE.match(stripped)
    return match["fact"].strip() if match and len(match["fact"]) > 1 else None


def wants_all_forgotten(text: str) -> bool:
    """Whether the turn wants everything forgotten."""
    return _FORGET_ALL.search(text) is not None or wants_everything_gone(text)


def to_forget(text: str) -> str | None:
    """What the turn wants forgotten, or None; the words of the whole turn where it says only "it"."""
    match = _FORGET.search(text)
    if match is None:
        return released(text)
    if text.strip().endswith("?") or re.search(r"\b(?:don't|do not|never) (?:\w+ )?forget\b", text, re.IGNORECASE):
        return None
    what = match["what"].strip()
    is_pronoun = not content_words(what) or re.fullmatch(
        r"(?:it|them|that|her|him|this|those|these)(?: (?:please|now|again|all|too|both))?", what, re.IGNORECASE
    )
    return text[: match.start()] + " " + what if is_pronoun else what


def wants_list(text: str) -> bool:
    """Whether the turn asks for all that is known."""
    return _LIST.search(text) is not None or wants_everything_listed(text)


def is_question(text: str) -> bool:
    """Whether the turn asks."""
    stripped = text.strip()
    return (
        stripped.endswith("?")
        or _QUESTION.match(stripped) is not None
        or _ASKS_BACK.search(stripped) is not None
        or re.search(r"[,;:.]\s*(?:what|which|who|where|when|why|how|can i|do you|is it|should i)\b", stripped, re.IGNORECASE) is not None
    )


def is_statement(text: str) -> bool:
    """Whether the turn tells something."""
    if is_question(text):
        return False
    if re.match(
        r"^\W*(?:please |just |you can |you may |you should |i'd (?:like|prefer) (?:you|it if you)(?: to)? |i want you to |i would (?:like|prefer) you to |could you |everyone |everybody |people |friends |they )*(?:(?:call|called|calls|address|name|nickname|refer to|greet|know) me (?:as |by )?(?!an?\b|the\b|when\b|if\b|at\b|later\b|back\b|in\b|tomorrow\b|on\b)|i go by\b)",
        text,
        re.IGNORECASE,
    ):
        return True
    if _NO_STATEMENT.match(text) is not None or _ORDERS.search(text) is not None or len(text.split()) < 3:
        return False
    plain = _LEAD.sub("", text.strip())
    is_told = _SUBJECT_FIRST.match(plain) is not None and (_VERB.search(plain) or _TELLS.search(plain)) is not None
    return (
        is_told
        or any(pattern.search(plain) is not None for pattern in (_COPULA_SOON, _HEADED, _NAMED_AFTER, _REACHED))
        or _is_of_values(plain)
    )


def is_request(text: str) -> bool:
    """Whether the turn wants something done."""
    return _NO_STATEMENT.match(text) is not None or _ORDERS.search(text) is not None


def _is_of_values(text: str) -> bool:
    """Whether a text has a verb and names something that one tells: a number, a name, a day."""
    has_subject = (
        _VERB.search(text, 1) is not None
        or re.search(r"\b(?:you|i|we|he|she|they) (?!can\b|could\b|will\b|would\b|to\b)[a-z]+\b", text, re.IGNORECASE) is not None
    )
    return has_subject and re.search(r"\d|(?<=[a-z,] )[A-Z]\w", text) is not None


def is_fragment(text: str) -> bool:
    """Whether the turn continues a statement: no verb, and a beginning such as "and" or "from"."""
    return (
        not is_question(text)
        and len(text.split()) <= 12
        and _VERB.search(_LEAD.sub("", text)) is None
        and re.match(
            r"^\W*(?:and|plus|also|as well as|from|at|on|in|with|for|by|but|or|to|behind|under|near|next to|not|oh)\b", text, re.IGNORECASE
        )
        is not None
    )


def amendment(text: str) -> str | None:
    """What the last thing that was told is to be instead, where the turn says so without naming it."""
    match = _AMENDS.match(text.strip())
    return match["what"] if match else None


def is_correction(text: str) -> bool:
    """Whether the turn says that something is otherwise than before."""
    return _CORRECTION.search(text) is not None


def facts_of(text: str) -> list[str]:
    """The facts that a statement tells, each with a subject of its own."""
    plain = _LEAD.sub("", text.strip())
    parts = [part.strip(" ,;") for part in _SPLIT.split(plain) if part.strip(" ,;.!")]
    parts = [clause for part in parts for clause in _clauses_of(part)]
    return [part for part in parts if not _PRONOUN_ONLY.match(part)] or parts


def _clauses_of(text: str) -> list[str]:
    """The parts on both sides of an "and" or a comma where each has a verb behind a subject of its own."""
    if gapped := _GAPPED.match(text):
        return [f"{gapped['head']}{gapped[part].strip(' ,')}" for part in ("one", "two")]
    for joint in _BETWEEN.finditer(text):
        first, second = text[: joint.start()], text[joint.end() :]
        verb = _VERB.search(second, 1)
        if verb and _VERB.search(first, 1) and len(second[: verb.start()].split()) in (1, 2, 3) and not _LEANS.match(second):
            return [first, *_clauses_of(second)]
    return [text]


def content_words(text: str) -> list[str]:
    """The words of a text that say what it is about."""
    return [word for word in words(re.sub(r"(?<=\w)['’](?:s|re|m|ve|ll|d)\b", "", text)) if word not in STOP_WORDS]
