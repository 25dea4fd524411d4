"""Figures of a run, as PNG bytes; the same numbers give the same bytes."""

import io
from collections.abc import Mapping, Sequence

COLOURS = ("#0b6e4f", "#c8553d", "#3d5a80", "#8f6bb3")


def bars_figure(title: str, values: Mapping[str, Sequence[float]], label: str) -> bytes:
    """Mean of each method's values as a bar, each seed's value as a point on it; the axis begins below the least value."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 4.5), dpi=120, layout="constrained")
    axes = figure.add_subplot()
    measured = {name: found for name, found in values.items() if found}
    for index, ((name, found), colour) in enumerate(zip(measured.items(), COLOURS, strict=False)):
        mean = sum(found) / len(found)
        axes.bar(index, mean, width=0.6, color=colour, alpha=0.35)
        axes.plot([index] * len(found), found, linestyle="", marker="o", markersize=5, color=colour, label=f"{name}: {mean:.4f}")
    least = min((value for found in measured.values() for value in found), default=0.0)
    axes.set(title=title, ylabel=label, ylim=(max(0.0, least - 0.05), 1.0))
    axes.set_xticks(range(len(measured)), list(measured))
    axes.grid(axis="y", alpha=0.25)
    axes.spines[["top", "right"]].set_visible(False)
    if measured:
        axes.legend(loc="lower right", frameon=True)
    png = io.BytesIO()
    FigureCanvasAgg(figure).print_png(png, metadata={"Software": ""})
    return png.getvalue()


def client_figure(title: str, rates: Mapping[str, Sequence[float]], clients: Sequence[str], label: str) -> bytes:
    """A rate (0 to 1) of each client as bars side by side, one for each method."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 4.5), dpi=120, layout="constrained")
    axes = figure.add_subplot()
    width = 0.8 / max(len(rates), 1)
    for number, ((name, found), colour) in enumerate(zip(rates.items(), COLOURS, strict=False)):
        axes.bar([client + number * width for client in range(len(found))], found, width=width, color=colour, label=name)
    axes.set(title=title, ylabel=label, ylim=(0, 1.2))
    axes.set_xticks(range(len(clients)), clients, rotation=45, ha="right")
    axes.grid(axis="y", alpha=0.25)
    axes.spines[["top", "right"]].set_visible(False)
    if rates:
        axes.legend(loc="upper center", ncols=len(COLOURS), frameon=False)
    png = io.BytesIO()
    FigureCanvasAgg(figure).print_png(png, metadata={"Software": ""})
    return png.getvalue()


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
