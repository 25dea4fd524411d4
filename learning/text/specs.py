"""What a text classifier is made of: every value that its weights depend on. Light to import: no NumPy."""

from typing import Annotated

from pydantic import Field

from core.parameters import Parameters


class VectorizerSpec(Parameters):
    """Which terms count: those in at least `min_documents` training texts; character runs are of `character_gram_size`."""

    character_gram_size: Annotated[int, Field(ge=1, le=16)]
    min_documents: Annotated[int, Field(ge=1, le=1000)]

    @property
    def name(self) -> str:
        """The vectorizer's name in artifacts."""
        return f"tfidf-sublinear-words-1-2-characters-{self.character_gram_size}"


class ClassifierSpec(Parameters):
    """`smoothing` and `temper` make the first weights, `steps` of SGD on the summed cross-entropy of a batch the last ones.

    `temper` shrinks the naive Bayes weights, which are too sure of themselves for a gradient to be left.
    """

    smoothing: Annotated[float, Field(gt=0, le=10)]
    temper: Annotated[float, Field(ge=0, le=1)]
    steps: Annotated[int, Field(ge=1, le=100_000)]
    batch_size: Annotated[int, Field(ge=1, le=1_000_000)]
    learning_rate: Annotated[float, Field(gt=0, le=100)]

    @property
    def name(self) -> str:
        """The model's name in artifacts."""
        return "softmax-regression-from-naive-bayes"
