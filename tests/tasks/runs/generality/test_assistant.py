"""The assistant of the gate has one library of all documents, and a router that knows nothing sends nothing anywhere."""

import numpy as np

from gates.cases.half import parse_half
from tasks.data.case_features import KnownTexts, case_texts
from tasks.runs.generality.assistant import assistant_of, untrained_router
from tests.gates.cases.small_half import paraphrases, small_half


def test_short_and_long_documents_lie_in_one_library() -> None:
    half = parse_half({**small_half(), **paraphrases()})
    texts = case_texts(half)
    vectors = np.random.default_rng(0).normal(size=(len(texts), 384)).astype(np.float32)
    assistant = assistant_of(KnownTexts.of(texts, vectors), half, untrained_router())
    assert set(assistant.library.documents) == {"tides", "barn"}


def test_an_untrained_router_says_no_intent() -> None:
    assert untrained_router().intent_of(np.ones(384, dtype=np.float32))[0] is None
