"""The data sections: which data, and how it is split."""

from typing import Annotated

from pydantic import Field

from core.parameters import Parameters


class DigitsParameters(Parameters):
    """The split of the digits; images nearer than `near_duplicate_distance` (Euclidean, pixels 0–16) stay on one side."""

    test_fraction: Annotated[float, Field(gt=0, lt=1)]
    split_seed: Annotated[int, Field(ge=0, lt=2**32)]
    near_duplicate_distance: Annotated[float, Field(ge=0, le=64)]


class MnistParameters(Parameters):
    """The split of the 10,000 images of mnist-t10k."""

    test_fraction: Annotated[float, Field(gt=0, lt=1)]
    split_seed: Annotated[int, Field(ge=0, lt=2**32)]


class DataParameters(Parameters):
    """Section `data`: one part for each data set."""

    digits: DigitsParameters
    mnist: MnistParameters
