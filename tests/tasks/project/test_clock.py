"""The machine's time, and that of a rehearsal, which nothing else takes."""

from datetime import UTC, datetime, timedelta

import pytest

from core.errors import CodedError
from tasks.project.clock import VARIABLE, moment_now, rehearsal_mark


def code_of(**options: bool) -> str:
    with pytest.raises(CodedError) as caught:
        moment_now(**options)
    return caught.value.code


def test_without_a_given_moment_it_is_the_machines_time(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    for is_rehearsal in (True, False):
        found = moment_now(is_rehearsal=is_rehearsal)
        assert found.microsecond == 0 and abs(datetime.now(UTC) - found) < timedelta(hours=1)
    assert rehearsal_mark() == {"rehearsal": {"clock": "machine"}}


def test_a_rehearsal_takes_the_moment_that_it_is_given_and_says_so(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(VARIABLE, "2026-01-05T13:00:00+01:00")
    assert moment_now(is_rehearsal=True) == datetime(2026, 1, 5, 12, tzinfo=UTC)
    assert rehearsal_mark() == {"rehearsal": {"clock": "virtual"}}


def test_nothing_but_a_rehearsal_takes_it(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(VARIABLE, "2026-01-05T12:00:00Z")
    assert code_of() == "tasks.rehearsal.clock"


@pytest.mark.parametrize("given", ["", "tomorrow", "2026-01-05T12:00:00"])
def test_what_is_no_moment_is_refused(given: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(VARIABLE, given)
    assert code_of(is_rehearsal=True) == "tasks.rehearsal.clock"
