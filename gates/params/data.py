"""The data sections: which data, and how it is split."""

from typing import Annotated

from pydantic import Field

from core.parameters import Parameters
from learning.plan import Seed
from learning.text.specs import VectorizerSpec


class Split(Parameters):
    """How many examples are held out, and the seed that says which."""

    test_fraction: Annotated[float, Field(gt=0, lt=1)]
    split_seed: Seed


class DigitsParameters(Split):
    """The split of the digits; images nearer than `near_duplicate_distance` (Euclidean, pixels 0–16) stay on one side."""

    near_duplicate_distance: Annotated[float, Field(ge=0, le=64)]


class TextsParameters(Split):
    """Text sets; texts at least so alike (Jaccard over runs of three characters) are near-duplicates.

    A set without sides of its own is dealt by a seed; `split_seed` and `num_columns` are those of the hashed form that agents train on.
    """

    near_duplicate_similarity: Annotated[float, Field(gt=0, le=1)]
    num_columns: Annotated[int, Field(ge=1, le=65_536)]
    hashed: VectorizerSpec


class MnistParameters(Split):
    """The split of the 10,000 images of mnist-t10k."""


class SpeechesParameters(Parameters):
    """Speakers of at least `min_characters`; the last speeches of each, `test_fraction` of what it says, are kept for testing."""

    min_characters: Annotated[int, Field(ge=1)]
    test_fraction: Annotated[float, Field(gt=0, lt=1)]


class DataParameters(Parameters):
    """Section `data`: one part for each kind of data."""

    digits: DigitsParameters
    texts: TextsParameters
    mnist: MnistParameters
    speeches: SpeechesParameters
