"""A figure is a picture, and the same numbers draw the same one."""

from tasks.reports.figures import accuracy_figure, client_figure

CURVES = {"fp32": [0.1, 0.8, 0.96], "int8": [0.1, 0.79, 0.955]}


def test_the_figure_is_a_png() -> None:
    assert accuracy_figure("digits", CURVES, 0.95).startswith(b"\x89PNG\r\n")


def test_the_same_numbers_draw_the_same_bytes() -> None:
    assert accuracy_figure("digits", CURVES, 0.95) == accuracy_figure("digits", CURVES, 0.95)


def test_other_numbers_draw_another_figure() -> None:
    assert accuracy_figure("digits", CURVES, 0.95) != accuracy_figure("digits", {**CURVES, "int8": [0.1, 0.5, 0.6]}, 0.95)


def test_a_run_without_curves_still_has_a_figure() -> None:
    assert accuracy_figure("digits", {}, 0.95).startswith(b"\x89PNG")


def test_a_figure_of_clients_has_a_bar_for_each_or_none() -> None:
    first, second = (client_figure("rates", {"fp32": [0.1, rate]}, ["phone", "server"], "share") for rate in (0.9, 0.8))
    assert first.startswith(b"\x89PNG") and first != second
    assert client_figure("rates", {}, [], "share").startswith(b"\x89PNG")
