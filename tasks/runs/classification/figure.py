"""The classification gate's figure, as PNG bytes; the same numbers give the same bytes."""

import io
from collections.abc import Mapping

from tasks.reports.figures import COLOURS

MAX_NAMED = 40


def label_figure(title: str, values: Mapping[str, float], floor: float, label: str = "F1") -> bytes:
    """A bar for each name's value, the least at the top, with the floor of their mean; more than forty go without their names."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    rising = sorted(values.items(), key=lambda item: (item[1], item[0]))
    is_named = len(rising) <= MAX_NAMED
    figure = Figure(figsize=(8, 1.5 + 0.28 * min(len(rising), MAX_NAMED)), dpi=120, layout="constrained")
    axes = figure.add_subplot()
    axes.barh(range(len(rising)), [value for _, value in rising], color=COLOURS[0], height=0.7 if is_named else 1.0)
    axes.axvline(floor, color="#888888", linestyle="--", linewidth=1, label=f"floor of the mean: {floor:.2f}")
    axes.set(title=title, xlabel=label, ylabel="" if is_named else f"{len(rising)} labels", xlim=(0, 1))
    axes.set_yticks(range(len(rising)) if is_named else [], [name for name, _ in rising] if is_named else [])
    axes.invert_yaxis()
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(loc="lower left", frameon=True)
    png = io.BytesIO()
    FigureCanvasAgg(figure).print_png(png, metadata={"Software": ""})
    return png.getvalue()
