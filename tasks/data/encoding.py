"""`python -m tasks.data.encoding NAME`: run the frozen encoder over a prepared text set, once (the DVC stages `data_…_encoded`)."""

import argparse
import os
import sys
from pathlib import Path

import numpy as np

from core.errors import CodedError
from learning.examples import Examples, Prefix, pack_examples, token_features
from learning.models.minilm import EncodedTexts, MiniLm
from tasks.data.encoded_texts import FORMS, encoded_path
from tasks.data.text_sources import TEXT_SOURCES
from tasks.data.texts import load_texts
from tasks.project.files import PROJECT_ROOT


def write_encoded(root: Path, dataset: str, encoder: MiniLm) -> EncodedTexts:
    """Encode the prepared set and write both forms below data/.

    Errors: DataMissingError (gates.data.missing), DataAlteredError (gates.data.altered).
    """
    items = load_texts(root, dataset).items
    labels_N = np.array([item.label for item in items], dtype=np.int64)
    encoded = encoder.encode([item.text for item in items], _tell)
    prefix = Prefix(encoded.attended_TH, encoder.last_layer)
    forms = (Examples(encoded.features_NH, labels_N), Examples(token_features(encoded.lengths_N), labels_N, prefix))
    for form, one in zip(FORMS, forms, strict=True):
        path = root / "data" / encoded_path(dataset, form)
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{path.name}.{os.getpid()}")
        temporary.write_bytes(pack_examples(one.features_NF, one.labels_N, one.prefix))
        os.replace(temporary, path)
    return encoded


def main() -> int:
    """Write one set of this checkout; 0, or 1 with the reason."""
    parser = argparse.ArgumentParser(prog="python -m tasks.data.encoding", description="Run the frozen encoder over a text set.")
    parser.add_argument("dataset", choices=TEXT_SOURCES)
    dataset: str = parser.parse_args().dataset
    try:
        encoded = write_encoded(PROJECT_ROOT, dataset, MiniLm())
    except CodedError as error:
        sys.stderr.write(f"{error.code}: {error}\n")
        return 1
    sys.stdout.write(f"\rdata/encoded/{dataset} {len(encoded.lengths_N)} texts, {len(encoded.attended_TH)} tokens\n")
    return 0


def _tell(done: int, total: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{done} of {total} texts")


if __name__ == "__main__":
    sys.exit(main())
