"""How one round differs from the next. Light to import: no NumPy."""

from typing import Annotated

from pydantic import Field

from core.parameters import Parameters

MeanRounds = Annotated[float, Field(gt=0, le=1e6)]


class Variation(Parameters):
    """How rounds differ: jitters are the deviation of the logarithm of a speed, `dropout_rate` the chance to drop out in mid-round."""

    capacity_jitter: Annotated[float, Field(ge=0, le=2)] = 0.0
    bandwidth_jitter: Annotated[float, Field(ge=0, le=2)] = 0.0
    dropout_rate: Annotated[float, Field(ge=0, le=1)] = 0.0


class Churn(Parameters):
    """Which clients come and go: the share `rate` of them is online for `online_rounds` deadlines and offline for `offline_rounds`, on average."""

    rate: Annotated[float, Field(ge=0, le=1)] = 0.0
    online_rounds: MeanRounds = 8.0
    offline_rounds: MeanRounds = 2.0
