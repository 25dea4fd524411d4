"""What the words that ask say: which concepts, where, and which of them are denied."""

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from p2p.agent.assistant.language.parting import Parting
from p2p.agent.assistant.language.tokens import Token

_VERBS = frozenset(
    {"say", "give", "start", "end", "between", "around", "sort", "drop", "signoff", "numbered", "continue", "keep", "reverse"}
)
_PASSED = frozenset({"weak", "number", "fill", "limit", "polite", "each", "exact"})
LISTED = ("bullet", "numbered", "checkbox", "hashtag", "lettered")
CASED = frozenset({"upper", "lower", "capitalise", "title"})


@dataclass(frozen=True)
class Ask:
    """The words that ask, in their order."""

    tokens: tuple[Token, ...]

    @classmethod
    def of(cls, parting: Parting) -> "Ask":
        """The words that ask in a request that is parted."""
        tokens = _unsaid(parting.ask)
        for place, token in enumerate(tokens):
            before = tokens[:place]
            is_verb = all(other.concept == "polite" for other in before) and any(run.place == place + 1 for run in parting.runs)
            if token.words == "number" and token.is_plain and is_verb:
                tokens[place] = replace(token, concept="numbered")
            if (
                token.concept == "number"
                and before
                and before[-1].words in ("number", "no.", "#")
                and before[-1].is_plain
                and any(other.concept in ("word", "item", "letter") for other in before[-2:-1])
            ):
                tokens[place] = replace(token, concept="nth")
        if _is_numbering(tokens) or (parting.payload is not None and "," in parting.payload and _wants_numbers(tokens)):
            tokens.append(Token("numbered", "", 0, 0, "numbered"))
        return cls(tuple(tokens))

    def has(self, *concepts: str) -> bool:
        """Whether one of the concepts is asked for."""
        return any(True for _ in self.places(*concepts))

    def places(self, *concepts: str) -> Iterator[int]:
        """Where the concepts stand that are asked for."""
        return (place for place, token in enumerate(self.tokens) if token.concept in concepts and place not in self.denied)

    def is_denied(self, *concepts: str) -> bool:
        """Whether one of the concepts is asked to be left away."""
        return any(self.tokens[place].concept in concepts for place in self.denied)

    def clause(self, place: int) -> Sequence[Token]:
        """The words up to the next comma or verb on both sides of a place."""
        return [token for token, number in zip(self.tokens, self._clauses, strict=True) if number == self._clauses[place]]

    def near(self, place: int, *concepts: str) -> bool:
        """Whether one of the concepts stands in the clause of a place."""
        return any(token.concept in concepts for token in self.clause(place))

    def number_before(self, place: int) -> int | None:
        """The number that counts what stands at a place."""
        for token in reversed(self.tokens[max(0, place - 3) : place]):
            if token.concept == "number":
                return int(token.value) if token.value.isdecimal() else None
            if token.concept not in ("fill", "weak", "double", "each", "newline"):
                return None
        return None

    @functools.cached_property
    def denied(self) -> frozenset[int]:
        """The places of what is not wanted: the first concept behind "without", and those joined to it by "or"."""
        found: set[int] = set()
        for start in (place for place, token in enumerate(self.tokens) if token.concept in ("not", "drop")):
            joined = ("or", "nor", "and") if self.tokens[start].words == "instead of" else ("or", "nor")
            for place in range(start + 1, len(self.tokens)):
                token = self.tokens[place]
                if token.concept not in _PASSED:
                    if self.tokens[start].concept == "drop" and token.concept not in ("sign", "space", "pair", "upper", "unique"):
                        break
                    if token.concept in ("comma", "stop", "not"):
                        break
                    found.add(place)
                    if self.tokens[place + 1 : place + 2] and self.tokens[place + 1].words in joined:
                        continue
                    break
        return frozenset(found)

    @functools.cached_property
    def _clauses(self) -> list[int]:
        clauses: list[int] = []
        number = 0
        for place, token in enumerate(self.tokens):
            following = self.tokens[place + 1].concept if place + 1 < len(self.tokens) else ""
            if token.concept in ("comma", "stop", "semicolon", "dash") or (token.words in ("and", "but", "then") and following in _VERBS):
                number += 1
            clauses.append(number)
        return clauses


def _unsaid(tokens: Sequence[Token]) -> list[Token]:
    """The words that ask, where marks only say which text is meant ("the text between the quotes") or where no blank is to be, as filling words."""
    found = list(tokens)
    for place, token in enumerate(tokens):
        before = [near.concept for near in tokens[max(0, place - 3) : place]]
        if token.concept == "pair" and before == ["noun", "between", "weak"]:
            found[place - 2 : place + 1] = [replace(near, concept="fill") for near in tokens[place - 2 : place + 1]]
        if token.concept == "space" and "not" in before:
            end = place + 1
            while end < len(tokens) and tokens[end].concept in ("around", "between", "weak", "sign", "pair"):
                end += 1
            found[place + 1 : end] = [replace(near, concept="fill") for near in tokens[place + 1 : end]]
    return found


def _is_numbering(tokens: Sequence[Token]) -> bool:
    """Whether "1, 2" and so on are named as what is to stand before something."""
    numbers = [token.value for token in tokens if token.concept == "number"]
    return (
        len(numbers) > 1
        and numbers == [str(number + 1) for number in range(len(numbers))]
        and any(token.concept == "start" for token in tokens)
    )


def _wants_numbers(tokens: Sequence[Token]) -> bool:
    """Whether items are to get numbers."""
    return any(
        token.words == "number"
        and not token.is_plain
        and before.concept != "ofthem"
        and before.words not in ("these", "those", "the", "of")
        for before, token in pairwise(tokens)
    ) and not any(token.concept in ("exact", "keep", "between", "sort", "most", "least", "json", "nth", "last") for token in tokens)
