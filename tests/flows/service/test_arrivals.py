"""Files that come one upon another are told of once, when no more come; a file that is told of is not told of again."""

import threading

import pytest

from flows.service.arrivals import Arrivals, watch
from tasks.cohort.store import CohortFolder


@pytest.mark.parametrize(
    ("looks", "told"),
    [
        ([[], []], [0, 0]),
        ([["a"], ["a"], ["a"]], [0, 1, 0]),
        ([["a"], ["a", "b"], ["a", "b"], ["a", "b"]], [0, 0, 2, 0]),
        ([["a"], ["a"], ["a", "b"], ["a", "b"]], [0, 1, 0, 1]),
        ([["a"], ["a"], [], ["a"], ["a"]], [0, 1, 0, 0, 1]),
        ([["a"], []], [0, 0]),
    ],
)
def test_what_has_arrived_is_told_of_once_it_is_all_there(looks: list[list[str]], told: list[int]) -> None:
    arrivals = Arrivals()
    assert [arrivals.look(waiting) for waiting in looks] == told


def test_a_file_that_is_renamed_into_quarantine_is_told_of_also_where_there_was_no_cohort_before(tmp_path) -> None:
    found, has_told = list[int](), threading.Event()

    def tell_of(number: int) -> None:
        found.append(number)
        has_told.set()

    watch(tmp_path, tell_of, poll_s=0.01)
    folder = CohortFolder.at(tmp_path / "data" / "cohort")
    (folder.quarantine / "a.tgz.part").write_bytes(b"x")
    (folder.quarantine / "a.tgz.part").rename(folder.quarantine / "a.tgz")
    assert has_told.wait(60) and found == [1]
