"""The record of a sweep adds up, is signed, and keeps what was measured before."""

import json

from tasks.sweep_record import StageTimes, publish_record


def stages(path) -> dict:
    return json.loads(path.read_text())["stages"]


def test_the_overhead_is_what_no_task_covers_and_a_stage_without_tasks_has_none() -> None:
    assert StageTimes.measured(5.0, 3.5) == StageTimes(5.0, 3.5, 1.5)
    assert StageTimes.measured(5.0, None) == StageTimes(5.0, None, None)


def test_stages_that_were_up_to_date_keep_their_times_and_the_record_is_signed(published) -> None:
    (published.root / "tasks").mkdir(exist_ok=True)
    (published.root / "tasks" / "sweep_record.py").write_text("# the code")
    publish_record(published.root, "reduced", "run-1", {"smoke": StageTimes(5.0, 3.0, 2.0), "baseline": StageTimes(9.0, 8.0, 1.0)})
    path = publish_record(published.root, "reduced", "run-2", {"smoke": StageTimes(4.0, 3.0, 1.0)})
    assert {name: times["overhead_sec"] for name, times in stages(path).items()} == {"smoke": 1.0, "baseline": 1.0}
    assert path.with_name("sweep.dsse.json").is_file()
