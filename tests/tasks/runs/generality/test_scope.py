"""The figures are those of the test texts, whatever the validation texts are."""

import json
from hashlib import sha256
from pathlib import Path

import numpy as np

from learning.examples import pack_examples
from tasks.data.encoded_texts import encoded_path
from tasks.data.scope_features import PATH, SIDES
from tasks.data.text_sources import Side, texts_path
from tasks.data.texts import PreparedText, PreparedTexts, texts_bytes
from tasks.runs.generality.scope import DATASET, scope_figures

EACH, WIDTH = 40, 384


def write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def test_what_is_out_of_scope_is_told_from_what_is_not(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    centres = random.normal(size=(2, WIDTH))
    labels, strange = np.repeat((0, 1), EACH), np.repeat((0, 1, 2, 3), EACH)

    def inside() -> np.ndarray:
        return (centres[labels] + 0.3 * random.normal(size=(2 * EACH, WIDTH))).astype(np.float32)

    sides: tuple[Side, ...] = ("train", "test")
    items = tuple(PreparedText(text="t", label=int(label), side=side, group=0) for side in sides for label in labels)
    content = texts_bytes(PreparedTexts(dataset=DATASET, labels=("a", "b"), similarity=0.8, removed=0, items=items))
    write(tmp_path / "data" / texts_path(DATASET), content)
    entry = {"name": "t", "description": "t", "licence": "t", "source": {"url": "t"}, "prepare": None}
    files = [{"path": texts_path(DATASET), "sha256": sha256(content).hexdigest()}]
    write(tmp_path / "data/registry.json", json.dumps({"schema_version": 1, "datasets": [{**entry, "files": files}]}).encode())
    known = np.concatenate((inside(), inside()))
    write(tmp_path / "data" / encoded_path(DATASET, "features"), pack_examples(known, np.concatenate((labels, labels))))
    strangers = np.concatenate((inside()[:EACH], random.normal(size=(3 * EACH, WIDTH)).astype(np.float32)))
    write(tmp_path / "data" / PATH, pack_examples(strangers, strange))
    figures = scope_figures(tmp_path, 0.04)
    assert len(SIDES) == 4 and (figures["out_of_scope"], figures["in_scope"]) == (EACH, 2 * EACH)
    assert figures["recall"] > 0.9 > 0.1 > figures["false_alarm_rate"]
