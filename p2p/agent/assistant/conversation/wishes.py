"""What a turn wants done with the memory, by the kind of words in its clauses and not by their order."""

import re

_KEEPING = frozenset(
    {
        "remember", "remembered", "memorise", "memorize", "memorised", "memorized", "note", "noted", "notes", "save", "saved", "store",
        "stored", "keep", "keeping", "kept", "record", "recorded", "log", "logged", "jot", "mind", "memory", "memories", "retain",
        "forget", "fyi", "track", "register", "information", "info", "file", "notebook", "heads", "bear", "hold", "reminder", "know",
        "knowing", "notice", "aware", "learn", "remind",
    }
)  # fmt: skip
_FILLERS = frozenset(
    {
        "a", "an", "the", "i", "i'd", "i'll", "i'm", "i've", "you", "you'll", "your", "yourself", "me", "my", "we", "us", "it", "its",
        "this", "that", "these", "those", "them", "they", "is", "are", "be", "am", "was", "do", "does", "don't", "dont", "not", "never",
        "no", "of", "in", "on", "at", "to", "for", "from", "by", "with", "and", "or", "but", "so", "what", "which", "can", "could",
        "will", "would", "should", "shall", "may", "might", "must", "have", "has", "had", "please", "kindly", "thanks", "thank", "hey",
        "hi", "hello", "ok", "okay", "well", "now", "here", "there", "then", "want", "like", "need", "let", "let's", "lets", "get",
        "make", "take", "put", "add", "write", "down", "up", "something", "thing", "things", "one", "fact", "facts", "following",
        "later", "future", "reference", "mental", "just", "good", "great", "sure", "safe", "quick", "also", "too", "as", "some", "more",
        "another", "about", "all", "right", "very", "important", "useful", "worth", "tell", "telling", "told", "give", "say", "said",
        "own", "somewhere", "next", "time", "when", "if", "ask", "asked", "moment", "head", "away", "go", "won't", "back", "longer",
        "list", "case", "keep", "point", "short", "little", "bit", "news", "before", "need're", "along", "only",
    }
)  # fmt: skip
_STRONG = frozenset(_KEEPING - {"mind", "know", "keep", "hold", "forget", "file", "track", "learn", "aware", "knowing", "notice"})
_LEAD_END = re.compile(r"\s*:\s*|\s+[-–—]+\s*|,\s+|[.!;]\s+|\s+(?:that|how)\s+|\s+(?=(?:my|our)\s)")
_TAIL = re.compile(r"^(?P<rest>.+?)(?:\s*[,;.!]\s*|\s+[-–—]+\s*)(?P<tail>[^,;.:!]{2,70})[.!]*$", re.DOTALL)
_FORGETTING = (
    r"(?:forget|strike|delete|erase|remove|scrap|discard|drop|disregard|cross|unlearn|purge|wipe|get rid|clear|lose|ignore|dismiss|cancel|bin|dump|ditch|trash|let go|expunge|shred|take back|retract|throw|toss|chuck|"
    r"cut|leave out|rub out|blot|void|undo|scratch)"
)
_RELEASE = re.compile(
    r"\b(?:no longer|don't|do not|needn't|need not|not|stop|never|no (?:need|reason)|without having)\b(?:\s+(?:have|need|want|you|to|any|longer|more))*\s+(?:remember|keep|know|stor|hold|retain|not|mind|sav|need)\w*"
    r"(?:\s+(?:in mind|track of|about|on to|onto|that|the fact that))*\s+(?P<what>.+)",
    re.IGNORECASE,
)
_POINTS = re.compile(
    r"\b(?:this|that|it|these|those|them|please|record|information|info|fyi|later|future|note|memory|memories)\b", re.IGNORECASE
)
_RELEASED = re.compile(
    r"\b(?:no longer|(?:don't|do not|needn't) (?:have|need|want)|needn't|stop|no (?:need|reason)|should i|shall i|do you|can i)\b",
    re.IGNORECASE,
)
_OVER = re.compile(
    r"(?P<what>.+?)\s+(?:(?:is|are|was|were|has become|have become)\s+)?(?:can (?:go|be (?:forgotten|deleted|dropped|erased|removed|struck|scrapped))|(?:should|must|may|needs to) (?:go|be (?:forgotten|deleted|dropped|erased|removed|struck|scrapped))|"
    r"(?:is |are )?no longer (?:relevant|needed|valid|true|required|important|necessary|of interest)|(?:isn't|aren't|not) (?:relevant|needed|valid|true|required|important|necessary) any ?more|(?:doesn't|don't) (?:matter|count|apply) any ?more)\b",
    re.IGNORECASE,
)
_ALL = frozenset(
    {
        "everything", "all", "whole", "entire", "anything", "each", "every", "slate", "memory", "notes", "lot", "complete", "total",
        "completely", "entirely",
    }
)  # fmt: skip
_SWEEPING = _KEEPING | frozenset(
    {
        "know", "known", "knows", "learned", "learnt", "heard", "told", "tell", "telling", "said", "say", "saying", "stored", "saved",
        "noted", "remember", "remembered", "kept", "recorded", "written", "wrote", "so", "far", "until", "till", "up", "now",
        "conversation", "chat", "facts", "data", "information", "info", "here", "today", "mind", "head", "talked", "discussed",
        "mentioned", "shared", "clean", "fresh", "blank", "empty", "over", "again", "start", "afresh", "scratch", "zero", "reset",
    }
)  # fmt: skip
_ERASING = frozenset(
    {
        "forget", "delete", "erase", "clear", "wipe", "remove", "drop", "reset", "empty", "scrap", "purge", "discard", "destroy",
        "strike", "dump", "bin", "ditch", "trash", "lose", "ignore", "disregard", "blank", "start", "fresh", "afresh", "clean", "rid",
        "throw", "toss", "shred", "unlearn",
    }
)  # fmt: skip
_LISTING = frozenset(
    {
        "list", "show", "tell", "give", "recite", "recap", "summarise", "summarize", "summary", "overview", "print", "repeat", "name",
        "read", "what", "which", "everything", "all", "every", "each", "anything", "let", "hear", "run", "go", "inventory", "say",
    }
)  # fmt: skip
_LISTED = frozenset(
    {
        "know", "known", "learned", "learnt", "remember", "remembered", "remembers", "stored", "saved", "noted", "notes", "note",
        "kept", "recorded", "written", "memory", "memories", "facts", "fact", "told", "said", "mentioned", "shared", "information",
        "info", "knowledge", "memorised", "memorized", "retained", "gathered", "collected", "storing", "keeping", "holding",
    }
)  # fmt: skip
_LIST_FILLERS = frozenset(
    {
        "far", "until", "till", "present", "currently", "through", "over", "aloud", "out", "contents", "content", "details", "data",
        "items", "bits", "record", "conversation", "chat", "complete", "full", "entire", "whole", "single", "been", "being", "gave",
        "sum", "hold", "holding", "stuff", "got", "everything's", "do", "did", "altogether", "total", "exactly", "anyone", "person",
        "user", "records", "back", "one", "aware", "ever", "already",
    }
)  # fmt: skip


