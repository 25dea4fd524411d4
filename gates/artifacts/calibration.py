"""`calibration.json`: what a local step and an update of each model cost on this machine; the virtual clock reads it."""

import json
from typing import Annotated

from pydantic import Field, ValidationError

from gates.artifacts.fields import Artifact, NonNegative, Positive, PositiveCount, Seed, Text, Version1
from gates.artifacts.reading import read_artifact
from gates.catalogue import Profile
from gates.errors import ArtifactInvalidError, CalibrationMissingError
from learning.plan import ModelSpec

SCHEMA_VERSION = 1


class CalibrationConfig(Artifact):
    """How it was measured: each repeat is a process that times `num_steps` steps of every model."""

    mode: Profile
    repeats: PositiveCount
    num_steps: PositiveCount
    seed: Seed


class CalibratedMachine(Artifact):
    """The machine whose seconds these are: capacity 1 on the virtual clock."""

    platform: Text
    cpu: Text
    num_cores: PositiveCount
    python: Text


class StepSeconds(Artifact):
    """Processor seconds of one local step on one thread, over the repeats; `spread` is the interquartile range over the median."""

    median: Positive
    min: Positive
    max: Positive
    spread: NonNegative


class ModelCost(Artifact):
    """What one model costs at one batch size; `update_bytes` is the encoded update, header included, by codec."""

    name: Text
    model: ModelSpec
    batch_size: PositiveCount
    num_parameters: PositiveCount
    step_sec: StepSeconds
    update_bytes: Annotated[dict[str, PositiveCount], Field(min_length=1)]


class Calibration(Artifact):
    """The calibration's artifact."""

    schema_version: Version1
    config: CalibrationConfig
    machine: CalibratedMachine
    models: Annotated[tuple[ModelCost, ...], Field(min_length=1)]

    def cost_of(self, model: ModelSpec, batch_size: int) -> ModelCost:
        """What `model` costs at `batch_size`.

        Errors: CalibrationMissingError (gates.calibration.missing): it was not measured, and another model's cost is no stand-in.
        """
        for cost in self.models:
            if cost.model == model and cost.batch_size == batch_size:
                return cost
        layers = "-".join(map(str, model.layer_sizes))
        raise CalibrationMissingError("the calibration holds no such model", layers=layers, batch_size=batch_size)


def parse_calibration(raw: bytes) -> Calibration:
    """The artifact in `raw`.

    Errors: ArtifactInvalidError (gates.artifact.invalid) with the path of the field and the reason.
    """
    found = read_artifact(raw)
    try:
        return Calibration.model_validate_json(json.dumps(found), strict=True)
    except ValidationError as error:
        first = error.errors()[0]
        path = ".".join(str(part) for part in first["loc"])
        raise ArtifactInvalidError(f"{path}: {first['msg']}", field=path) from error
