"""The figures are those of the test texts, whatever the validation texts are."""

import json
from hashlib import sha256
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pytest

from gates.errors import DataAlteredError
from learning.examples import pack_examples
from tasks.data.encoded_texts import encoded_path
from tasks.data.scope_features import PATH, SIDES
from tasks.data.text_sources import Side, texts_path
from tasks.data.texts import PreparedText, PreparedTexts, texts_bytes
from tasks.project.all_parameters import load_project
from tasks.project.files import PROJECT_ROOT
from tasks.runs.generality.scope import DATASET, scope_figures

EACH, WIDTH = 40, 384
SOURCE = "clinc150/data_full.json"


def write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def project(root: Path, num_strangers: int = EACH) -> Path:
    """Two intents, each with a word and a place of its own, and strangers that have neither."""
    random = np.random.default_rng(0)
    centres = random.normal(size=(2, WIDTH))
    labels = np.repeat((0, 1), EACH)

    def inside() -> np.ndarray:
        return (centres[labels] + 0.3 * random.normal(size=(2 * EACH, WIDTH))).astype(np.float32)

    words = [("light", "weather")[label] for label in labels]
    sides: tuple[Side, ...] = ("train", "test")
    items = tuple(
        PreparedText(text=f"{word} {side}", label=int(label), side=side, group=0)
        for side in sides
        for word, label in zip(words, labels, strict=True)
    )
    texts = texts_bytes(PreparedTexts(dataset=DATASET, labels=("a", "b"), similarity=0.8, removed=0, items=items))
    outside = {side: [(f"otter {number}", "oos") for number in range(num_strangers)] for side in SIDES[1:]}
    source = json.dumps({"val": [(word, word) for word in words], **outside}).encode()
    entry = {"name": "t", "description": "t", "licence": "t", "source": {"url": "t"}, "prepare": None}
    contents = {texts_path(DATASET): texts, SOURCE: source}
    files = [{"path": path, "sha256": sha256(content).hexdigest()} for path, content in contents.items()]
    for path, content in contents.items():
        write(root / "data" / path, content)
    write(root / "data/registry.json", json.dumps({"schema_version": 1, "datasets": [{**entry, "files": files}]}).encode())
    known = np.concatenate((inside(), inside()))
    write(root / "data" / encoded_path(DATASET, "features"), pack_examples(known, np.concatenate((labels, labels))))
    strangers = random.normal(size=(3 * EACH, WIDTH)).astype(np.float32)
    vectors, of_side = np.concatenate((inside(), strangers)), np.repeat((0, 1, 2, 3), (2 * EACH, EACH, EACH, EACH))
    write(root / "data" / PATH, pack_examples(vectors, of_side))
    return root


def test_what_is_out_of_scope_is_told_from_what_is_not(tmp_path: Path) -> None:
    figures = scope_figures(project(tmp_path), 0.04)
    counts = {name: figures[name] for name in ("out_of_scope", "in_scope", "validation_out_of_scope", "validation_in_scope")}
    assert counts == {"out_of_scope": EACH, "in_scope": 2 * EACH, "validation_out_of_scope": 2 * EACH, "validation_in_scope": 2 * EACH}
    assert figures["recall"] > 0.9 > 0.1 > figures["false_alarm_rate"]
    assert figures["validation_recall"] > 0.9 > 0.04 >= figures["validation_false_alarm_rate"]


def test_the_share_of_validation_keeps_to_the_limit_of_test_nineteen_times_of_twenty() -> None:
    """As docs/text.md says: both shares are of texts drawn alike, 3,000 and 4,500 of them."""
    project, limits = load_project(PROJECT_ROOT), load_project(PROJECT_ROOT).limits.generality
    assert project.generality.full.public is not None and limits.max_out_of_scope_false_alarms is not None
    share = project.generality.full.public.max_false_alarms
    deviation = (share * (1 - share) * (1 / 3000 + 1 / 4500)) ** 0.5
    assert 0.95 < NormalDist(share, deviation).cdf(limits.max_out_of_scope_false_alarms) < 0.96


def test_vectors_of_other_texts_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataAlteredError, match="scope_texts"):
        scope_figures(project(tmp_path, num_strangers=EACH - 1), 0.04)
