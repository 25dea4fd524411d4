"""What the assistant answers, and on what it rests."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StepResult:
    """One step that a tool did."""

    tool: str
    result: str


@dataclass(frozen=True, slots=True)
class Source:
    """A passage of a document; a greater `score` is a better one."""

    document: str
    passage: str
    score: float


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer; `steps` are those of its tools, in order.

    `sources` are the documents that it rests on, the best first; where it rests on none, those that were nearest.
    """

    text: str
    intent: str
    is_refused: bool = False
    steps: tuple[StepResult, ...] = ()
    sources: tuple[Source, ...] = ()
