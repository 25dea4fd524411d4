from datetime import date
from pathlib import Path

import numpy as np

from learning.models.minilm import MiniLm
from p2p.agent.computing.conversations import MAX_CONVERSATIONS, MAX_KEPT, Conversations, TurnEncoder
from p2p.agent.computing.operations import Converse

TODAY = date(2026, 5, 5)


def test_an_answer_without_a_document_needs_no_encoder(tmp_path: Path) -> None:
    said = Conversations(tmp_path).reply(Converse(conversation="a", text="5 miles in km", today=TODAY))
    assert (said.text, said.steps[0].tool) == ("8.04672", "units")


def test_the_conversation_that_was_silent_longest_is_forgotten(tmp_path: Path) -> None:
    conversations = Conversations(tmp_path)
    for number in range(MAX_CONVERSATIONS + 1):
        conversations.reply(Converse(conversation=str(number), text="2 + 2", today=TODAY))
    assert "0" not in conversations._memories
    assert len(conversations._memories) == MAX_CONVERSATIONS


def test_an_agent_takes_the_vectors_of_an_encoder_that_works_as_its_own() -> None:
    assert TurnEncoder().sha256 == MiniLm(precision="float32").sha256 != MiniLm(precision="bfloat16").sha256


def test_what_the_encoder_said_of_a_text_is_kept_for_a_while() -> None:
    encoder = TurnEncoder()
    first = encoder.encode(["the key is red"])
    states_LE = MiniLm(precision="float32").token_states("the key is red")[0]
    for number in range(MAX_KEPT - 1):
        encoder.encode([str(number)])
    assert encoder.encode(["the key is red"]) is first
    np.testing.assert_array_equal(encoder.tokens("the key is red").states_LE, states_LE)
    for number in range(MAX_KEPT):
        encoder.encode([str(number)])
    again = encoder.encode(["the key is red"])
    assert again is not first
    np.testing.assert_array_equal(again, first)
