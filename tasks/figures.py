"""Figures of a run, as PNG bytes; the same numbers give the same bytes."""

import io
from collections.abc import Mapping, Sequence

COLOURS = ("#0b6e4f", "#c8553d", "#3d5a80", "#8f6bb3")


def accuracy_figure(title: str, curves: Mapping[str, Sequence[float]], floor: float) -> bytes:
    """Accuracy over rounds, a line a method, with the floor that the verdict applies.

    Shapes: each curve holds the accuracy (0 to 1) before the first round and after each round.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

    figure = Figure(figsize=(8, 4.5), dpi=120, layout="constrained")
    axes = figure.add_subplot()
    for (name, curve), colour in zip(curves.items(), COLOURS, strict=False):
        label = f"{name}: {curve[-1]:.4f}" if curve else name
        axes.plot(range(len(curve)), curve, label=label, color=colour, linewidth=2, marker="o", markersize=4)
    axes.axhline(floor, color="#888888", linestyle="--", linewidth=1, label=f"floor: {floor:.2f}")
    axes.set(title=title, xlabel="round", ylabel="accuracy on held-out digits", ylim=(0, 1.02))
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.grid(alpha=0.25)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(loc="lower right", frameon=False)
    png = io.BytesIO()
    FigureCanvasAgg(figure).print_png(png, metadata={"Software": ""})
    return png.getvalue()
