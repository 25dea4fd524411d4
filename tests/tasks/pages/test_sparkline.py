import re

from tasks.pages.sparkline import HEIGHT, MAX_POINTS, WIDTH, Point, sparkline
from tests.tasks.pages.page_reader import PageReader


def points(*values: float) -> list[Point]:
    return [Point(f"2026-01-{1 + index % 28:02}T00:00:00Z", value, ok=value > 0.5) for index, value in enumerate(values)]


def test_one_run_makes_no_line() -> None:
    assert sparkline("a", points(0.9), 0.5) == sparkline("a", [], None) == ""


def test_each_run_can_be_pointed_at_and_a_failed_one_says_so() -> None:
    read = PageReader(sparkline("accuracy", points(0.9, 0.4, 0.95), 0.8))
    assert "2026-01-01T00:00:00Z: 0.9000" in read.texts and "2026-01-02T00:00:00Z: 0.4000 (the run failed)" in read.texts
    assert "2026-01-01 – 2026-01-03" in read.texts
    assert read.values("aria-label") == ["accuracy over 3 runs, from 0.9000 to 0.9500, 0.4000 to 0.9500"]


def test_a_greater_value_stands_higher_and_everything_within_the_picture() -> None:
    line = sparkline("a", points(1.0, 2.0, 1e9, -3.0), 1.5)
    places = [tuple(map(float, pair.split(","))) for pair in re.search(r'points="([^"]*)"', line)[1].split()]
    heights = [y for _, y in places]
    assert min(heights) == heights[2] and max(heights) == heights[3]
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in places)


def test_equal_values_make_a_level_line_and_only_the_latest_are_drawn() -> None:
    line = sparkline("a", points(*[2.0] * (MAX_POINTS + 5)), None)
    assert line.count("<circle") == MAX_POINTS
    assert len(set(re.findall(r'cy="([^"]*)"', line))) == 1
