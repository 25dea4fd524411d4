"""Assistant: a turn of a conversation, answered from tools, memory and documents."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, JsonValue, TypeAdapter

from core.ids import PeerId
from p2p.agent.computing.child import WorkerChild
from p2p.agent.computing.operations import Converse, Said
from p2p.protocols.capability import Limits

TIME_S = 120.0
"""The first turn loads the encoder."""
MAX_TEXT = 2000

Text = Annotated[str, Field(min_length=1, max_length=MAX_TEXT, pattern=r"\S")]


class Turn(BaseModel):
    """What is said, and in which of the asker's conversations."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    text: Text
    conversation: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")] = "default"


class AssistantCapability:
    """Answers each peer in its own conversations, which nobody else can name."""

    name = "assistant"
    summary = "Answers a text: calculates, converts, knows dates, remembers what it is told, and finds it in documents."
    limits = Limits(concurrency=2, queue=16, time_s=TIME_S, keep_s=0.0)
    input: TypeAdapter[Turn | str] = TypeAdapter(Turn | Text)

    def __init__(self, child: WorkerChild) -> None:
        self._child = child

    async def run(self, value: Turn | str, peer: PeerId, /) -> JsonValue:
        """The reply: text, intent, steps, sources, and whether it is a refusal.

        Errors: those of `Conversations.reply`.
        """
        turn = Turn(text=value) if isinstance(value, str) else value
        operation = Converse(conversation=f"{peer}/{turn.conversation}", text=turn.text, today=datetime.now(UTC).astimezone().date())
        return (await self._child.call(operation, Said, TIME_S)).model_dump(mode="json")
