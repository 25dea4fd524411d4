"""CLINC150's validation texts and those out of scope, and what the frozen encoder makes of them: what `tasks.data.scope_texts` writes.

The file of vectors is not in the registry: its last bits depend on the processor that made it. DVC tracks it.
"""

from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from gates.errors import DataAlteredError, DataMissingError
from learning.arrays import Float32Array
from learning.examples import unpack_examples
from tasks.data.registry import MAX_FILE_BYTES, read_data
from tasks.project.files import read_regular

Side = Literal["val", "oos_train", "oos_val", "oos_test"]
SIDES: tuple[Side, ...] = ("val", "oos_train", "oos_val", "oos_test")
PATH = "encoded/clinc150_scope/features.safetensors"
_SOURCE = "clinc150/data_full.json"
_WRITE = "write it with `.venv/bin/python -m tasks.data.scope_texts`"


def load_scope_texts(root: Path) -> dict[Side, list[str]]:
    """The texts of the four sides that `tasks.data.texts` leaves out.

    Errors: DataMissingError (gates.data.missing), DataAlteredError (gates.data.altered).
    """
    try:
        pairs = TypeAdapter(dict[str, list[tuple[str, str]]]).validate_json(read_data(root, _SOURCE))
        return {side: [text for text, _ in pairs[side]] for side in SIDES}
    except (ValidationError, KeyError) as error:
        raise DataAlteredError(f"the file is not in CLINC150's format: {error}", path=_SOURCE) from error


def load_scope_features(root: Path) -> dict[Side, Float32Array]:
    """The vectors [texts, 384] of each side.

    Errors: DataMissingError (gates.data.missing), DataMalformedError (learning.data.malformed).
    """
    content = read_regular(root / "data" / PATH, MAX_FILE_BYTES)
    if content is None:
        raise DataMissingError(f"data/{PATH} is missing; {_WRITE}", path=PATH)
    examples = unpack_examples(content)
    return {side: examples.features_NF[examples.labels_N == number] for number, side in enumerate(SIDES)}
