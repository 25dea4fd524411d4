"""The encoder runs once over a set: both forms lie below data/, in the order of the prepared texts."""

import json
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from core.errors import CodedError
from learning.examples import token_numbers
from learning.models.minilm import MiniLm
from tasks.data.encoded_texts import load_encoded
from tasks.data.encoding import write_encoded
from tasks.data.texts import PreparedText, PreparedTexts, texts_bytes

TEXTS = ("turn the light on", "what is the weather like in Paris today", "lights on", "will it rain")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("project")
    items = tuple(PreparedText(text=text, label=index % 2, side="train", group=index) for index, text in enumerate(TEXTS))
    content = texts_bytes(PreparedTexts(dataset="clinc150", labels=("light", "weather"), similarity=0.8, removed=0, items=items))
    path = "texts/clinc150.json"
    (root / "data/texts").mkdir(parents=True)
    (root / "data" / path).write_bytes(content)
    entry = {"name": "t", "description": "t", "licence": "t", "source": {"url": "t"}, "prepare": None}
    registry = {"schema_version": 1, "datasets": [{**entry, "files": [{"path": path, "sha256": sha256(content).hexdigest()}]}]}
    (root / "data/registry.json").write_text(json.dumps(registry))
    return root


def test_both_forms_are_those_of_the_encoder_in_the_order_of_the_texts(project: Path) -> None:
    encoded = write_encoded(project, "clinc150", MiniLm())
    features, tokens = (load_encoded(project, "clinc150", form) for form in ("features", "tokens"))
    assert np.array_equal(features.features_NF, encoded.features_NH) and features.labels_N.tolist() == [0, 1, 0, 1]
    assert tokens.prefix is not None and tokens.labels_N.tolist() == [0, 1, 0, 1]
    assert token_numbers(tokens.features_NF)[1].tolist() == encoded.lengths_N.tolist()
    assert np.array_equal(tokens.prefix.attended_TH, encoded.attended_TH)


def test_what_was_not_encoded_is_missing_by_name(project: Path) -> None:
    with pytest.raises(CodedError, match=r"tasks\.data\.encoding banking77") as caught:
        load_encoded(project, "banking77", "tokens")
    assert caught.value.code == "gates.data.missing"
