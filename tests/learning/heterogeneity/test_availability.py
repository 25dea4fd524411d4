"""Availability traces: spans follow one another, whoever asks in whatever order."""

from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.errors import TraceInvalidError
from learning.heterogeneity.availability import AlwaysOnline, DayAndNight, OnAndOff, Recorded, Span, churning_clients

EVERYONE = frozenset(range(5))


def traces(seed):
    return [
        DayAndNight(seed, 86_400.0, 30_000.0),
        OnAndOff(seed, 300.0, 100.0, EVERYONE),
        AlwaysOnline(),
        Recorded({0: [(0, 5), (7.5, 9)]}),
    ]


@given(st.integers(0, 2**32 - 1), st.integers(0, 4), st.floats(0, 1e6), st.integers(0, 3))
def test_a_span_lasts_until_the_other_state_begins(seed, client, at_s, kind):
    trace = traces(seed)[kind]
    here = trace.span(client, at_s)
    assert here.until_s > at_s
    if here.until_s < inf:
        middle = trace.span(client, (at_s + here.until_s) / 2) if (at_s + here.until_s) / 2 < here.until_s else here
        after = trace.span(client, here.until_s)
        assert middle == here and after.is_online != here.is_online and after.until_s > here.until_s


@given(st.lists(st.tuples(st.integers(0, 4), st.floats(0, 1e5)), min_size=1, max_size=30), st.randoms())
def test_answers_do_not_depend_on_the_order_of_questions(questions, random):
    for first, second in zip(traces(7), traces(7), strict=True):
        asked = {question: first.span(*question) for question in questions}
        assert all(second.span(*question) == asked[question] for question in random.sample(questions, len(questions)))


def test_a_day_is_as_long_as_it_says_and_begins_for_each_client_at_another_time():
    trace = DayAndNight(0, 24.0, 8.0)
    times = np.arange(0, 240, 0.25)
    shares = [np.mean([trace.span(client, float(time)).is_online for time in times]) for client in range(20)]
    assert shares == pytest.approx([1 / 3] * 20, abs=0.01)
    assert len({trace.span(client, 0.0).until_s % 24 for client in range(20)}) == 20


def test_churn_has_the_mean_times_that_it_was_given():
    trace, spans, now_s = OnAndOff(1, 30.0, 10.0, frozenset({0})), {True: [], False: []}, 0.0
    while now_s < 200_000:
        span = trace.span(0, now_s)
        spans[span.is_online].append(span.until_s - now_s)
        now_s = span.until_s
    assert np.mean(spans[True]) == pytest.approx(30, rel=0.05) and np.mean(spans[False]) == pytest.approx(10, rel=0.05)
    starts = [OnAndOff(1, 30.0, 10.0, frozenset(range(2000))).span(client, 0.0).is_online for client in range(2000)]
    assert np.mean(starts) == pytest.approx(0.75, abs=0.03)


def test_who_does_not_churn_stays():
    assert OnAndOff(1, 30.0, 10.0, frozenset({0})).span(1, 1e9) == Span(True, inf)


def test_a_recorded_trace_says_what_was_recorded():
    trace = Recorded({4: [(2, 5), (7, 9)]})
    assert [trace.span(4, at_s) for at_s in (0, 2, 4.9, 5, 7, 9)] == [
        Span(False, 2), Span(True, 5), Span(True, 5), Span(False, 7), Span(True, 9), Span(False, inf),
    ]  # fmt: skip
    assert trace.span(0, 3.0) == Span(False, inf)


@pytest.mark.parametrize("intervals", [[(3, 2)], [(2, 2)], [(-1, 2)], [(1, 3), (2, 4)], [(1, 2), (2, 3)], [(0, float("nan"))]])
def test_intervals_that_are_no_trace_are_refused(intervals):
    with pytest.raises(TraceInvalidError):
        Recorded({0: intervals})


@pytest.mark.parametrize(("period_s", "online_s"), [(0, 0), (24, 0), (24, 24), (24, 30), (inf, 3), (24, float("nan"))])
def test_a_day_without_two_parts_is_refused(period_s, online_s):
    with pytest.raises(TraceInvalidError):
        DayAndNight(0, period_s, online_s)


@pytest.mark.parametrize(("online_s", "offline_s"), [(0, 1), (1, 0), (1, inf), (inf, 1), (-1, 1)])
def test_means_that_are_not_positive_are_refused(online_s, offline_s):
    with pytest.raises(TraceInvalidError):
        OnAndOff(0, online_s, offline_s, EVERYONE)


@given(st.integers(1, 50), st.floats(0, 1), st.integers(0, 100))
def test_at_least_the_share_of_the_clients_churns(num_clients, share, seed):
    clients = churning_clients(num_clients, share, seed)
    assert clients <= set(range(num_clients)) and share * num_clients - 1e-6 <= len(clients) < share * num_clients + 1
    assert clients == churning_clients(num_clients, share, seed)


def test_no_share_beyond_everyone():
    with pytest.raises(TraceInvalidError):
        churning_clients(4, 1.5, 0)
