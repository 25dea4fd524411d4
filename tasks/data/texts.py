"""`python -m tasks.data.texts NAME`: write a text set as the gates read it, no test text nearly among its training texts (the DVC stages `data_…`)."""

import argparse
import os
import sys
from collections import Counter
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Literal

import numpy as np
from pydantic import BaseModel, ConfigDict

from core.errors import CodedError
from gates.errors import DataAlteredError
from gates.params.data import TextsParameters
from learning.arrays import IndexArray
from learning.text.near_duplicates import near_groups, near_pairs
from tasks.data.registry import read_data, read_registry, registered
from tasks.data.splits import stratified_split
from tasks.data.text_sources import TEXT_SOURCES, LabelledText, Side, read_source, texts_path
from tasks.project.files import PROJECT_ROOT
from tasks.project.parameters import read_section

_FROZEN = ConfigDict(frozen=True, extra="forbid")


class PreparedText(BaseModel):
    """One text: `label` is its index, and texts of one `group` stay on one side."""

    model_config = _FROZEN
    text: str
    label: int
    side: Side
    group: int


class PreparedTexts(BaseModel):
    """A text set as the gates read it; `removed` training texts were near-duplicates of test texts."""

    model_config = _FROZEN
    schema_version: Literal[1] = 1
    dataset: str
    labels: tuple[str, ...]
    similarity: float
    removed: int
    items: tuple[PreparedText, ...]

    @property
    def num_samples(self) -> tuple[int, ...]:
        """Of each label, how many texts may be trained on or tested with."""
        counts = Counter(item.label for item in self.items if item.side != "indirect")
        return tuple(counts[label] for label in range(len(self.labels)))


def prepare_texts(dataset: str, texts: Sequence[LabelledText], similarity: float) -> PreparedTexts:
    """The texts without the training texts that are near a test text, grouped by nearness where a seed will deal them."""
    labels = tuple(dict.fromkeys(one.label for one in texts))
    train, test = ([index for index, one in enumerate(texts) if one.side == side] for side in ("train", "test"))
    dealt = [index for index, one in enumerate(texts) if one.side == "either"]
    near = near_pairs([texts[index].text for index in test], [texts[index].text for index in train], similarity)[1]
    removed = {train[index] for index in near}
    groups = np.arange(len(texts))
    groups[dealt] = np.array(dealt, dtype=np.intp)[near_groups([texts[index].text for index in dealt], similarity)]
    items = tuple(
        PreparedText(text=one.text, label=labels.index(one.label), side=one.side, group=int(groups[index]))
        for index, one in enumerate(texts)
        if index not in removed
    )
    return PreparedTexts(dataset=dataset, labels=labels, similarity=similarity, removed=len(removed), items=items)


def deal_texts(prepared: PreparedTexts, test_fraction: float, seed: int) -> tuple[IndexArray, IndexArray]:
    """Indices of the training and of the test texts: the set's own sides, and what may be on either dealt by the seed."""
    sides = np.array([item.side for item in prepared.items])
    dealt = np.flatnonzero(sides == "either")
    labels = np.array([prepared.items[index].label for index in dealt], dtype=np.int64)
    groups = np.unique([prepared.items[index].group for index in dealt], return_index=True, return_inverse=True)
    firsts = groups[1][groups[2]] if len(dealt) else np.empty(0, dtype=np.int64)
    train, test = stratified_split(labels, firsts, test_fraction, np.random.default_rng(seed))
    return (
        np.concatenate((np.flatnonzero(sides == "train"), dealt[train])),
        np.concatenate((np.flatnonzero(sides == "test"), dealt[test])),
    )


def texts_bytes(prepared: PreparedTexts) -> bytes:
    """The file of a prepared set, a line a text."""
    return f"{prepared.model_dump_json(indent=0)}\n".encode()


def write_texts(root: Path, dataset: str, params: TextsParameters) -> PreparedTexts:
    """Prepare the set from its registered files and write it, unless it is another one than the registered.

    Errors: those of `read_source`; DataAlteredError (gates.data.altered) where the parameters give other texts.
    """
    prepared = prepare_texts(dataset, read_source(root, dataset), params.near_duplicate_similarity)
    content, file = texts_bytes(prepared), registered(read_registry(root), texts_path(dataset))[1]
    found = sha256(content).hexdigest()
    if found != file.sha256:
        message = "the parameters give other texts than the registered ones; where that is meant, put their SHA-256 in data/registry.json"
        raise DataAlteredError(message, path=file.path, expected=file.sha256, found=found)
    path = root / "data" / file.path
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_bytes(content)
    os.replace(temporary, path)
    return prepared


def load_texts(root: Path, dataset: str) -> PreparedTexts:
    """The prepared set, checked against the registry.

    Errors: DataMissingError (gates.data.missing), DataAlteredError (gates.data.altered).
    """
    return PreparedTexts.model_validate_json(read_data(root, texts_path(dataset)))


def main() -> int:
    """Write one set of this checkout; 0, or 1 with the reason."""
    parser = argparse.ArgumentParser(prog="python -m tasks.data.texts", description="Write a text set as the gates read it.")
    parser.add_argument("dataset", choices=TEXT_SOURCES)
    dataset: str = parser.parse_args().dataset
    try:
        prepared = write_texts(PROJECT_ROOT, dataset, read_section(PROJECT_ROOT, "data.texts", TextsParameters))
    except CodedError as error:
        sys.stderr.write(f"{error.code}: {error}\n")
        return 1
    sys.stdout.write(f"data/{texts_path(dataset)} {len(prepared.items)} texts, {prepared.removed} near-duplicates removed\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
