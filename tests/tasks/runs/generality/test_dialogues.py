"""An agent's home gets what the assistant in the process has, and the dialogues are the first cases, which no day changes."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from gates.cases.half import Half, parse_half
from learning.arrays import Float32Array
from p2p.agent.assistant.assistant import Assistant
from p2p.agent.assistant.encoder import Tokens
from p2p.agent.assistant.files import read_documents, read_router
from p2p.agent.assistant.router import Router
from tasks.data.case_features import KnownTexts, case_texts
from tasks.runs.generality.assistant import assistant_of
from tasks.runs.generality.dialogues import asked_about, dialogues_of, held, move_in
from tests.gates.cases.small_half import long_text, paraphrases, small_half

UTTERANCE = "switch the lamp on"
FAMILIES = {"retrieval", "long_context_retrieval", "instruction_following", "conversation_continuity", "tool_use"}


def half() -> Half:
    return parse_half({**small_half(), **paraphrases(), "long_documents/attic.md": long_text(900, 700).encode()})


@pytest.fixture
def assistant() -> Assistant:
    texts = [*case_texts(half()), UTTERANCE]
    no_tokens = Tokens(np.zeros((0, 768), dtype=np.float32), ())
    vectors_NH = np.random.default_rng(2).normal(size=(len(texts), 384)).astype(np.float32)
    known = KnownTexts.of(texts, vectors_NH, dict.fromkeys(texts, no_tokens))
    weights_HL = np.random.default_rng(1).normal(size=(384, 2)).astype(np.float32)
    return assistant_of(known, half(), Router(("light", "weather"), weights_HL, np.zeros(2, dtype=np.float32), 0.5))


def packed(router: Router) -> Float32Array:
    return np.concatenate((router.weights_HL.ravel(), router.bias_L))


def test_the_home_has_the_router_and_the_documents_that_are_asked_about(assistant: Assistant, tmp_path: Path) -> None:
    move_in(tmp_path / "assistant", half(), assistant, packed(assistant.router), UTTERANCE)
    assert {one.id for one in read_documents(tmp_path / "assistant")} == {"tides", "barn"}
    router = read_router(tmp_path / "assistant")
    assert (router.labels, router.threshold) == (assistant.router.labels, assistant.router.threshold)
    assert np.array_equal(router.weights_HL, assistant.router.weights_HL) and np.array_equal(router.bias_L, assistant.router.bias_L)


def test_the_replies_are_those_of_an_assistant_with_these_documents(assistant: Assistant, tmp_path: Path) -> None:
    found = move_in(tmp_path / "assistant", half(), assistant, packed(assistant.router), UTTERANCE)
    few = assistant_of(assistant.encoder, asked_about(half()), assistant.router)
    assert {name: one.replies for name, one in found.items()} == {name: tuple(held(few, one.texts)) for name, one in found.items()}
    assert {source.document for source in found["retrieval"].replies[0].sources} <= {"tides", "barn"}
    assert "Ivo" in found["conversation_continuity"].replies[1].text


def test_one_case_of_each_family_is_asked_unless_it_has_a_day_of_its_own() -> None:
    cases = half().cases
    assert set(dialogues_of(cases, UTTERANCE)) == FAMILIES | {"classification"}
    (chain,) = cases.multi_step_tool_use
    assert chain.today == date(2026, 1, 1)
    undated = chain.model_copy(update={"id": "chain-2", "text": "add 2 and 2, then double it", "today": None})
    said = dialogues_of(cases.model_copy(update={"multi_step_tool_use": (chain, undated)}), UTTERANCE)
    assert said["multi_step_tool_use"] == ("add 2 and 2, then double it",)
    assert said["classification"] == (UTTERANCE,) and said["conversation_continuity"] == ("my cat is Ivo", "who is my cat?")
