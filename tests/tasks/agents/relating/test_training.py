"""A little training learns which fact a question is of, and the network that stands knows what it was not shown."""

from itertools import permutations

from p2p.agent.assistant.relating.relations import relations_of
from tasks.agents.relating.cases import Conversation, LabelledTurn, read_conversations
from tasks.agents.relating.training import RELATIONS_PATH, Counts, count_right, is_aside, train
from tasks.project.files import PROJECT_ROOT

THINGS = {"key": "red", "hat": "blue", "cup": "green", "bag": "brown", "pen": "black", "box": "white"}


def about(things: list[str]) -> Conversation:
    """Things are told, and then asked for in the other order."""
    told = [
        LabelledTurn(kind="tell", text=f"the {thing} is {THINGS[thing]}", facts=(f"the {thing} is {THINGS[thing]}",)) for thing in things
    ]
    asked = [
        LabelledTurn(kind="ask", text=f"what colour is the {thing}?", of=(place,))
        for place, thing in reversed([*enumerate(things, start=1)])
    ]
    return Conversation(turns=(*told, *asked))


def test_a_little_training_learns_which_fact_is_asked_for() -> None:
    names = list(THINGS)
    shown = [about([*pair]) for pair in permutations(names[:4], 2)]
    relations = relations_of(train(shown, [LabelledTurn(kind="other", text="what is 3 plus 4?")] * 6, num_steps=45))
    counts = count_right(relations, [about(["box", "key"]), about(["cup", "box"])])
    assert counts.best == (4, 4)


def test_the_network_that_stands_knows_conversations_that_it_was_not_shown() -> None:
    aside = [one for one in read_conversations(PROJECT_ROOT) if is_aside(one)][:30]
    counts = count_right(relations_of((PROJECT_ROOT / RELATIONS_PATH).read_bytes()), aside)
    for (right, whole), share in ((counts.best, 0.85), (counts.asked, 0.7), (counts.voided, 0.8), (counts.turns, 0.9)):
        assert right >= share * whole > 0


def test_counts_are_said() -> None:
    said = str(Counts(turns=(1, 2), asked=(3, 4), best=(5, 6), unanswered=(7, 8), voided=(9, 10)))
    assert said == "kinds of turns 1 of 2; questions: all facts 3 of 4, the best 5 of 6, none 7 of 8; facts made void 9 of 10"
