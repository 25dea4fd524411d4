"""What the assistant answers, and on what it rests."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StepResult:
    """One step that a tool did."""

    tool: str
    result: str


@dataclass(frozen=True, slots=True)
class Source:
    """The passage of a document that an answer rests on; a greater `score` is a better one."""

    document: str
    passage: str
    score: float


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer; `steps` are those of its tools, in order, `sources` its documents, the best first."""

    text: str
    intent: str
    is_refused: bool = False
    steps: tuple[StepResult, ...] = ()
    sources: tuple[Source, ...] = ()
