"""The generality and reproducibility gates' own parameters; what they train is the reduced baseline and the reduced adapter."""

from typing import Annotated

from pydantic import Field

from core.parameters import Parameters
from gates.params.training import Seeds
from learning.plan import Seed


class GeneralityParameters(Parameters):
    """Section `generality`: the seed of the nine tasks; `top_k` is the k of recall at k."""

    seed: Seed
    top_k: Annotated[int, Field(ge=1, le=100)]


class ReproducibilityParameters(Parameters):
    """Section `reproducibility`: the nine tasks at each of `seeds`, at the first of them once more."""

    seeds: Seeds