def told_to_keep(text: str) -> str | None:
    """What a turn tells beside a clause that only asks to keep it; None where there is no such clause."""
    stripped = text.strip()
    leads = [end for end in _LEAD_END.finditer(stripped) if end.end() < len(stripped) and _only_asks_to_keep(stripped[: end.start()])]
    if leads:
        return re.sub(r"^that\s+", "", stripped[leads[-1].end() :].strip(" ,;:-–"))
    match = _TAIL.match(stripped)
    if match and _POINTS.search(match["tail"]) and _only_asks_to_keep(match["tail"]):
        return match["rest"].strip(" ,;:-–")
    return None


def wants_everything_gone(text: str) -> bool:
    """Whether nothing is said but that all is to be forgotten."""
    words = _words(text)
    return (
        bool(words & _ERASING)
        and bool(words & (_ALL | {"afresh", "fresh", "slate"}))
        and words <= _ALL | _SWEEPING | _ERASING | _FILLERS
        and not re.search(r"\b(?:don't|do not|never) (?:\w+ )?forget\b", text, re.IGNORECASE)
    )


def wants_everything_listed(text: str) -> bool:
    """Whether nothing is asked but what is known."""
    words = _words(text)
    return bool(words & _LISTING) and bool(words & _LISTED) and words <= _LISTING | _LISTED | _LIST_FILLERS | _FILLERS | _ALL | _KEEPING


def released(text: str) -> str | None:
    """What the turn says need not be kept any longer, in whatever words; None where it says nothing of the kind."""
    if text.strip().endswith("?") or re.search(r"\b(?:don't|do not|never) (?:\w+ )?forget\b", text, re.IGNORECASE):
        return None
    if match := _RELEASE.search(text):
        return re.sub(r"\b(?:any ?more|any longer)\b", "", match["what"]).strip(" .!,")
    if match := _OVER.search(text):
        return match["what"]
    match = re.search(
        rf"\b{_FORGETTING}\b(?=\s+(?:off|out|away|the|my|our|that|this|it|them|her|him|all|everything|any|what|about|of)\b)",
        text,
        re.IGNORECASE,
    )
    return f"{text[: match.start()]} {text[match.end() :]}" if match else None


def _only_asks_to_keep(clause: str) -> bool:
    words = _words(clause)
    if _RELEASED.search(clause):
        return False
    is_negated = re.search(r"\b(?:don't|do not|never|not)\b[^.]*\bforget\b", clause, re.IGNORECASE) is not None
    is_kept = (
        bool(words & _STRONG)
        or is_negated
        or re.search(
            r"\b(?:keep|hold|write|put|take|get) (?:\w+ ){0,3}(?:down|in mind|on (?:to|file)|track)\b|\byou (?:should|must|need to|ought to|may want to) know\b",
            clause,
            re.IGNORECASE,
        )
    )
    return bool(is_kept) and words <= _KEEPING | _FILLERS


def _words(text: str) -> set[str]:
    return set(re.findall(r"[a-z]+(?:'[a-z]+)?", text.casefold().replace("’", "'")))
