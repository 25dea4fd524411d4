"""`python -m tasks.data.case_encoding`: run the frozen encoder over the held-out cases and their documents, once (the DVC stage `data_cases_encoded`)."""

import os
import sys
from pathlib import Path

from core.errors import CodedError
from learning.models.minilm import MiniLm
from tasks.data.case_features import PATH, case_texts, pack_features
from tasks.data.own_cases import read_half
from tasks.project.files import PROJECT_ROOT


def write_case_features(root: Path, encoder: MiniLm) -> int:
    """Write the vectors below data/; returns how many texts they are of.

    Errors: those of `read_half`.
    """
    texts = case_texts(read_half(root, "held_out"))
    path = root / "data" / PATH
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_bytes(pack_features(texts, encoder.encode(texts).features_NH))
    os.replace(temporary, path)
    return len(texts)


def main() -> int:
    """Write the vectors of this checkout; 0, or 1 with the reason."""
    try:
        num_texts = write_case_features(PROJECT_ROOT, MiniLm())
    except CodedError as error:
        sys.stderr.write(f"{error.code}: {error}\n")
        return 1
    sys.stdout.write(f"data/{PATH} {num_texts} texts\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
