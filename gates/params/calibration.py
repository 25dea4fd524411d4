"""The calibration's parameters: which models are timed, and how often."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from core.parameters import Parameters
from gates.params.profiles import ByProfile
from learning.plan import ModelSpec, Seed

Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_]{0,31}$")]


class CalibratedModel(Parameters):
    """A model that gates train, and the batch size at which they train it."""

    name: Name
    model: ModelSpec
    batch_size: Annotated[int, Field(ge=1, le=65_536)]


class CalibratedModels(Parameters):
    """The models of a profile."""

    models: Annotated[tuple[CalibratedModel, ...], Field(min_length=1, max_length=32)]

    @model_validator(mode="after")
    def _check(self) -> Self:
        if len({model.name for model in self.models}) != len(self.models):
            raise ValueError("two models have one name")
        return self


class CalibrationParameters(ByProfile[CalibratedModels]):
    """Section `calibration`: each repeat is a process of its own that times `num_steps` local steps of each model."""

    repeats: Annotated[int, Field(ge=1, le=100)]
    num_steps: Annotated[int, Field(ge=1, le=100_000)]
    timeout_s: Annotated[float, Field(gt=0, le=3600)]
    seed: Seed
