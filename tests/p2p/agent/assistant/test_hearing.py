"""What the heads, the parser and the relations say together of a turn."""

from typing import cast

import numpy as np
import pytest

from p2p.agent.assistant.conversation.acts import ACTS, Act
from p2p.agent.assistant.conversation.turns import TOLD
from p2p.agent.assistant.hearing import PARSER_SHARE, RELATIONS_SHARE, Heard, acts_together, kinds_together
from p2p.agent.assistant.kinds import KINDS, Kind
from p2p.agent.assistant.programs.parser import TURNS, Parsing
from p2p.agent.assistant.relating.relations import Related
from p2p.agent.assistant.relating.scene import TURN_KINDS, TurnKind

ACT_CHANCES = {act: 1 / len(ACTS) for act in ACTS}
RELATED = Related((), (), dict.fromkeys(TURN_KINDS, 1 / len(TURN_KINDS)))
KIND_CHANCES = {kind: 1 / len(KINDS) for kind in KINDS}


def parsing(**turns: float) -> Parsing:
    return Parsing(dict.fromkeys(TURNS, 0.0) | turns, lambda _: None)


def turn(**kinds: float) -> dict[TurnKind, float]:
    """What the relations say of a turn."""
    found: dict[TurnKind, float] = dict.fromkeys(TURN_KINDS, 0.0)
    return found | cast(dict[TurnKind, float], kinds)


@pytest.mark.parametrize("related", [turn(tell=1.0), turn(other=0.5, ask=0.5)])
@pytest.mark.parametrize("parsed", [None, parsing(), parsing(tell=1.0), parsing(other=0.7, ask=0.1), parsing(document=0.4, stranger=0.6)])
def test_chances_are_chances(parsed: Parsing | None, related: dict[TurnKind, float]) -> None:
    for chances in (acts_together(ACT_CHANCES, parsed, related), kinds_together(KIND_CHANCES, parsed, related)):
        assert sum(chances.values()) == pytest.approx(1) and min(chances.values()) >= 0


def test_the_relations_count_as_much_as_their_share() -> None:
    acts = acts_together(ACT_CHANCES, None, turn(tell=1.0))
    assert [acts[act] for act in TOLD] == pytest.approx([(1 - RELATIONS_SHARE) / len(ACTS) + RELATIONS_SHARE / 3] * 3)
    assert acts["ask"] == pytest.approx((1 - RELATIONS_SHARE) / len(ACTS))
    kinds = kinds_together(KIND_CHANCES, None, turn(other=1.0))
    assert kinds["memory"] == pytest.approx((1 - RELATIONS_SHARE) / len(KINDS))
    assert kinds_together(KIND_CHANCES, None, turn(ask=1.0))["memory"] == pytest.approx(kinds["memory"] + RELATIONS_SHARE)


def test_what_has_a_program_is_a_task_and_work() -> None:
    other = turn(other=1.0)
    assert acts_together(ACT_CHANCES, parsing(), other)["task"] > PARSER_SHARE
    kinds = kinds_together(KIND_CHANCES, parsing(), other)
    assert kinds["tool"] + kinds["instruction"] > PARSER_SHARE


def test_what_is_told_is_of_the_memory_and_other_things_are_not() -> None:
    told, other = (parsing(tell=1.0), turn(tell=1.0)), (parsing(document=1.0), turn(other=1.0))
    assert kinds_together(KIND_CHANCES, *told)["memory"] > PARSER_SHARE > kinds_together(KIND_CHANCES, *other)["memory"]
    assert acts_together(ACT_CHANCES, *told)["tell"] > PARSER_SHARE < acts_together(ACT_CHANCES, *other)["other"]
    assert kinds_together(KIND_CHANCES, *other)["document"] > PARSER_SHARE


@pytest.mark.parametrize(
    ("act", "told", "memory", "work", "is_told"),
    [("tell", 0.9, 0.6, 0.3, True), ("tell", 0.9, 0.3, 0.6, False), ("tell", 0.5, 0.6, 0.3, False), ("ask", 0.9, 0.6, 0.3, False)],
)
def test_what_surely_tells_is_no_work(act: Act, told: float, memory: float, work: float, is_told: bool) -> None:
    kinds: dict[Kind, float] = {**dict.fromkeys(KINDS, 0.01), "memory": memory, "tool": work}
    chances: dict[Act, float] = {**dict.fromkeys(ACTS, 0.0), "tell": told}
    assert Heard("my flat is 9 m wide", np.ones(4, dtype=np.float32), chances, act, kinds, None, RELATED).is_surely_told is is_told
