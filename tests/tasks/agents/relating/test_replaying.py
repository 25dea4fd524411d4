"""A labelled conversation leaves the memory that its labels say."""

from random import Random

import pytest

from learning.relations import ANSWERS, VOIDS
from p2p.agent.assistant.relating.scenes import Scenes
from tasks.agents.relating.cases import Conversation, LabelledTurn
from tasks.agents.relating.replaying import Replay, with_joined, without_some
from tasks.agents.relating.training import KeptEncoder

CONVERSATION = Conversation(
    turns=(
        LabelledTurn(kind="tell", text="my locker is 12 and my bay is 3", facts=("my locker is 12", "my bay is 3")),
        LabelledTurn(kind="ask", text="which bay?", of=(2,)),
        LabelledTurn(kind="tell", text="they moved me, bay 8 now", facts=("they moved me, bay 8 now",), of=(2,)),
        LabelledTurn(kind="other", text="what is 3 plus 4?"),
        LabelledTurn(kind="forget", text="forget the locker", of=(1,)),
        LabelledTurn(kind="ask", text="my locker?"),
        LabelledTurn(kind="forget_all", text="forget everything"),
    )
)


@pytest.fixture(scope="module")
def encoder() -> KeptEncoder:
    return KeptEncoder()


def test_each_turn_comes_with_what_then_holds(encoder: KeptEncoder) -> None:
    replay = Replay(encoder, Scenes(encoder))
    moments = [*replay.moments(CONVERSATION)]
    assert [[fact.said.text for fact in moment.facts] for moment in moments] == [
        [],
        ["my locker is 12", "my bay is 3"],
        ["my locker is 12", "my bay is 3"],
        ["my locker is 12", "they moved me, bay 8 now"],
        ["my locker is 12", "they moved me, bay 8 now"],
        ["they moved me, bay 8 now"],
        ["they moved me, bay 8 now"],
    ]
    assert [moment.is_of for moment in moments] == [[], [False, True], [False, True], None, [True, False], [False], None]
    assert moments[3].facts[1].former is not None and moments[3].facts[1].former.text == "my bay is 3"
    assert [moment.before and (moment.before[0], moment.before[1].text) for moment in moments[3:6]] == [
        ("tell", "they moved me, bay 8 now"),
        ("tell", "they moved me, bay 8 now"),
        ("forget", "forget the locker"),
    ]
    assert [fact.has_answered for fact in moments[2].facts] == [False, True]
    assert not replay.memory.facts and replay.memory.num_turns == 6


def test_what_a_fragment_goes_on_with_is_still_asked_for(encoder: KeptEncoder) -> None:
    told = [LabelledTurn(kind="tell", text=text, facts=(text,)) for text in ("for the party we need juice", "and 40 paper cups")]
    asked = [
        LabelledTurn(kind="ask", text="what do we need for the party?", of=(1, 2)),
        LabelledTurn(kind="forget", text="not the cups", of=(2,)),
    ]
    replay = Replay(encoder, Scenes(encoder))
    moments = [*replay.moments(Conversation(turns=(*told, *asked)))]
    assert [moment.is_of for moment in moments] == [[], [False], [True, True], [False, True]]


def test_a_lesson_says_of_which_facts_a_turn_is(encoder: KeptEncoder) -> None:
    lessons = [moment.lesson() for moment in Replay(encoder, Scenes(encoder)).moments(CONVERSATION)]
    assert [lesson.relation for lesson in lessons] == [VOIDS, ANSWERS, VOIDS, None, VOIDS, ANSWERS, None]
    assert lessons[1].labels_F is not None and lessons[1].labels_F.tolist() == [0, 1]


def test_without_what_tells_the_labels_are_of_what_is_left() -> None:
    told = [LabelledTurn(kind="tell", text=text, facts=(text,)) for text in ("red key", "blue key", "green key")]
    asked = LabelledTurn(kind="ask", text="which keys?", of=(1, 2, 3))
    made = [without_some(Conversation(turns=(*told, asked)), Random(seed), 0.5) for seed in range(20)]
    assert {len(one.turns) for one in made} == {1, 2, 3, 4}
    for one in made:
        assert one.turns[-1].of == tuple(range(1, len(one.turns)))
        assert [turn.text for turn in one.turns] == [turn.text for turn in (*told, asked) if turn.text in {kept.text for kept in one.turns}]


def test_turns_that_tell_are_joined_and_the_labels_stay() -> None:
    told = [LabelledTurn(kind="tell", text=f"the {thing} is red.", facts=(f"the {thing} is red",)) for thing in ("key", "hat", "cup")]
    asked = LabelledTurn(kind="ask", text="the cup?", of=(3,))
    whole = with_joined(Conversation(turns=(*told, asked)), Random(1), 1.0)
    assert len(whole.turns) == 2 and whole.turns[0].facts == ("the key is red", "the hat is red", "the cup is red")
    assert whole.turns[0].text.startswith("the key is red") and "red.," not in whole.turns[0].text
    corrected = LabelledTurn(kind="tell", text="no, blue", facts=("no, blue",), of=(1,))
    assert len(with_joined(Conversation(turns=(told[0], corrected, told[1])), Random(1), 1.0).turns) == 3


def test_facts_of_others_are_no_answers(encoder: KeptEncoder) -> None:
    before = [*Replay(encoder, Scenes(encoder)).moments(CONVERSATION)][1]
    replay = Replay(encoder, Scenes(encoder))
    list(replay.moments(Conversation(turns=CONVERSATION.turns[:1])))
    again = Replay(encoder, Scenes(encoder), replay.memory)
    moments = [*again.moments(Conversation(turns=CONVERSATION.turns[:2]))]
    assert before.is_of == [False, True] and moments[1].is_of == [False, False, False, True]


def test_a_piece_that_was_not_kept_teaches_nothing(encoder: KeptEncoder) -> None:
    """What the rules split in another way than the label is not half made void."""
    replay = Replay(encoder, Scenes(encoder))
    told = LabelledTurn(kind="tell", text="bring soap, towels", facts=("bring soap", "towels"))
    moments = [*replay.moments(Conversation(turns=(told, LabelledTurn(kind="forget", text="not the towels", of=(2,)))))]
    assert len(moments[1].facts) == 1 and moments[1].is_of is None
