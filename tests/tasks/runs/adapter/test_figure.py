"""The figure of pairs of bars."""

from tasks.runs.adapter.figure import pairs_figure


def test_the_same_numbers_give_the_same_bytes_and_other_ones_do_not() -> None:
    values = {"centralized": ((0.9, 0.95), (0.9, 0.93)), "fedavg_fp32": ((0.91,), (0.9,))}
    first, second = (pairs_figure("texts", values) for _ in range(2))
    assert first == second and first.startswith(b"\x89PNG")
    assert pairs_figure("texts", {**values, "fedavg_fp32": ((0.91,), (0.8,))}) != first


def test_nothing_is_drawn_of_what_was_not_measured() -> None:
    assert pairs_figure("texts", {"centralized": ((), ()), "fedavg_fp32": ((), (0.9,))}).startswith(b"\x89PNG")
