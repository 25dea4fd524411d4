"""The adapter gate's figure, as PNG bytes; the same numbers give the same bytes."""

import io
from collections.abc import Mapping, Sequence

from tasks.reports.figures import COLOURS

KINDS = ("adapter and head", "head alone")


def pairs_figure(title: str, values: Mapping[str, tuple[Sequence[float], Sequence[float]]]) -> bytes:
    """For each method the mean accuracy with an adapter and with the head alone, each seed's as a point; the axis begins below the least."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 4.5), dpi=120, layout="constrained")
    axes = figure.add_subplot()
    least = min((value for pair in values.values() for side in pair for value in side), default=0.0)
    bottom = max(0.0, least - 0.05)
    for side, (kind, colour) in enumerate(zip(KINDS, COLOURS, strict=False)):
        places = [index + (side - 0.5) * 0.4 for index, pair in enumerate(values.values()) if pair[side]]
        found = [pair[side] for pair in values.values() if pair[side]]
        means = [sum(one) / len(one) for one in found]
        axes.bar(places, means, width=0.36, color=colour, alpha=0.35, label=kind)
        for place, one, mean in zip(places, found, means, strict=True):
            axes.annotate(f"{mean:.3f}", (place, bottom), (0, 4), textcoords="offset points", ha="center", fontsize=9)
            axes.plot([place] * len(one), one, linestyle="", marker="o", markersize=4, color=colour)
    axes.set(title=title, ylabel="accuracy on held-out texts", ylim=(bottom, 1.0))
    axes.set_xticks(range(len(values)), list(values))
    axes.grid(axis="y", alpha=0.25)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(loc="upper right", frameon=True)
    png = io.BytesIO()
    FigureCanvasAgg(figure).print_png(png, metadata={"Software": ""})
    return png.getvalue()
