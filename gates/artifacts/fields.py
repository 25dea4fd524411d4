"""What every artifact model shares: frozen, open to additive fields, closed to NaN and infinity."""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


class Artifact(BaseModel):
    """Base of every part of an artifact: a reader of one version also reads the fields that later releases add."""

    model_config = ConfigDict(frozen=True, extra="allow", allow_inf_nan=False)


class ClosedArtifact(BaseModel):
    """Base of what volunteers send: no field but those that are named."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


def _no_truth_value(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("a truth value is no version")
    return value


Version1 = Annotated[Literal[1], BeforeValidator(_no_truth_value)]
Version2 = Annotated[Literal[2], BeforeValidator(_no_truth_value)]
Fraction = Annotated[float, Field(ge=0, le=1)]
Difference = Annotated[float, Field(ge=-1, le=1)]
Percent = Annotated[float, Field(le=100)]
"""A saving in percent; negative where the cheaper way costs more."""
NonNegative = Annotated[float, Field(ge=0)]
Positive = Annotated[float, Field(gt=0)]
LARGEST_INTEGER = 2**53
"""What every reader of JSON holds exactly."""
Count = Annotated[int, Field(ge=0, le=LARGEST_INTEGER)]
PositiveCount = Annotated[int, Field(ge=1, le=LARGEST_INTEGER)]
Seed = Annotated[int, Field(ge=0, le=LARGEST_INTEGER)]
HexDigest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Text = Annotated[str, Field(min_length=1)]
Utc = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|\+00:00)$")]
