"""Validation texts and those out of scope are encoded once, and read side by side."""

import json
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from core.errors import CodedError
from learning.models.minilm import MiniLm
from tasks.data.scope_features import SIDES, load_scope_features
from tasks.data.scope_texts import write_scope_features

PATH = "clinc150/data_full.json"


def project(root: Path, content: bytes) -> Path:
    (root / "data/clinc150").mkdir(parents=True)
    (root / "data" / PATH).write_bytes(content)
    entry = {"name": "t", "description": "t", "licence": "t", "source": {"url": "t"}, "prepare": None}
    registry = {"schema_version": 1, "datasets": [{**entry, "files": [{"path": PATH, "sha256": sha256(content).hexdigest()}]}]}
    (root / "data/registry.json").write_text(json.dumps(registry))
    return root


def test_each_side_has_the_vectors_of_its_texts(tmp_path: Path) -> None:
    texts = {side: [(f"{side} number {number}", "label") for number in range(place + 1)] for place, side in enumerate(SIDES)}
    root, encoder = project(tmp_path, json.dumps(texts).encode()), MiniLm()
    assert write_scope_features(root, encoder) == 10
    read = load_scope_features(root)
    assert {side: len(rows) for side, rows in read.items()} == {"val": 1, "oos_train": 2, "oos_val": 3, "oos_test": 4}
    np.testing.assert_allclose(read["oos_val"][2], encoder.encode(["oos_val number 2"]).features_NH[0], atol=1e-5)


def test_another_file_than_clinc150s_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CodedError) as caught:
        write_scope_features(project(tmp_path, b'{"val": []}'), MiniLm())
    assert caught.value.code == "gates.data.altered"
