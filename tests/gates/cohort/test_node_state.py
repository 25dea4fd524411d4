"""The uptime is that of the last 24 hours, really."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import CodedError
from gates.cohort.node_state import NodeState, parse_node_state, uptime_ratio_24h, with_span

START = datetime(2026, 1, 1, tzinfo=UTC)
NEW = NodeState(schema_version=1, node_id="node-1", measured_utc="2026-01-01T00:00:00Z", up=())


def after(*hours: tuple[float, float]) -> NodeState:
    state = NEW
    for begin, end in hours:
        state = with_span(state, START + timedelta(hours=begin), START + timedelta(hours=end))
    return state


def test_a_long_life_does_not_make_up_for_a_bad_day():
    assert uptime_ratio_24h(after((0, 240))) == 1.0
    assert uptime_ratio_24h(after((0, 240), (252, 264))) == pytest.approx(0.5)


def test_a_young_node_was_not_up_before_it_was_there():
    assert uptime_ratio_24h(after((0, 6))) == 0.25
    assert uptime_ratio_24h(NEW) == 0.0


def test_two_reports_of_one_stretch_count_once():
    assert after((0, 6), (0, 12)) == after((0, 12)) == after((0, 6), (5, 12))


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100)), max_size=20))
def test_the_state_stays_possible_and_its_ratio_a_ratio(steps: list[tuple[int, int]]):
    state, end = NEW, START
    for pause, length in steps:
        begin = end + timedelta(minutes=30 * pause)
        end = begin + timedelta(minutes=30 * length)
        state = with_span(state, begin, end)
    assert parse_node_state(state.model_dump_json().encode()) == state
    assert 0 <= uptime_ratio_24h(state) <= 1


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{}",
        b'{"schema_version": 1, "node_id": "a", "measured_utc": "2026-99-01T00:00:00Z", "up": []}',
        NEW.model_copy(update={"up": after((1, 2)).up}).model_dump_json().encode(),
        after((0, 2)).model_copy(update={"up": after((0, 1)).up * 2}).model_dump_json().encode(),
    ],
)
def test_what_cannot_be_is_refused_by_code(raw: bytes):
    with pytest.raises(CodedError) as caught:
        parse_node_state(raw)
    assert caught.value.code == "gates.bundle.node_state"
