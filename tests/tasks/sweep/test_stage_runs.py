"""The time that tasks cover, and the flow run behind a stage."""

import pytest

from tasks.sweep.stage_runs import covered_s, read_stage_run


@pytest.mark.parametrize(
    ("spans", "covered"),
    [((), 0.0), (((0.0, 2.0), (1.0, 3.0)), 3.0), (((5.0, 6.0), (0.0, 1.0)), 2.0), (((0.0, 9.0), (1.0, 2.0)), 9.0)],
)
def test_what_overlaps_counts_once(spans: tuple[tuple[float, float], ...], covered: float) -> None:
    assert covered_s(spans) == covered


def test_a_stage_run_is_found_by_its_name_with_its_failure_and_the_time_of_its_tasks(prefect_api: str) -> None:
    import time

    from prefect import flow, task

    @task(persist_result=False)
    def work() -> None:
        time.sleep(0.3)

    @flow(name="named", flow_run_name="named-abc123")
    def named() -> None:
        work()
        raise ValueError("the reason")

    with pytest.raises(ValueError):
        named()
    found = read_stage_run("named-abc123")
    assert found is not None
    assert "the reason" in found.message
    assert found.task_sec >= 0.3
    assert read_stage_run("named-other") is None
