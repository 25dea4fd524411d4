"""The head that comes with the assistant is what the labelled turns make."""

import numpy as np
import pytest

from learning.models.minilm import MiniLm
from p2p.agent.assistant.conversation.acts import ACTS, act_features, act_head
from tasks.agents.acts import fit, labelled_turns, module_of, train_head
from tasks.project.files import PROJECT_ROOT


def test_what_can_be_told_apart_is_told_apart() -> None:
    random = np.random.default_rng(0)
    acts_N = random.integers(0, len(ACTS), 200)
    features_NF = np.hstack([np.eye(len(ACTS))[acts_N] + 0.1 * random.normal(size=(200, len(ACTS))), np.ones((200, 1))])
    weights_FA = fit(features_NF, acts_N)
    assert np.array_equal((features_NF @ weights_FA).argmax(axis=1), acts_N)
    assert np.array_equal(weights_FA, fit(features_NF, acts_N))


def test_requests_to_agents_are_no_concern_of_a_memory() -> None:
    turns = labelled_turns(PROJECT_ROOT)
    assert {turn.act for turn in turns} == set(ACTS)
    assert next(turn for turn in turns if turn.text == "Which peers are online right now?").act == "other"


def test_the_module_that_is_written_holds_the_head() -> None:
    head = act_head()
    written: dict[str, str] = {}
    exec(module_of(head), written)
    assert np.allclose(written["SCALES"], np.abs(head.weights_FA).max(axis=0) / 127, rtol=1e-4)
    assert len(written["WEIGHTS"]) == -(-head.weights_FA.size // 3) * 4


@pytest.mark.slow
def test_the_head_that_comes_along_decides_as_one_that_is_trained_now() -> None:
    encoder, turns = MiniLm(precision="float32"), labelled_turns(PROJECT_ROOT)
    vectors_NH = encoder.encode([turn.text for turn in turns]).features_NH
    trained, kept = train_head(turns, lambda _: vectors_NH), act_head()
    features_NF = np.stack([act_features(turn.text, vector_H) for turn, vector_H in zip(turns, vectors_NH, strict=True)])
    decided_N, known_N = ((features_NF @ head.weights_FA + head.bias_A).argmax(axis=1) for head in (trained, kept))
    assert (decided_N == known_N).mean() > 0.99
