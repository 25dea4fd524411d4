"""The two sides of an encoded set are those that its texts are dealt to."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from gates.errors import DataAlteredError, DataMissingError
from gates.params.data import TextsParameters
from learning.adapter import LAYER_SHAPES, WIDTH
from learning.examples import Examples, Prefix, pack_examples, token_features
from tasks.data.encoded_sides import load_encoded_sides
from tasks.data.encoded_texts import FORMS, encoded_path
from tasks.data.texts import deal_texts, load_texts, write_texts
from tasks.project.files import PROJECT_ROOT
from tasks.project.parameters import read_section


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with the utterances, each of whose encodings is its number."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "data" / "own").mkdir(parents=True)
    for name in ("registry.json", "own/utterances.json"):
        shutil.copy(PROJECT_ROOT / "data" / name, folder / "data" / name)
    prepared = write_texts(folder, "utterances", read_section(PROJECT_ROOT, "data.texts", TextsParameters))
    write_numbers(folder, np.array([item.label for item in prepared.items]))
    return folder


def write_numbers(root: Path, labels_N: np.ndarray) -> None:
    count = len(labels_N)
    layer = {name: np.zeros(shape, dtype=np.float32) for name, shape in LAYER_SHAPES.items()}
    forms = (
        Examples(np.repeat(np.arange(count, dtype=np.float32)[:, None], WIDTH, axis=1), labels_N),
        Examples(token_features(np.ones(count, dtype=np.int64)), labels_N, Prefix(np.zeros((count, WIDTH), dtype=np.uint16), layer)),
    )
    for form, examples in zip(FORMS, forms, strict=True):
        path = root / "data" / encoded_path("utterances", form)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(pack_examples(examples.features_NF, examples.labels_N, examples.prefix))


def test_both_forms_are_dealt_as_the_texts_are(root: Path) -> None:
    train_N, test_N = deal_texts(load_texts(root, "utterances"), 0.25, 7)
    for form in FORMS:
        train, test = load_encoded_sides(root, "utterances", form, 0.25, 7)
        assert (train.features_NF[:, 0].tolist(), test.features_NF[:, 0].tolist()) == (train_N.tolist(), test_N.tolist())
        assert (train.prefix is not None) == (form == "tokens")


def test_texts_in_indirect_words_are_on_neither_side(root: Path) -> None:
    indirect = {index for index, item in enumerate(load_texts(root, "utterances").items) if item.side == "indirect"}
    sides = load_encoded_sides(root, "utterances", "features", 0.25, 0)
    assert indirect and not indirect & {int(number) for side in sides for number in side.features_NF[:, 0]}


def test_what_was_made_of_other_texts_is_refused(root: Path) -> None:
    labels_N = np.array([item.label for item in load_texts(root, "utterances").items])
    write_numbers(root, labels_N[::-1].copy())
    with pytest.raises(DataAlteredError, match="made of other texts"):
        load_encoded_sides(root, "utterances", "features", 0.25, 1)
    shutil.rmtree(root / "data" / "encoded")
    with pytest.raises(DataMissingError, match=r"tasks\.data\.encoding utterances"):
        load_encoded_sides(root, "utterances", "features", 0.25, 2)
