"""`python -m tasks.data.scope_texts`: run the frozen encoder over CLINC150's validation texts and those out of scope, once (the DVC stage `data_clinc150_scope`)."""

import os
import sys
from pathlib import Path

import numpy as np
from pydantic import TypeAdapter, ValidationError

from core.errors import CodedError
from gates.errors import DataAlteredError
from learning.examples import pack_examples
from learning.models.minilm import MiniLm
from tasks.data.registry import read_data
from tasks.data.scope_features import PATH, SIDES
from tasks.project.files import PROJECT_ROOT

_SOURCE = "clinc150/data_full.json"


def write_scope_features(root: Path, encoder: MiniLm) -> int:
    """Encode the four sides that `tasks.data.texts` leaves out and write them below data/; returns how many texts they have.

    Errors: DataMissingError (gates.data.missing), DataAlteredError (gates.data.altered).
    """
    try:
        pairs = TypeAdapter(dict[str, list[tuple[str, str]]]).validate_json(read_data(root, _SOURCE))
        texts = [(number, text) for number, side in enumerate(SIDES) for text, _ in pairs[side]]
    except (ValidationError, KeyError) as error:
        raise DataAlteredError(f"the file is not in CLINC150's format: {error}", path=_SOURCE) from error
    features_NH = encoder.encode([text for _, text in texts]).features_NH
    path = root / "data" / PATH
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_bytes(pack_examples(features_NH, np.array([side for side, _ in texts], dtype=np.int64)))
    os.replace(temporary, path)
    return len(texts)


def main() -> int:
    """Write the vectors of this checkout; 0, or 1 with the reason."""
    try:
        num_texts = write_scope_features(PROJECT_ROOT, MiniLm())
    except CodedError as error:
        sys.stderr.write(f"{error.code}: {error}\n")
        return 1
    sys.stdout.write(f"data/{PATH} {num_texts} texts\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
