import json
from pathlib import Path

import pytest

from p2p.agent.assistant.conversation.acts import act_features
from p2p.agent.assistant.encoder import Encoder
from p2p.agent.assistant.kinds import KINDS, kind_head

TURNS = [json.loads(line) for line in (Path(__file__).parents[4] / "data/own/assistant/kinds.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("what is 12 times 12?", "tool"),
        ("Reply with exactly these words: all is well", "instruction"),
        ("the spare key is under the blue pot", "memory"),
        ("which peers are online right now", "intent"),
        ("how long does an agent wait for an answer of a peer", "document"),
        ("let my sister know that I am stuck in traffic", "stranger"),
        ("I feel so alone these days", "stranger"),
    ],
)
def test_the_head_that_comes_along_knows_each_kind(text: str, kind: str, encoder: Encoder) -> None:
    chances = kind_head().chances(act_features(text, encoder.encode([text])[0]))
    assert max(chances, key=lambda one: chances[one]) == kind


def test_the_labelled_turns_are_all_different() -> None:
    assert len({turn["text"].casefold() for turn in TURNS}) == len(TURNS)
    assert {turn["kind"] for turn in TURNS} <= set(KINDS)
