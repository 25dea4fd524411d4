"""The forms of a verb, so that a table of words names each verb once."""

_IRREGULAR = {
    "take": "took taken", "cut": "cut", "put": "put", "split": "split", "rise": "rose risen", "fall": "fell fallen", "grow": "grew grown",
    "go": "went gone", "give": "gave given", "spend": "spent", "lose": "lost", "sell": "sold", "pay": "paid", "eat": "ate eaten",
    "make": "made", "get": "got gotten", "sink": "sank sunk", "shrink": "shrank shrunk", "leave": "left", "throw": "threw thrown",
    "break": "broke broken", "deal": "dealt", "bring": "brought", "come": "came", "write": "wrote written", "read": "read", "say": "said",
    "set": "set", "keep": "kept", "find": "found", "withdraw": "withdrew withdrawn", "spread": "spread", "begin": "began begun", "let": "let",
    "tell": "told", "use": "used", "spell": "spelt spelled", "lay": "laid", "turn": "turned", "have": "had", "hold": "held",
}  # fmt: skip
_VOWELS = "aeiou"


def verb_forms(verb: str) -> tuple[str, ...]:
    """The forms of `verb`, whose particle, as in "take off", stays behind each."""
    base, blank, particle = verb.partition(" ")
    last = base[-1]
    is_doubled = (
        len(base) > 2
        and base[-3] not in _VOWELS
        and base[-2] in _VOWELS
        and last not in f"{_VOWELS}wxy"
        and sum(letter in _VOWELS for letter in base) == 1
    )
    stem = base[:-1] if last == "e" and not base.endswith("ee") else base + last if is_doubled else base
    third = (
        base[:-1] + "ies"
        if last == "y" and base[-2] not in _VOWELS
        else base + ("es" if base.endswith(("s", "x", "z", "ch", "sh")) else "s")
    )
    past = _IRREGULAR.get(base, base[:-1] + "ied" if third.endswith("ies") else stem + "ed").split()
    return tuple(form + blank + particle for form in dict.fromkeys([base, third, stem + "ing", *past]))
