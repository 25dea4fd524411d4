"""The record of a sweep adds up, is signed, and keeps what was measured before."""

import pytest

from tasks.sweep.record import SWEEP_RECORD, StageTimes, publish_record, recorded_overheads, recorded_times

measured = StageTimes.measured


def test_the_overhead_is_what_no_task_covers_and_a_stage_without_tasks_has_none() -> None:
    assert StageTimes.measured(5.0, 3.5).overhead_sec == 1.5
    assert StageTimes.measured(5.0, None) == StageTimes(wall_sec=5.0, task_sec=None, overhead_sec=None)


def test_stages_that_were_up_to_date_keep_their_times_and_the_record_is_signed(published) -> None:
    (published.root / "tasks" / "sweep").mkdir(parents=True, exist_ok=True)
    (published.root / "tasks" / "sweep" / "record.py").write_text("# the code")
    publish_record(
        published.root, "reduced", "run-1", {"smoke": measured(5.0, 3.0), "baseline": measured(9.0, 8.0), "data": measured(1.0, None)}
    )
    path = publish_record(published.root, "reduced", "run-2", {"smoke": measured(4.0, 3.0)})
    assert {name: times.wall_sec for name, times in recorded_times(published.reports).items()} == {
        "smoke": 4.0,
        "baseline": 9.0,
        "data": 1.0,
    }
    assert recorded_overheads(published.reports) == {"smoke": 1.0, "baseline": 1.0}
    assert path.with_name("sweep.dsse.json").is_file()


@pytest.mark.parametrize("content", [None, "no record", '{"stages": {"smoke": {"wall_sec": 1.0}}}'])
def test_no_overhead_is_known_without_a_record_that_can_be_read(tmp_path, content: str | None) -> None:
    if content is not None:
        (tmp_path / SWEEP_RECORD).write_text(content)
    assert recorded_overheads(tmp_path) is None
