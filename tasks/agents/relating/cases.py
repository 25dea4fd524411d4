"""The labelled conversations: turns, the facts that they tell, and which facts they ask for or make void."""

from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, model_validator

from learning.errors import DataMalformedError
from p2p.agent.assistant.relating.scene import TurnKind
from tasks.data.registry import read_data

CASES = "own/assistant/conversations.jsonl"


class LabelledTurn(BaseModel):
    """A turn. `facts` are the pieces that it tells, which are numbered from 1 through the conversation; `of` are the numbers of the facts that answer it, or that it makes void."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: TurnKind
    text: str
    facts: tuple[str, ...] = ()
    of: tuple[int, ...] = ()


class Conversation(BaseModel):
    """Turns in their order."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    turns: tuple[LabelledTurn, ...]

    @model_validator(mode="after")
    def _speaks_of_facts_that_hold(self) -> Self:
        num_told, voided = 0, set[int]()
        for turn in self.turns:
            if bool(turn.facts) != (turn.kind == "tell") or (turn.of and turn.kind not in ("tell", "ask", "forget")):
                raise ValueError(f"a turn of the kind {turn.kind} has other labels: {turn.text}")
            if any(not 1 <= number <= num_told or number in voided for number in turn.of):
                raise ValueError(f"a fact was not told before, or holds no more: {turn.text}")
            num_told += len(turn.facts)
            voided |= set(turn.of) if turn.kind != "ask" else set()
            voided |= set(range(1, num_told + 1)) if turn.kind == "forget_all" else set()
        return self


def read_conversations(root: Path) -> list[Conversation]:
    """The conversations of `data/own/assistant/conversations.jsonl`.

    Errors: DataMissingError (gates.data.missing), DataAlteredError (gates.data.altered), DataMalformedError (learning.data.malformed).
    """
    found: list[Conversation] = []
    for number, line in enumerate(read_data(root, CASES).decode().rstrip("\n").split("\n"), start=1):
        try:
            found.append(Conversation.model_validate_json(line))
        except ValueError as error:
            raise DataMalformedError(f"line {number} of {CASES}: {error}", line=number) from error
    return found
