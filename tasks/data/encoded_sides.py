"""The two sides of a text set behind the frozen encoder: what is trained on, and what is tested with."""

from functools import lru_cache
from pathlib import Path

import numpy as np

from gates.errors import DataAlteredError
from learning.examples import Examples
from tasks.data.encoded_texts import Form, encoded_path, load_encoded
from tasks.data.texts import deal_texts, load_texts


@lru_cache(maxsize=2)
def load_encoded_sides(root: Path, dataset: str, form: Form, test_fraction: float, split_seed: int) -> tuple[Examples, Examples]:
    """The training and the test examples, which share what the encoder has made of them; the two sets read last stay in memory.

    Errors: DataMissingError (gates.data.missing), DataMalformedError (learning.data.malformed), DataAlteredError (gates.data.altered)
    where the texts or what was encoded are others than they were.
    """
    prepared, examples = load_texts(root, dataset), load_encoded(root, dataset, form)
    if not np.array_equal(examples.labels_N, [item.label for item in prepared.items]):
        path = encoded_path(dataset, form)
        raise DataAlteredError(f"data/{path} was made of other texts; write it with `python -m tasks.data.encoding {dataset}`", path=path)
    train, test = deal_texts(prepared, test_fraction, split_seed)
    return examples.take(train), examples.take(test)
