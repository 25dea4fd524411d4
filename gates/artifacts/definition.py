"""`definition_of_done.json`: what came of each row of the definition of done when the whole table was executed."""

from typing import Literal

from gates.artifacts.fields import Artifact, NonNegative, Text, Utc, Version1

RowState = Literal["pass", "pending", "fail"]


class RowRecord(Artifact):
    """One row; `detail` is its command, what it waits for, or how it failed."""

    row: Text
    state: RowState
    duration_sec: NonNegative
    detail: str


class DefinitionRecord(Artifact):
    """The table as a whole; `strict` is whether a pending row counted as a failure."""

    schema_version: Version1
    generated_utc: Utc
    strict: bool
    rows: tuple[RowRecord, ...]
