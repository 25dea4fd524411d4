"""Nothing: the input of a capability that asks for none."""

from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter


class Empty(BaseModel):
    """An object without fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


NOTHING: TypeAdapter[Any] = TypeAdapter(Empty | None)
"""Null or an empty object."""
