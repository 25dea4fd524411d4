"""The heads that come with the assistant are what the labelled turns make."""

import base64
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

from learning.arrays import Float32Array, IndexArray
from learning.models.minilm import MiniLm
from p2p.agent.assistant.conversation.acts import ACTS, act_features, act_head
from p2p.agent.assistant.head import Head
from p2p.agent.assistant.kinds import KINDS, kind_head
from tasks.agents.acts import LabelledTurn, fit, labelled_acts, labelled_kinds, module_of, train_head
from tasks.project.files import PROJECT_ROOT

SHOWN = 24
"""Of the turns of a label every so many are shown."""


def decided_by(head: Head[Any], turns: Sequence[LabelledTurn], vectors_NH: Float32Array) -> IndexArray:
    """The place of the label that the head gives each turn."""
    features_NF = np.stack([act_features(turn.text, vector_H) for turn, vector_H in zip(turns, vectors_NH, strict=True)])
    return (features_NF @ head.weights_FL + head.bias_L).argmax(axis=1)


def test_what_can_be_told_apart_is_told_apart() -> None:
    random = np.random.default_rng(0)
    acts_N = random.integers(0, len(ACTS), 200)
    features_NF = np.eye(len(ACTS))[acts_N] + 0.1 * random.normal(size=(200, len(ACTS)))
    head, again = fit(ACTS, features_NF, acts_N), fit(ACTS, features_NF, acts_N)
    assert np.array_equal((features_NF @ head.weights_FL + head.bias_L).argmax(axis=1), acts_N)
    assert np.array_equal(head.weights_FL, again.weights_FL)


def test_requests_to_agents_are_no_concern_of_a_memory_and_have_an_intent() -> None:
    acts, kinds = labelled_acts(PROJECT_ROOT), labelled_kinds(PROJECT_ROOT)
    assert {turn.label for turn in acts} == set(ACTS)
    assert {turn.label for turn in kinds} == set(KINDS)
    asked = "Which peers are online right now?"
    assert [next(turn.label for turn in turns if turn.text == asked) for turns in (acts, kinds)] == ["other", "intent"]


@pytest.mark.parametrize("head", [act_head(), kind_head()])
def test_the_module_that_is_written_holds_the_head(head: Head[Any]) -> None:
    written: dict[str, Any] = {}
    exec(module_of(head, "acts.py"), written)
    rounded_FL = np.frombuffer(base64.b64decode(written["WEIGHTS"]), dtype=np.int8).reshape(head.weights_FL.shape)
    steps_L = np.abs(head.weights_FL).max(axis=0) / 127
    assert np.abs(rounded_FL * np.array(written["SCALES"]) - head.weights_FL).max() <= 0.51 * steps_L.max()
    assert np.allclose(written["BIAS"], head.bias_L, rtol=1e-5)


@pytest.mark.parametrize(("kept", "read", "least"), [(act_head(), labelled_acts, 0.95), (kind_head(), labelled_kinds, 0.84)])
def test_a_head_that_comes_along_knows_the_turns_that_are_labelled_now(
    kept: Head[Any], read: Callable[..., Sequence[LabelledTurn]], least: float
) -> None:
    """It is held to some turns of each label and to a head that is trained on these alone; `make soak-heads` trains on all."""
    turns = read(PROJECT_ROOT)
    some = [turn for label in kept.labels for turn in [one for one in turns if one.label == label][::SHOWN]]
    vectors_NH = MiniLm(precision="float32").encode([turn.text for turn in some]).features_NH
    trained = train_head(kept.labels, some, lambda _: vectors_NH)
    known_N, decided_N = (decided_by(head, some, vectors_NH) for head in (kept, trained))
    assert np.mean([kept.labels[place] == turn.label for place, turn in zip(known_N, some, strict=True)]) > least
    assert (known_N == decided_N).mean() > least
