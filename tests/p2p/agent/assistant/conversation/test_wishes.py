import pytest

from p2p.agent.assistant.conversation.wishes import released, told_to_keep, wants_everything_gone, wants_everything_listed


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("Would you please keep a note of this: the boiler was serviced in March", "the boiler was serviced in March"),
        ("The boiler was serviced in March, please hold on to that", "The boiler was serviced in March"),
        ("For future reference, make a mental note: the boiler is old", "the boiler is old"),
        ("You no longer need to remember that the boiler is old", None),
        ("Shout this in capitals: the boiler is old", None),
        ("The boiler was serviced in March", None),
    ],
)
def test_a_clause_that_only_asks_to_keep_is_taken_off(text: str, fact: str | None) -> None:
    assert told_to_keep(text) == fact


def test_everything_is_forgotten_only_where_nothing_else_is_named() -> None:
    assert wants_everything_gone("please throw away all the notes you have kept so far")
    assert not wants_everything_gone("please throw away all the notes about the boiler")
    assert not wants_everything_gone("don't forget everything")


def test_everything_is_listed_only_where_nothing_else_is_asked() -> None:
    assert wants_everything_listed("read out what you have got in your memory")
    assert not wants_everything_listed("read out what you know about the boiler")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("you need not remember the boiler any longer", "the boiler"),
        ("the boiler is no longer relevant", "the boiler"),
        ("don't forget the boiler", None),
        ("is the boiler no longer needed?", None),
    ],
)
def test_what_need_not_be_kept_is_named_in_any_words(text: str, what: str | None) -> None:
    assert released(text) == what
