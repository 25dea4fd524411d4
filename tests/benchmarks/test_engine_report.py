"""Ratios are those of median trainings; what did not run is said, not left out."""

import json
from dataclasses import replace

import pytest

from benchmarks.engine_report import Engine, Run, draw, merge, speed_tests, table, write_section

ENGINES = (
    Engine("ours_1", "ours", 1),
    Engine("torch", "PyTorch", 1),
    Engine("flower_1", "Flower", 1, peer="flower", is_one_process=False),
    Engine("flower", "Flower", 2, peer="flower", is_one_process=False),
    Engine("cnn_ours", "ours", 1, kind="cnn"),
)
RUNS = {
    "ours_1": Run((0.7, 0.3, 0.4), (0.5, 0.2, 0.4), 1.0, 0.9, 2**27),
    "torch": Run((1.3, 0.7), (1.1, 0.7), 2.0, 0.9, 2**28),
    "flower_1": Run((44.0,), (2.0,), 20.0, 0.9, 2**31),
    "flower": Run(missing='File "/home/me/x", line 1 | no matching\ndistribution|found'),
    "cnn_ours": Run((0.2,), (0.2,), 1.0, 0.9, 2**27),
}


def test_ratio_is_that_of_the_medians_and_judged_by_its_limit():
    by_text = {str(test["asked"]): test for test in speed_tests(RUNS)}
    torch = by_text["times as fast as a plain PyTorch loop"]
    assert torch["found"] == 2.5 and torch["is_met"] is False
    assert speed_tests(RUNS | {"torch": Run((1.6,))})[5]["is_met"] is True
    assert by_text["times as fast as Flower on one processor, ours on one"]["found"] == pytest.approx(110)


def test_one_short_training_among_many_changes_no_ratio():
    assert speed_tests(RUNS | {"ours_1": Run((0.4, 0.1, 0.4))}) == speed_tests(RUNS)


def test_ratio_to_an_engine_that_did_not_run_is_unknown():
    tests = speed_tests(RUNS)
    assert [(tests[place]["found"], tests[place]["is_met"]) for place in (0, 2, 3, 4)] == [(None, None)] * 4


def test_table_says_what_did_not_run_and_why():
    text = table(ENGINES, RUNS)
    assert "| Flower | 2 | did not run: no matching distribution/found |" in text
    assert "| PyTorch | 1 | 2 | 1 | 2.5 | 0.9 | 2 | 0.9 | 256 |" in text
    assert "| Flower | 1 | 1 | 44 | 110 | – | 20 | 0.9 | 2,048 |" in text
    assert "| 3 | 2.5 (missed) |" in text
    assert all(line.count("|") in (4, 10) for line in text.splitlines()[2:] if line)


def test_trainings_of_all_passes_are_put_together_and_a_failed_pass_takes_none_of_them_away():
    one = merge(Run((1.0,), (0.9,), 5.0, 0.9, 10), Run((2.0,), (1.9,), 4.0, 0.8, 20))
    assert one == Run((1.0, 2.0), (0.9, 1.9), 4.0, 0.8, 20)
    assert merge(one, RUNS["flower"]) == merge(RUNS["flower"], one) == replace(one, missing=RUNS["flower"].missing)
    assert merge(RUNS["flower"], Run(missing="again")).missing == RUNS["flower"].missing


def test_ratio_and_row_of_an_engine_with_a_failed_pass_are_those_of_its_trainings():
    runs = RUNS | {"torch": merge(RUNS["torch"], Run(missing="killed"))}
    assert speed_tests(runs) == speed_tests(RUNS)
    assert "| PyTorch (a pass failed: killed) | 1 | 2 | 1 | 2.5 | 0.9 | 2 | 0.9 | 256 |" in table(ENGINES, runs)


def test_unknown_values_are_null_in_json():
    assert json.loads(json.dumps(RUNS["flower"].as_json(), allow_nan=False))["median_s"] is None


def test_section_is_written_between_its_marks_only(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- written by benchmarks/engines.py --write -->\nold\n<!-- end of engines -->\nafter\n")
    write_section(page, "engines", "new")
    write_section(page, "engines", "newer")
    text = page.read_text()
    assert text.startswith("before\n") and text.endswith("\nafter\n") and "newer" in text and "old" not in text and "new\n" not in text


def test_figure_shows_what_ran(tmp_path):
    draw(tmp_path / "figures" / "engines.svg", ENGINES, RUNS)
    assert (tmp_path / "figures" / "engines.svg").read_text().startswith("<?xml")
