"""An agent's home gets what the assistant in the process has, and the dialogues are the first cases, which no day changes."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np

from gates.cases.half import Half, parse_half
from learning.arrays import Float32Array
from p2p.agent.assistant.encoder import Tokens
from p2p.agent.assistant.files import read_documents, read_router
from p2p.agent.assistant.router import Router
from p2p.agent.computing.conversations import Conversations
from p2p.agent.computing.operations import Converse
from tasks.data.case_features import KnownTexts, case_passages, case_texts
from tasks.runs.generality.assistant import assistant_of
from tasks.runs.generality.dialogues import dialogues_of, held, move_in
from tasks.runs.generality.families import TODAY
from tests.gates.cases.small_half import long_text, paraphrases, small_half

UTTERANCE = "switch the lamp on"
FAMILIES = {"retrieval", "long_context_retrieval", "instruction_following", "conversation_continuity", "tool_use", "out_of_scope"}
ROUTER = Router(
    labels=("light", "weather"),
    weights_HL=np.random.default_rng(1).normal(size=(384, 2)).astype(np.float32),
    bias_L=np.zeros(2, dtype=np.float32),
    threshold=0.5,
)


def half() -> Half:
    return parse_half({**small_half(), **paraphrases(), "long_documents/attic.md": long_text(900, 700).encode()})


def known_texts(texts: list[str]) -> KnownTexts:
    vectors_NH = np.random.default_rng(2).normal(size=(len(texts), 384)).astype(np.float32)
    no_tokens = Tokens(np.zeros((0, 768), dtype=np.float32), ())
    return replace(KnownTexts.of(texts, vectors_NH, dict.fromkeys(texts, no_tokens)), sha256="e" * 64)


def packed(router: Router) -> Float32Array:
    return np.concatenate((router.weights_HL.ravel(), router.bias_L))


def test_the_home_has_the_router_and_all_documents(tmp_path: Path) -> None:
    known = known_texts([*case_texts(half()), UTTERANCE])
    move_in(tmp_path / "assistant", half(), ROUTER, packed(ROUTER), known)
    assert {one.id for one in read_documents(tmp_path / "assistant")} == {"tides", "barn", "attic"}
    router = read_router(tmp_path / "assistant")
    assert (router.labels, router.threshold) == (ROUTER.labels, ROUTER.threshold)
    assert np.array_equal(router.weights_HL, ROUTER.weights_HL) and np.array_equal(router.bias_L, ROUTER.bias_L)


def test_the_agent_encodes_what_is_said_alone_and_replies_as_the_assistant_here(tmp_path: Path) -> None:
    """The encoder that answers in the home is one that knows no passage: it would refuse it."""
    known = known_texts([*case_texts(half()), UTTERANCE])
    move_in(tmp_path / "assistant", half(), ROUTER, packed(ROUTER), known)
    passages = set(case_passages(half()))
    said = [text for text in (*case_texts(half()), UTTERANCE) if text not in passages]
    turns_alone = replace(KnownTexts.of(said, known.encode(said), {text: known.tokens(text) for text in said}), sha256="e" * 64)
    agent, here = Conversations(tmp_path / "assistant", turns_alone), assistant_of(known, half(), ROUTER)
    for name, texts in dialogues_of(half().cases, UTTERANCE).items():
        replies = [agent.reply(Converse(conversation=name, text=text, today=TODAY)) for text in texts]
        assert replies == list(held(here, texts)), name
    assert passages and {"tides", "barn", "attic"} == {source.document for source in replies[0].sources}


def test_one_case_of_each_family_is_asked_unless_it_has_a_day_of_its_own() -> None:
    cases = half().cases
    assert set(dialogues_of(cases, UTTERANCE)) == FAMILIES | {"classification"}
    (chain,) = cases.multi_step_tool_use
    assert chain.today == date(2026, 1, 1)
    undated = chain.model_copy(update={"id": "chain-2", "text": "add 2 and 2, then double it", "today": None})
    said = dialogues_of(cases.model_copy(update={"multi_step_tool_use": (chain, undated)}), UTTERANCE)
    assert said["multi_step_tool_use"] == ("add 2 and 2, then double it",)
    assert said["classification"] == (UTTERANCE,) and said["conversation_continuity"] == ("my cat is Ivo", "who is my cat?")
