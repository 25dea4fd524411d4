"""What the heads and the parser say together of a turn."""

import numpy as np
import pytest

from p2p.agent.assistant.conversation.acts import ACTS, Act
from p2p.agent.assistant.hearing import PARSER_SHARE, Heard, acts_together, kinds_together
from p2p.agent.assistant.kinds import KINDS, Kind
from p2p.agent.assistant.programs.parser import TURNS, Parsing

ACT_CHANCES = {act: 1 / len(ACTS) for act in ACTS}
KIND_CHANCES = {kind: 1 / len(KINDS) for kind in KINDS}


def parsing(**turns: float) -> Parsing:
    return Parsing(dict.fromkeys(TURNS, 0.0) | turns, None)


@pytest.mark.parametrize("parsed", [parsing(), parsing(tell=1.0), parsing(other=0.7, ask=0.1), parsing(document=0.4, stranger=0.6)])
def test_chances_are_chances(parsed: Parsing) -> None:
    for chances in (acts_together(ACT_CHANCES, parsed), kinds_together(KIND_CHANCES, parsed)):
        assert sum(chances.values()) == pytest.approx(1) and min(chances.values()) >= 0


def test_without_the_parser_the_heads_decide() -> None:
    assert acts_together(ACT_CHANCES, None) == ACT_CHANCES and kinds_together(KIND_CHANCES, None) == KIND_CHANCES


def test_what_has_a_program_is_a_task_and_work() -> None:
    assert acts_together(ACT_CHANCES, parsing())["task"] == pytest.approx((1 - PARSER_SHARE) / len(ACTS) + PARSER_SHARE)
    kinds = kinds_together(KIND_CHANCES, parsing())
    assert kinds["tool"] + kinds["instruction"] == pytest.approx((1 - PARSER_SHARE) * 2 / len(KINDS) + PARSER_SHARE)


def test_what_is_told_is_of_the_memory_and_other_things_are_not() -> None:
    told, other = parsing(tell=1.0), parsing(document=1.0)
    assert kinds_together(KIND_CHANCES, told)["memory"] > PARSER_SHARE > kinds_together(KIND_CHANCES, other)["memory"]
    assert acts_together(ACT_CHANCES, told)["tell"] > PARSER_SHARE < acts_together(ACT_CHANCES, other)["other"]
    assert kinds_together(KIND_CHANCES, other)["document"] > PARSER_SHARE


@pytest.mark.parametrize(
    ("act", "told", "memory", "work", "is_told"),
    [("tell", 0.9, 0.6, 0.3, True), ("tell", 0.9, 0.3, 0.6, False), ("tell", 0.5, 0.6, 0.3, False), ("ask", 0.9, 0.6, 0.3, False)],
)
def test_what_surely_tells_is_no_work(act: Act, told: float, memory: float, work: float, is_told: bool) -> None:
    kinds: dict[Kind, float] = {**dict.fromkeys(KINDS, 0.01), "memory": memory, "tool": work}
    chances: dict[Act, float] = {**dict.fromkeys(ACTS, 0.0), "tell": told}
    assert Heard("my flat is 9 m wide", np.ones(4, dtype=np.float32), chances, act, kinds, None).is_surely_told is is_told
