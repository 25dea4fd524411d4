"""Mean and deviation of each feature of a data set. Light to import: no NumPy."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from core.parameters import Parameters
from learning.plan import MAX_NORMALISED

Deviation = Annotated[float, Field(ge=0)]


class FeatureStatistics(Parameters):
    """What is known of each feature of `num_examples` examples."""

    num_examples: Annotated[int, Field(ge=1, le=2**53 - 1)]
    means: Annotated[tuple[float, ...], Field(min_length=1, max_length=MAX_NORMALISED)]
    deviations: Annotated[tuple[Deviation, ...], Field(min_length=1, max_length=MAX_NORMALISED)]

    @model_validator(mode="after")
    def _check(self) -> Self:
        if len(self.means) != len(self.deviations):
            raise ValueError("there is not one deviation for each mean")
        return self
