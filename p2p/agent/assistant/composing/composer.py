"""All replies that a request may ask for, each with what was read for it."""

from collections.abc import Iterator
from dataclasses import dataclass

from p2p.agent.assistant.composing.elements import ask_of
from p2p.agent.assistant.composing.frames import Frame
from p2p.agent.assistant.composing.given import Span
from p2p.agent.assistant.composing.making import made
from p2p.agent.assistant.composing.pairs import pairs_of
from p2p.agent.assistant.composing.rules import frame_of
from p2p.agent.assistant.composing.sequences import lines_of, ranges_of
from p2p.agent.assistant.composing.spans import spans_of
from p2p.agent.assistant.composing.words import WORDS
from p2p.agent.assistant.language.subjects import Quoted, quoted
from p2p.agent.assistant.language.tokens import Token, tokens_of

MAX_LENGTH = 600
"""Nothing is composed of a longer request."""
MAX_REPLY = 2000
"""A longer reply is not composed."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A reply, the place of its text, what was read in the rest, and the words of the request."""

    reply: str
    span: Span
    frame: Frame
    tokens: tuple[Token, ...]


def candidates_of(request: str) -> list[Candidate]:
    """The replies that a request may ask for."""
    if len(request) > MAX_LENGTH:
        return []
    said = quoted(request.strip())
    tokens = tuple(tokens_of(said.text, WORDS))
    found: list[Candidate] = []
    for span in _spans(said, tokens):
        frame = frame_of(ask_of(tokens, span, said), is_list=span.given.is_list)
        reply = made(frame, span.given)
        if reply and len(reply) <= MAX_REPLY:
            found.append(Candidate(reply, span, frame, tokens))
    return found


def _spans(said: Quoted, tokens: tuple[Token, ...]) -> Iterator[Span]:
    yield from pairs_of(said, tokens)
    yield from ranges_of(tokens)
    yield from lines_of(said, tokens)
    yield from spans_of(said, tokens)
