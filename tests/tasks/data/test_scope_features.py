"""The four sides' texts and vectors are read, or it is said what is missing or another's."""

import json
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from core.errors import CodedError
from learning.examples import pack_examples
from tasks.data.scope_features import PATH, SIDES, load_scope_features, load_scope_texts

SOURCE = "clinc150/data_full.json"
TEXTS = {side: [(f"{side} {number}", "label") for number in range(place + 1)] for place, side in enumerate(SIDES)}


def project(root: Path, content: bytes) -> Path:
    (root / "data/clinc150").mkdir(parents=True)
    (root / "data" / SOURCE).write_bytes(content)
    entry = {"name": "t", "description": "t", "licence": "t", "source": {"url": "t"}, "prepare": None}
    registry = {"schema_version": 1, "datasets": [{**entry, "files": [{"path": SOURCE, "sha256": sha256(content).hexdigest()}]}]}
    (root / "data/registry.json").write_text(json.dumps(registry))
    return root


def test_the_texts_are_those_of_each_side_in_their_order(tmp_path: Path) -> None:
    content = json.dumps({**TEXTS, "train": [("left out", "label")]}).encode()
    texts = load_scope_texts(project(tmp_path, content))
    assert texts == {side: [text for text, _ in pairs] for side, pairs in TEXTS.items()}


@pytest.mark.parametrize("content", [b'{"val": []}', b'{"val": ["text"]}', b"[]", b""])
def test_another_file_than_clinc150s_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(CodedError) as caught:
        load_scope_texts(project(tmp_path, content))
    assert caught.value.code == "gates.data.altered"


def test_a_file_that_was_altered_is_refused(tmp_path: Path) -> None:
    root = project(tmp_path, json.dumps(TEXTS).encode())
    (root / "data" / SOURCE).write_bytes(json.dumps({**TEXTS, "val": []}).encode())
    with pytest.raises(CodedError) as caught:
        load_scope_texts(root)
    assert caught.value.code == "gates.data.altered"


def test_the_vectors_are_those_of_each_side(tmp_path: Path) -> None:
    vectors = np.arange(4 * 384, dtype=np.float32).reshape(4, 384)
    (tmp_path / "data" / PATH).parent.mkdir(parents=True)
    (tmp_path / "data" / PATH).write_bytes(pack_examples(vectors, np.array([1, 0, 3, 2])))
    found = load_scope_features(tmp_path)
    assert all(np.array_equal(found[side], vectors[[row]]) for side, row in zip(SIDES, (1, 0, 3, 2), strict=True))


def test_what_was_not_encoded_is_missing_by_name(tmp_path: Path) -> None:
    with pytest.raises(CodedError, match=r"tasks\.data\.scope_texts") as caught:
        load_scope_features(tmp_path)
    assert caught.value.code == "gates.data.missing"
