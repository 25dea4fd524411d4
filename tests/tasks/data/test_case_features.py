"""A text's vector is found by the text, and a text that was not encoded is an error, never a zero."""

from pathlib import Path

import numpy as np
import pytest

from gates.cases.half import parse_half
from gates.errors import DataMissingError
from learning.errors import DataMalformedError
from learning.examples import pack_examples
from learning.tensors import Tensors, read_tensors, write_tensors
from p2p.agent.assistant.encoder import Tokens
from p2p.agent.assistant.library import Library
from tasks.data.case_features import PATH, KnownTexts, case_texts, load_case_features, pack_features
from tasks.errors import TextNotEncodedError
from tests.gates.cases.small_half import paraphrases, small_half

TEXTS = ["the sea", "the hill"]
VECTORS = np.arange(2 * 384, dtype=np.float32).reshape(2, 384)


def write(root: Path, content: bytes) -> None:
    (root / "data" / PATH).parent.mkdir(parents=True)
    (root / "data" / PATH).write_bytes(content)


def test_a_text_has_its_vector_again_in_any_order(tmp_path: Path) -> None:
    write(tmp_path, pack_features(TEXTS, VECTORS))
    assert np.array_equal(load_case_features(tmp_path).encode(TEXTS[::-1]), VECTORS[::-1])


def test_a_text_has_its_tokens_again(tmp_path: Path) -> None:
    states_LE = np.arange(3 * 768, dtype=np.float32).reshape(3, 768)
    tokens = {
        "the sea": Tokens(states_LE[[0, 1]], ((0, 3), (4, 7))),
        "the hill": Tokens(states_LE[[0, 2]], ((0, 3), (4, 8))),
        "": Tokens(states_LE[:0], ()),
    }
    write(tmp_path, pack_features(TEXTS, VECTORS, tokens))
    known = load_case_features(tmp_path)
    for text, expected in tokens.items():
        assert np.array_equal(known.tokens(text).states_LE, expected.states_LE)
        assert list(known.tokens(text).spans) == list(expected.spans)
    with pytest.raises(TextNotEncodedError):
        known.tokens("the shore")


def test_a_text_that_was_not_encoded_is_refused_by_its_digest() -> None:
    with pytest.raises(TextNotEncodedError) as refused:
        KnownTexts.of(TEXTS, VECTORS).encode(["the sea", "the sea "])
    assert len(str(refused.value.context["sha256"])) == 64


def test_all_that_a_library_of_the_documents_asks_for_is_among_the_texts() -> None:
    half = parse_half({**small_half(), **paraphrases()})
    texts = case_texts(half)
    assert len(set(texts)) == len(texts) and {"say only: moss", "nothing but the word moss, please"} <= set(texts)
    known = KnownTexts.of(texts, np.ones((len(texts), 384), dtype=np.float32))
    assert Library.of((*half.documents, *half.long_documents), known).rank("say only: moss", 2)


@pytest.mark.parametrize(
    "content",
    [
        b"", pack_examples(VECTORS, np.zeros(2, dtype=np.int64)), pack_features(TEXTS, VECTORS[:, :5]),
        pack_features(TEXTS, VECTORS, encoder_sha256="e" * 63), pack_features(TEXTS, VECTORS, encoder_sha256="E" * 64),
    ],
)  # fmt: skip
def test_another_file_is_refused(tmp_path: Path, content: bytes) -> None:
    write(tmp_path, content)
    with pytest.raises(DataMalformedError):
        load_case_features(tmp_path)


@pytest.mark.parametrize(
    ("name", "array"),
    [
        ("token_lengths", np.array(2, dtype=np.int64)), ("token_lengths", np.array([2**62, 2**62], dtype=np.int64)), ("token_rows", np.array([9, 0], dtype=np.int64)),
        ("token_spans", np.array([[5, -3], [0, 1]], dtype=np.int64)), ("features", VECTORS[:1]), ("features", np.full_like(VECTORS, np.nan)),
    ],
)  # fmt: skip
def test_a_file_that_does_not_hold_together_is_refused(tmp_path: Path, name: str, array: np.ndarray) -> None:
    tokens = {"the sea": Tokens(np.ones((2, 768), dtype=np.float32), ((0, 3), (4, 7)))}
    found = read_tensors(pack_features(TEXTS, VECTORS, tokens), DataMalformedError)
    write(tmp_path, write_tensors(Tensors({**found.arrays, name: array}, found.metadata)))
    with pytest.raises(DataMalformedError):
        load_case_features(tmp_path)


def test_a_missing_file_says_what_writes_it(tmp_path: Path) -> None:
    with pytest.raises(DataMissingError, match=r"tasks\.runs.generality.encoding"):
        load_case_features(tmp_path)
