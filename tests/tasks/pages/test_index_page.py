from collections.abc import Collection
from datetime import UTC, datetime

import pytest

from gates.goals import GOALS, STRICT
from gates.params.limits.readiness import READINESS_FLOORS
from gates.readiness import Ground, mvp_readiness
from gates.status import GateState, main_track_status
from tasks.pages.index_page import FILES, index_page
from tests.gates.gate_states import all_done, failed
from tests.tasks.pages.page_facts import MADE, PARTS, missing, state_of_gate
from tests.tasks.pages.page_reader import PageReader, assert_harmless
from tests.tasks.pages.test_markup import HOSTILE


def page_of(states: dict[str, GateState], beside: Collection[str] = FILES) -> PageReader:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    status = main_track_status(states, STRICT, profile="reduced", now=now).model_copy(update={"overhead_sec": {"smoke": 1.5}})
    readiness = mvp_readiness(Ground(status, {}, frozenset(), ("four nodes",)), READINESS_FLOORS, now=now)
    return assert_harmless(index_page(status, readiness, states, MADE, beside))


def test_the_whole_tree_is_there_with_a_way_to_each_page() -> None:
    read = page_of(all_done() | {"calibration": missing("calibration")})
    assert {f"./{gate}.html" for gate in PARTS} <= set(read.values("href"))
    assert {goal.title + " " for goal in GOALS} | {part.title for part in PARTS.values()} <= set(read.texts)
    assert "Main track goals: 4/4 complete, required sub-goals 9/9." in read.texts
    assert (read.texts.count("Pass"), read.texts.count("Done"), read.texts.count("Not run")) == (9, 4, 1)
    assert "reporting: smoke 1.5 s." in read.text


def test_a_part_that_fails_blocks_its_goal_and_says_why() -> None:
    read = page_of(all_done(adapter=failed("adapter")))
    assert ("Fail" in read.texts, "Blocked" in read.texts, "Incomplete" in read.texts) == (True, True, True)
    assert "a: 0.5 is not >= 0.95" in read.text


def test_a_pass_names_the_figure_with_the_least_room() -> None:
    assert (
        "2026-01-01 00:00 UTC: least room: communication.sparse_vs_fp32_percent 99 ≥ 98 (+1)"
        in page_of(all_done(baseline=state_of_gate("baseline"))).texts
    )


@pytest.mark.parametrize("beside", [(), ("sweep.json",), ("mvp_readiness.json", "main_track_status.md"), FILES, (*FILES, "other.json")])
def test_it_leads_to_the_files_that_lie_beside_it_and_to_no_other(beside: tuple[str, ...]) -> None:
    read = page_of(all_done(), beside)
    links = read.values("href")
    assert [link for link in links if not link.endswith(".html")] == [f"./{name}" for name in FILES if name in beside]
    assert ("It has left no file here." in read.texts) is (not beside)


def test_a_milestone_that_is_open_says_what_it_misses() -> None:
    assert "needs N2, ready; open: N2: four nodes; ready" in page_of(all_done()).texts


@pytest.mark.parametrize("text", HOSTILE)
def test_what_a_stranger_wrote_is_read_and_not_run(text: str) -> None:
    unread = state_of_gate("smoke", ours=None, floors=None, problem=text, signer=text)
    assert "Fail" in page_of(all_done(smoke=unread)).texts
