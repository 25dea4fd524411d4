"""A figure is a picture, and the same numbers draw the same one."""

import pytest

from tasks.runs.classification.figure import MAX_NAMED, label_figure

FIGURES = {"trust": 0.8, "block": 0.75, "weather": 0.97}


@pytest.mark.parametrize("figures", [FIGURES, {}, {f"intent_{index}": index / 150 for index in range(150)}], ids=len)
def test_the_figure_is_a_png(figures) -> None:
    assert label_figure("F1", figures, 0.9).startswith(b"\x89PNG\r\n")


def test_the_same_numbers_draw_the_same_bytes_in_whatever_order_they_come() -> None:
    assert label_figure("F1", FIGURES, 0.9) == label_figure("F1", dict(reversed(FIGURES.items())), 0.9)


def test_other_numbers_draw_another_figure() -> None:
    assert label_figure("F1", FIGURES, 0.9) != label_figure("F1", {**FIGURES, "block": 0.5}, 0.9)


def test_many_labels_go_without_their_names() -> None:
    many = {f"a_{index:03}": 0.5 for index in range(MAX_NAMED + 1)}
    renamed = {name.replace("a_", "b_"): value for name, value in many.items()}
    assert label_figure("F1", many, 0.9) == label_figure("F1", renamed, 0.9)
