"""One case of each family: what is said to the assistant, and the answer by which it is judged."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from core.parameters import Parameters
from learning.retrieval.corpus import DocumentId

CaseId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
Said = Annotated[str, Field(min_length=1, max_length=2000, pattern=r"\S")]
Tool = Literal["calculator", "units", "dates", "text"]


class Case(Parameters):
    """A case by its name; alone it is a request that is out of scope and has to be refused."""

    id: CaseId
    text: Said


class RetrievalCase(Case):
    """A question, and the one document that answers it."""

    document: DocumentId


class LongContextCase(RetrievalCase):
    """A question whose answer is the passage `answer`, deep inside a long document."""

    answer: Said


class InstructionCase(Case):
    """An instruction and the whole reply: the same characters, or the same JSON value."""

    reply: Said
    format: Literal["text", "json"] = "text"


class ToolCase(Case):
    """A request and its result; `today` is the date on which it is made."""

    tool: Tool
    result: Said
    today: date | None = None


class Step(Parameters):
    """One step of a chain, and its result."""

    tool: Tool
    result: Said


class ChainCase(Case):
    """A request of several steps, in their order; a later one works on the result of an earlier one."""

    steps: Annotated[tuple[Step, ...], Field(min_length=2)]
    today: date | None = None


class Turn(Parameters):
    """What is said, and what the reply says (`contains`) and does not say (`lacks`)."""

    text: Said
    contains: tuple[Said, ...] = ()
    lacks: tuple[Said, ...] = ()


class ConversationCase(Parameters):
    """Turns of one conversation, which begins with an empty memory; it passes when each turn does."""

    id: CaseId
    turns: Annotated[tuple[Turn, ...], Field(min_length=2)]


class Paraphrase(Parameters):
    """A case's request in other words."""

    id: CaseId
    text: Said


class ConversationParaphrase(Parameters):
    """What is said in each turn of a conversation, in other words."""

    id: CaseId
    turns: tuple[Said, ...]
