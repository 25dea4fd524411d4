"""What things cost, as a figure: bars of each kind of cost, beside what it may be."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle

from tasks.reports.figures import COLOURS

MIB = 2**20
MAX_COLUMNS = 4


@dataclass(frozen=True, slots=True)
class Panel:
    """One panel: a value above 0 for each name, and the ceiling where there is one."""

    title: str
    values: Mapping[str, float]
    ceiling: float | None


def cost_figure(title: str, panels: Sequence[Panel]) -> bytes:
    """A PNG with a panel of horizontal bars for each kind of cost; the same numbers give the same bytes."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    num_columns = min(len(panels), MAX_COLUMNS)
    num_rows = -(-len(panels) // num_columns)
    figure = Figure(figsize=(11, 3.6 * num_rows), dpi=120, layout="constrained")
    figure.suptitle(title)
    places = figure.subplots(num_rows, num_columns, sharey=True, squeeze=False).ravel()
    for place in places[len(panels) :]:
        place.set_visible(False)
    for panel, colour, axes in zip(panels, cycle(COLOURS), places, strict=False):
        names = list(panel.values)[::-1]
        bars = axes.barh(names, [panel.values[name] for name in names], color=colour)
        axes.bar_label(bars, fmt="%.4g", padding=3)
        axes.set(title=panel.title if panel.ceiling is None else f"{panel.title} (at most {panel.ceiling:g})")
        axes.margins(x=0.25)
        axes.grid(alpha=0.25, axis="x")
        axes.spines[["top", "right"]].set_visible(False)
    png = io.BytesIO()
    FigureCanvasAgg(figure).print_png(png, metadata={"Software": ""})
    return png.getvalue()
