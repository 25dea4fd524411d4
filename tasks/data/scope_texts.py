"""`python -m tasks.data.scope_texts`: run the frozen encoder over CLINC150's validation texts and those out of scope, once (the DVC stage `data_clinc150_scope`)."""

import os
import sys
from pathlib import Path

import numpy as np

from core.errors import CodedError
from learning.examples import pack_examples
from learning.models.minilm import MiniLm
from tasks.data.scope_features import PATH, SIDES, load_scope_texts
from tasks.project.files import PROJECT_ROOT


def write_scope_features(root: Path, encoder: MiniLm) -> int:
    """Encode the four sides that `tasks.data.texts` leaves out and write them below data/; returns how many texts they have.

    Errors: DataMissingError (gates.data.missing), DataAlteredError (gates.data.altered).
    """
    found = load_scope_texts(root)
    texts = [(number, text) for number, side in enumerate(SIDES) for text in found[side]]
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
