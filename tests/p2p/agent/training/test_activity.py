"""An owner sees everything once, in order, and a long life costs bounded memory."""

from p2p.agent.training.activity import MAX_EVENTS, Activity


def test_a_watcher_that_remembers_the_last_number_misses_and_repeats_nothing() -> None:
    activity = Activity()
    activity.note("joined", "s", "p", "mine", num_rounds=3)
    activity.note("trained", "s", "p", "mine", round_index=0, loss=0.5)
    first = activity.after(0)
    assert [(event.number, event.kind) for event in first] == [(1, "joined"), (2, "trained")]
    activity.note("ended", "s", "p", "mine", code="p2p.peer.lost")
    assert [event.code for event in activity.after(first[-1].number)] == ["p2p.peer.lost"]


def test_only_the_latest_events_are_kept() -> None:
    activity = Activity()
    for _ in range(MAX_EVENTS + 5):
        activity.note("joined", "s", "p", "mine")
    assert [event.number for event in activity.after(0)][:1] == [6]
    assert len(activity.after(0)) == MAX_EVENTS
