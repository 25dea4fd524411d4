"""The parser's program leads from the chance on that its rival leaves it."""

import numpy as np
import pytest

from p2p.agent.assistant.conversation.acts import ACTS, Act
from p2p.agent.assistant.hearing import Heard
from p2p.agent.assistant.kinds import KINDS, Kind
from p2p.agent.assistant.meaning import MIN_MEANT, MIN_MEANT_CHAIN, MIN_MEANT_FORM, MIN_MEANT_TOOLS, MIN_MEANT_WORK, is_meant, least_chance
from p2p.agent.assistant.programs.language import Worked
from p2p.agent.assistant.programs.parser import Reading
from p2p.agent.assistant.relating.relations import Related
from p2p.agent.assistant.relating.scene import TURN_KINDS
from p2p.agent.assistant.reply import Reply, StepResult

STEP = StepResult("calculator", "4")


def heard(act: Act = "task", telling: float = 0.0, **kinds: float) -> Heard:
    chances: dict[Act, float] = {**dict.fromkeys(ACTS, 0.0), "tell": telling}
    of_kinds: dict[Kind, float] = dict.fromkeys(KINDS, 0.0)
    of_kinds |= {kind: chance for kind, chance in kinds.items() if kind in KINDS}  # pyright: ignore
    related = Related((), (), dict.fromkeys(TURN_KINDS, 1 / len(TURN_KINDS)))
    return Heard("say moss twice", np.ones(4, dtype=np.float32), chances, act, of_kinds, None, related)


@pytest.mark.parametrize(
    ("rival", "steps", "least"),
    [
        (Reply("I cannot help with that.", "out_of_scope"), (), MIN_MEANT),
        (Reply("moss", "instruction"), (), MIN_MEANT_WORK),
        (Reply("4", "tools", steps=(STEP,)), (), MIN_MEANT_FORM),
        (Reply("4", "tools", steps=(STEP,)), (STEP,), MIN_MEANT_TOOLS),
        (Reply("4", "tools", steps=(STEP, STEP)), (STEP, STEP, STEP), MIN_MEANT_CHAIN),
    ],
)
def test_it_leads_from_its_limit_on(rival: Reply, steps: tuple[StepResult, ...], least: float) -> None:
    asked = heard(instruction=1.0)
    for chance, leads in ((least * 1.01, True), (least * 0.99, False)):
        assert is_meant(Reading(Worked("moss moss", steps), "moss", chance), asked, rival) is leads


def test_what_is_of_the_memory_or_said_already_is_not_meant() -> None:
    reading = Reading(Worked("moss moss", ()), "moss", 1.0)
    assert not is_meant(reading, heard(instruction=0.4, memory=0.6), Reply("moss", "instruction"))
    assert not is_meant(reading, heard(instruction=1.0), Reply("moss moss", "instruction"))
    assert not is_meant(reading, heard("tell", 0.96, instruction=1.0), Reply("Noted: moss", "memory"))


@pytest.mark.parametrize("rival", [Reply("no", "out_of_scope"), Reply("moss", "instruction"), Reply("4", "tools", steps=(STEP,))])
@pytest.mark.parametrize("kinds", [{"instruction": 0.3, "tool": 0.6}, {"tool": 0.9}, {"instruction": 0.02}, {"tool": 0.3, "memory": 0.4}])
@pytest.mark.parametrize("steps", [(), (STEP, STEP)])
def test_what_is_less_likely_than_the_least_chance_is_not_meant(
    rival: Reply, kinds: dict[str, float], steps: tuple[StepResult, ...]
) -> None:
    asked = heard(**kinds)
    least = least_chance(asked, rival)
    chances = np.linspace(0, 1, 101)
    meant = [chance for chance in chances if is_meant(Reading(Worked("moss moss", steps), "moss", chance), asked, rival)]
    assert all(chance >= least for chance in meant)
    if least <= 0.98:
        either = [Reading(Worked("moss moss", some), "moss", least + 0.01) for some in ((), (STEP, STEP))]
        assert any(is_meant(one, asked, rival) for one in either)
