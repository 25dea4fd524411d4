"""CLINC150's validation texts and those out of scope behind the frozen encoder: what `tasks.data.scope_texts` writes.

The file is not in the registry: its last bits depend on the processor that made it. DVC tracks it.
"""

from pathlib import Path
from typing import Literal

from gates.errors import DataMissingError
from learning.arrays import Float32Array
from learning.examples import unpack_examples
from tasks.data.registry import MAX_FILE_BYTES
from tasks.project.files import read_regular

Side = Literal["val", "oos_train", "oos_val", "oos_test"]
SIDES: tuple[Side, ...] = ("val", "oos_train", "oos_val", "oos_test")
PATH = "encoded/clinc150_scope/features.safetensors"


def load_scope_features(root: Path) -> dict[Side, Float32Array]:
    """The vectors [texts, 384] of each side.

    Errors: DataMissingError (gates.data.missing), DataMalformedError (learning.data.malformed).
    """
    content = read_regular(root / "data" / PATH, MAX_FILE_BYTES)
    if content is None:
        raise DataMissingError(f"data/{PATH} is missing; write it with `.venv/bin/python -m tasks.data.scope_texts`", path=PATH)
    examples = unpack_examples(content)
    return {side: examples.features_NF[examples.labels_N == number] for number, side in enumerate(SIDES)}
