"""The local API's word for one measured value."""

from pydantic import BaseModel, ConfigDict


class Sample(BaseModel):
    """A value, what it is of, and by which labels; the unit is in the name."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: str
    labels: dict[str, str]
    value: float
