"""`python -m tasks.data.hashed_texts NAME`: write a prepared text set as dense examples that agents can train on (the DVC stages `data_…_hashed`)."""

import argparse
import sys
from pathlib import Path

import numpy as np

from core.ids import Sha256
from gates.params.data import TextsParameters
from learning.examples import pack_examples
from learning.text.hashing import hash_columns
from learning.text.vectorizer import fit_vectorizer
from tasks.data.example_files import SPLITS, Split, write_command, write_splits
from tasks.data.text_sources import TEXT_SOURCES, hashed_name
from tasks.data.texts import PreparedTexts, deal_texts, load_texts
from tasks.project.files import PROJECT_ROOT
from tasks.project.parameters import read_section


def hash_texts(prepared: PreparedTexts, params: TextsParameters) -> dict[Split, bytes]:
    """Each side's file of examples; the vocabulary is that of the training side.

    The same texts and parameters give the same bytes.
    """
    sides = deal_texts(prepared, params.test_fraction, params.split_seed)
    texts = [[prepared.items[index].text for index in side] for side in sides]
    vectorizer = fit_vectorizer(params.hashed, texts[0])
    terms = vectorizer.terms()
    return {
        split: pack_examples(
            hash_columns(vectorizer.matrix(side_texts), terms, params.num_columns),
            np.array([prepared.items[index].label for index in side], dtype=np.int64),
        )
        for split, side, side_texts in zip(SPLITS, sides, texts, strict=True)
    }


def write_hashed(root: Path, dataset: str, params: TextsParameters) -> dict[str, Sha256]:
    """Write both sides and return the SHA-256 by path below data/.

    Errors: DataMissingError (gates.data.missing), DataAlteredError (gates.data.altered).
    """
    return write_splits(root, hashed_name(dataset), hash_texts(load_texts(root, dataset), params))


def main() -> int:
    """Write the hashed form of one set of this checkout; 0, or 1 with the reason."""
    parser = argparse.ArgumentParser(prog="python -m tasks.data.hashed_texts", description="Write a text set as dense examples.")
    parser.add_argument("dataset", choices=TEXT_SOURCES)
    dataset: str = parser.parse_args().dataset
    return write_command(lambda: write_hashed(PROJECT_ROOT, dataset, read_section(PROJECT_ROOT, "data.texts", TextsParameters)))


if __name__ == "__main__":
    sys.exit(main())
