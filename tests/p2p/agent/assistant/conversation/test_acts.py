import json
from pathlib import Path

import numpy as np
import pytest

from p2p.agent.assistant.conversation.acts import ACTS, act_features, act_head, signs_of
from p2p.agent.assistant.encoder import Encoder

TURNS = [json.loads(line) for line in (Path(__file__).parents[5] / "data/own/assistant/acts.jsonl").read_text("utf-8").splitlines()]


def act_of(text: str, encoder: Encoder) -> str:
    chances = act_head().chances(act_features(text, encoder.encode([text])[0]))
    return max(chances, key=lambda act: chances[act])


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("the spare key is under the blue pot", "tell"),
        ("no, sorry, it's under the red one now", "correct"),
        ("and a bottle of milk", "fragment"),
        ("where is the spare key?", "ask"),
        ("you need not remember the spare key any longer", "forget"),
        ("delete everything you know", "forget_all"),
        ("show me all your notes", "list"),
        ("what is 12 times 12?", "task"),
        ("turn the heating up a notch", "other"),
    ],
)
def test_the_head_that_comes_along_knows_each_act(text: str, act: str, encoder: Encoder) -> None:
    assert act_of(text, encoder) == act


def test_dont_forget_is_no_order_to_forget(encoder: Encoder) -> None:
    assert act_of("don't forget that the milk is in the cellar", encoder) == "tell"


def test_a_vector_s_length_does_not_count() -> None:
    features_H = np.arange(384, dtype=np.float32)
    assert np.allclose(act_features("hello", features_H), act_features("hello", 3 * features_H))


def test_a_sign_is_in_the_words_and_not_in_their_case() -> None:
    assert np.array_equal(signs_of("please forget it"), signs_of("please FORGET it"))
    assert not np.array_equal(signs_of("the key is here"), signs_of("the key is here?"))


def test_the_labelled_turns_are_all_different() -> None:
    assert len({turn["text"].casefold() for turn in TURNS}) == len(TURNS)
    assert {turn["act"] for turn in TURNS} == set(ACTS)
