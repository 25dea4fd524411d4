"""The local API's words about capabilities, which are also what the tasks `capabilities` and `status` answer."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, JsonValue, TypeAdapter

MAX_CAPABILITIES = 256

Name = Annotated[str, Field(max_length=128)]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class LimitFacts(_Value):
    """What one capability grants: runs at once, tasks that wait, seconds for one run."""

    concurrency: int
    queue: int
    time_s: float


class CapabilityFacts(_Value):
    """What an agent can be asked to do; `input` is the JSON Schema of what it asks for."""

    name: Name
    summary: str = Field(max_length=1024)
    input: dict[str, JsonValue]
    limits: LimitFacts


CAPABILITIES: TypeAdapter[list[CapabilityFacts]] = TypeAdapter(Annotated[list[CapabilityFacts], Field(max_length=MAX_CAPABILITIES)])
"""A list of them, as another agent says it."""


class TaskCounts(_Value):
    """How many tasks run, and how many wait."""

    running: int
    queued: int


class TrainingFacts(_Value):
    """Data that an agent keeps ready to train on."""

    corpus: str
    num_examples: int
    num_features: int
    num_classes: int


class StatusFacts(_Value):
    """How an agent is; `model` is the SHA-256 of the published weights."""

    version: str
    network: str
    uptime_s: float
    capabilities: tuple[str, ...]
    tasks: TaskCounts
    training: tuple[TrainingFacts, ...]
    model: str | None
