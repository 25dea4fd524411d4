"""Rows of term weights: those of the reference, a function of the training texts alone."""

import json
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from core.errors import CodedError
from learning.text.specs import VectorizerSpec
from learning.text.tokenizer import character_grams, word_terms, words_of
from learning.text.vectorizer import fit_vectorizer

SPEC = VectorizerSpec(character_gram_size=3, min_documents=1)
TEXTS = ["Trust Maria's agent", "trust the trust of agents", "set a timer", "remind me to set the alarm", "who is online, who?"]
SENTENCES = st.lists(
    st.lists(st.sampled_from(["trust", "block", "the", "agent", "timer", "set", "a", "no'de"]), min_size=1, max_size=7).map(" ".join),
    min_size=1,
    max_size=8,
)


def reference(spec: VectorizerSpec, kind: str) -> TfidfVectorizer:
    terms = {
        "words": lambda text: word_terms(words_of(text)),
        "grams": lambda text: character_grams(words_of(text), spec.character_gram_size),
    }
    return TfidfVectorizer(analyzer=terms[kind], sublinear_tf=True, min_df=spec.min_documents)


@pytest.mark.parametrize("min_documents", [1, 2])
def test_the_matrix_is_that_of_the_reference(min_documents: int) -> None:
    spec = VectorizerSpec(character_gram_size=3, min_documents=min_documents)
    vectorizer = fit_vectorizer(spec, TEXTS)
    words, grams = reference(spec, "words").fit(TEXTS), reference(spec, "grams").fit(TEXTS)
    unseen = [*TEXTS, "trust an unknown timer", "xyzzy"]
    expected = np.hstack([words.transform(unseen).toarray(), grams.transform(unseen).toarray()])
    np.testing.assert_allclose(vectorizer.matrix(unseen).toarray(), expected, atol=1e-6)
    assert vectorizer.terms() == [*words.get_feature_names_out(), *(f"#{gram}" for gram in grams.get_feature_names_out())]


@given(SENTENCES, st.randoms())
@settings(max_examples=30)
def test_the_order_of_the_training_texts_does_not_matter(texts: list[str], random) -> None:
    shuffled = random.sample(texts, len(texts))
    first, second = fit_vectorizer(SPEC, texts), fit_vectorizer(SPEC, shuffled)
    assert first.terms() == second.terms()
    assert (first.matrix(TEXTS).toarray() == second.matrix(TEXTS).toarray()).all()


@given(SENTENCES, st.text(max_size=40))
@settings(max_examples=50)
def test_a_row_is_that_of_the_matrix_and_each_kind_has_unit_length_or_none(texts: list[str], text: str) -> None:
    vectorizer = fit_vectorizer(SPEC, texts)
    columns, weights = vectorizer.row(text)
    row = np.zeros(vectorizer.num_terms, dtype=np.float32)
    row[columns] = weights
    assert (row == vectorizer.matrix([text]).toarray()[0]).all()
    assert len(set(columns.tolist())) == len(columns)
    split = len(vectorizer.words.columns)
    for part in (row[:split], row[split:]):
        assert np.linalg.norm(part) == pytest.approx(1.0, abs=1e-5) or not part.any()


def test_test_texts_change_nothing_that_was_fitted() -> None:
    vectorizer = fit_vectorizer(SPEC, TEXTS)
    before = vectorizer.matrix(TEXTS).toarray()
    vectorizer.matrix(["entirely new words of a test text"])
    assert (vectorizer.matrix(TEXTS).toarray() == before).all()


def test_no_texts_give_a_matrix_without_rows() -> None:
    vectorizer = fit_vectorizer(SPEC, TEXTS)
    assert vectorizer.matrix([]).shape == (0, vectorizer.num_terms)


def test_texts_without_a_common_term_are_refused() -> None:
    with pytest.raises(CodedError) as refusal:
        fit_vectorizer(VectorizerSpec(character_gram_size=3, min_documents=2), ["one", "two"])
    assert refusal.value.code == "learning.data.malformed"


def test_another_process_with_another_hash_seed_gets_the_same_bytes() -> None:
    code = (
        "import json,sys,hashlib\n"
        "from learning.text.specs import VectorizerSpec\n"
        "from learning.text.vectorizer import fit_vectorizer\n"
        "texts = json.loads(sys.stdin.read())\n"
        "v = fit_vectorizer(VectorizerSpec(character_gram_size=3, min_documents=1), texts)\n"
        "print(hashlib.sha256(v.matrix(texts).toarray().tobytes() + repr(v.terms()).encode()).hexdigest())\n"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", code], input=json.dumps(TEXTS), capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": seed}
        ).stdout
        for seed in ("1", "2")
    }
    assert len(found) == 1
