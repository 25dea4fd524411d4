import pytest

from p2p.agent.assistant.conversation.kinds import kinds_asked, kinds_told


@pytest.mark.parametrize(
    ("question", "fact", "other", "kind"),
    [
        ("when does the choir meet?", "the choir meets on Thursdays", "the choir meets in the chapel", "time"),
        ("where does the choir meet?", "the choir meets in the chapel", "the choir meets on Thursdays", "place"),
        ("how old is Tom", "he's 41", "he works as a baker", "age"),
        ("what's my job", "I work as a welder", "I live upstairs", "work"),
        ("what does the lamp cost?", "the lamp was 75 euros", "the lamp is by the door", "money"),
        ("what colour is the hall?", "the hall is lilac", "the hall is cold", "colour"),
        ("which sport do I dislike?", "I can't stand golf", "I like golf", "dislike"),
        ("what nationality is she", "she's Danish", "she's tall", "nationality"),
    ],
)
def test_a_fact_tells_the_kind_of_thing_that_a_question_asks_for(question: str, fact: str, other: str, kind: str) -> None:
    assert kind in kinds_asked(question) & kinds_told(fact)
    assert kind not in kinds_told(other)
