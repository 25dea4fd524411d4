"""The text sets behind the frozen encoder: data/encoded/<name>/, what `tasks.data.encoding` writes.

The files are not in the registry: their last bits depend on the processor that made them. DVC tracks them.
"""

from pathlib import Path
from typing import Literal

from gates.errors import DataMissingError
from learning.examples import Examples, unpack_examples
from tasks.data.registry import MAX_FILE_BYTES
from tasks.project.files import read_regular

Form = Literal["features", "tokens"]
"""A vector for each text, or what the attention of the encoder's last layer makes of each token."""
FORMS: tuple[Form, ...] = ("features", "tokens")


def encoded_path(dataset: str, form: Form) -> str:
    """The path below data/ of one form of a text set."""
    return f"encoded/{dataset}/{form}.safetensors"


def load_encoded(root: Path, dataset: str, form: Form) -> Examples:
    """All texts of the prepared set in its order; `tasks.data.texts.deal_texts` says which are trained on.

    Errors: DataMissingError (gates.data.missing), DataMalformedError (learning.data.malformed).
    """
    path = encoded_path(dataset, form)
    content = read_regular(root / "data" / path, MAX_FILE_BYTES)
    if content is None:
        raise DataMissingError(f"data/{path} is missing; write it with `.venv/bin/python -m tasks.data.encoding {dataset}`", path=path)
    return unpack_examples(content)
