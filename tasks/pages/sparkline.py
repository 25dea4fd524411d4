"""A small line of one metric over its runs, as SVG that stands in a page."""

from collections.abc import Sequence
from typing import NamedTuple

from tasks.pages.markup import Html, element, escaped
from tasks.pages.words import day, figure

WIDTH, HEIGHT, EDGE = 160.0, 36.0, 3.0
MAX_POINTS = 30
"""A line tells of the latest runs."""


class Point(NamedTuple):
    """A metric at one run; `ok` is the verdict on the run as a whole."""

    run_utc: str
    value: float
    ok: bool


def sparkline(metric: str, points: Sequence[Point], limit: float | None) -> Html:
    """The latest of `points` as a line, each with its date and value to point at; `limit` is dashed. One point makes no line."""
    shown = points[-MAX_POINTS:]
    if len(shown) < 2:
        return Html("")
    values = [point.value for point in shown]
    within = values if limit is None else [*values, limit]
    low, high = min(within), max(within)
    span = high - low or 1.0

    def y(value: float) -> float:
        return round(HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * ((value - low) / span if high > low else 0.5), 1)

    step = (WIDTH - 2 * EDGE) / (len(shown) - 1)
    places = [(round(EDGE + index * step, 1), y(point.value)) for index, point in enumerate(shown)]
    line = element("polyline", points=" ".join(f"{x},{y}" for x, y in places))
    dashed = () if limit is None else (element("line", x1="0", x2=f"{WIDTH:g}", y1=str(y(limit)), y2=str(y(limit))),)
    dots = Html("".join(_dot(x, y, point) for (x, y), point in zip(places, shown, strict=True)))
    said = (
        f"{metric} over {len(shown)} runs, from {figure(values[0])} to {figure(values[-1])}, {figure(min(values))} to {figure(max(values))}"
    )
    svg = element("svg", *dashed, line, dots, viewBox=f"0 0 {WIDTH:g} {HEIGHT:g}", role="img", aria_label=said)
    first, last = day(shown[0].run_utc), day(shown[-1].run_utc)
    return Html(svg + element("span", first if first == last else f"{first} – {last}", class_="dates"))


def _dot(x: float, y: float, point: Point) -> str:
    """A page has hundreds of them, so this one is written out."""
    colour, note = ("pass", "") if point.ok else ("fail", " (the run failed)")
    said = f"{escaped(point.run_utc)}: {figure(point.value)}{note}"
    return f'<circle class="{colour}" cx="{x}" cy="{y}" r="2"><title>{said}</title></circle>'
