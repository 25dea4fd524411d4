"""A figure of costs is a PNG, the same for the same numbers, and there is one for nothing too."""

from tasks.reports.cost_figure import Panel, cost_figure

PANELS = (Panel("run time, s", {"a": 1.0, "b": 200.0}, 60.0), Panel("heap, MiB", {"a": 3.0, "b": 4.0}, None))


def test_the_same_numbers_give_the_same_bytes():
    figure = cost_figure("Costs", PANELS)
    assert figure.startswith(b"\x89PNG")
    assert cost_figure("Costs", PANELS) == figure
    assert cost_figure("Costs", PANELS[:1]) != figure


def test_there_is_a_figure_of_nothing():
    assert cost_figure("Costs", [Panel("run time, s", {}, 60.0)]).startswith(b"\x89PNG")


def test_panels_that_have_no_room_beside_each_other_stand_below():
    nine = [Panel(f"kind {index}", {"a": index + 1.0}, None) for index in range(9)]
    heights = [int.from_bytes(cost_figure("Costs", panels)[20:24]) for panels in (nine[:4], nine)]
    assert heights[1] == 3 * heights[0]
    assert cost_figure("Costs", nine) != cost_figure("Costs", nine[:8])
