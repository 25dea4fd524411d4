"""Which of the composed replies is meant is learnt from those that are right."""

from p2p.agent.assistant.composing.composer import candidates_of
from p2p.agent.assistant.composing.ranking import ranked, weights_of
from p2p.agent.assistant.kinds import KINDS
from tasks.agents.readings import Example, known_instructions, module_of, train_reading
from tasks.project.files import PROJECT_ROOT


def test_what_is_right_is_ranked_first_once_it_is_learnt() -> None:
    known = known_instructions(PROJECT_ROOT)[:60]
    kinds = dict.fromkeys(KINDS, 1 / len(KINDS))
    composed = [(tuple(candidates_of(case.text)), case.reply) for case in known]
    examples = [Example(found, tuple(one.reply == reply for one in found), None, False, kinds, 0.0) for found, reply in composed]
    weights = train_reading(examples)
    best = [ranked(found, weights) for found, reply in composed if any(one.reply == reply for one in found)]
    right = sum(one is not None and one.reply in {reply for _, reply in composed} for one in best)
    assert right >= 0.8 * len(best)


def test_the_module_that_is_written_holds_the_weights() -> None:
    written: dict[str, str] = {}
    exec(module_of({"one": 1.5, "none": 0.0}, {"two": -2.0}), written)
    assert [weights_of(written[name]) for name in ("READING", "CHOICE")] == [{"one": 1.5}, {"two": -2.0}]
