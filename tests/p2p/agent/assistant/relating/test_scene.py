"""A turn and the facts as the network sees them."""

import numpy as np

from learning.relations import BEFORE, FACT, FORMER, MAX_FACTS, MAX_PIECES, TURN
from p2p.agent.assistant.conversation.matching import Match
from p2p.agent.assistant.conversation.rules import Ruled
from p2p.agent.assistant.encoder import Tokens
from p2p.agent.assistant.programs.pieces import NUM_MARKS as NUM_PIECE_MARKS
from p2p.agent.assistant.relating.scene import NUM_MARKS, NUM_SIGNS, Known, Said, scene_of


def said(text: str) -> Said:
    """A text whose words are its pieces."""
    spans, begin = [], 0
    for word in text.split(" "):
        spans.append((begin, begin + len(word)))
        begin += len(word) + 1
    return Said(text, Tokens(np.full((len(spans), 4), len(text), dtype=np.float32), spans))


def known(text: str, age: int = 3, former: str = "", ruled: Ruled | None = None, *, has_answered: bool = False) -> Known:
    return Known(said(text), said(former) if former else None, age, has_answered, ruled)


def test_every_piece_says_of_which_text_it_is() -> None:
    scene = scene_of(said("whose key"), ("ask", said("which door")), [known("my key is red"), known("a blue hat", former="a hat")])
    assert scene.texts_L.tolist() == [TURN] * 3 + [BEFORE] * 2 + [FACT] * 5 + [FACT] * 4 + [FORMER] * 2
    assert scene.facts_L.tolist() == [0] * 5 + [2] * 5 + [1] * 6
    assert scene.places_L.tolist() == [0, 1, 2, 1, 2, 0, 1, 2, 3, 4, 0, 1, 2, 3, 1, 2]
    assert scene.summaries_F.tolist() == [5, 10]
    assert scene.before_K.tolist() == [0, 1, 0]
    assert scene.states_LE.shape == (16, 4) and scene.marks_LM.shape == (16, NUM_MARKS) and scene.signs_FS.shape == (2, NUM_SIGNS)
    assert not scene.states_LE[[0, 5, 10]].any() and not scene.marks_LM[[0, 5, 10]].any()


def test_shared_words_are_marked_whatever_their_ending() -> None:
    scene = scene_of(said("whose keys"), ("ask", said("the red door's")), [known("a red key"), known("one door")])
    shared = scene.marks_LM[:, NUM_PIECE_MARKS:]
    assert shared[:3].tolist() == [[0, 0, 0], [0, 0, 0], [0, 0, 1]]
    assert shared[3:6].tolist() == [[0, 0, 0], [0, 0, 1], [0, 0, 1]]
    assert shared[7:10].tolist() == [[0, 0, 0], [0, 1, 0], [1, 0, 0]]
    assert shared[11:].tolist() == [[0, 0, 0], [0, 1, 0]]


def test_signs_say_how_the_rules_match_and_when_a_fact_was_told() -> None:
    facts = [
        known("a", 2, ruled=Ruled(Match(0.9, 0.5, 0.25, is_of_other=True), False, True, False, False)),
        known("b", 1, ruled=Ruled(Match(0.8, 0.25, 0.5), True, False, False, True), has_answered=True),
        known("c", 1, former="d", ruled=Ruled(Match(0.1, 0.0, 0.0, is_of_another=True), False, False, True, False)),
    ]
    signs = scene_of(said("e"), None, facts).signs_FS
    np.testing.assert_allclose(signs[:, :6], [[0.9, 0.5, 0.25, 1, 0, 0], [0.8, 0.25, 0.5, 0, 0, 1], [0.1, 0, 0, 0, 1, 0]])
    assert signs[:, 6:10].tolist() == [[0, 1, 0, 0], [1, 0, 0, 1], [0, 0, 1, 0]]
    assert signs[:, 10:].tolist() == [[0, 1, 0, 0, 0, 0], [1, 0, 1, 0, 1, 0], [1, 0, 0, 1, 0, 1]]
    assert not scene_of(said("e"), None, [known("a")]).signs_FS.any()


def test_what_is_too_long_or_too_much_is_cut() -> None:
    long = " ".join(["word"] * 500)
    scene = scene_of(said(long), None, [known(f"fact {number}") for number in range(MAX_FACTS + 3)])
    assert (scene.texts_L == TURN).sum() == MAX_PIECES + 1
    assert len(scene.summaries_F) == MAX_FACTS


def test_nothing_told_is_a_scene_too() -> None:
    scene = scene_of(said("hello"), None, [])
    assert scene.signs_FS.shape == (0, NUM_SIGNS) and scene.summaries_F.shape == (0,) and scene.texts_L.tolist() == [TURN, TURN]
