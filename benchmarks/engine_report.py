"""What `benchmarks.engines` found, as a table for people, as the ratios that are asked for, and as a figure."""

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Engine:
    """One way to do the training: on how many processors, by which peer's environment, how often in one start of it.

    `is_one_process` where it starts no others, so that its own processor time is all that it takes.
    """

    name: str
    label: str
    cores: int
    kind: str = "mlp"
    peer: str | None = None
    runs: int = 3
    is_one_process: bool = True


@dataclass(frozen=True, slots=True)
class Run:
    """What is known of an engine, and why nothing is, or nothing of one of its passes."""

    seconds: tuple[float, ...] = field(default=())
    processor_s: tuple[float, ...] = field(default=())
    setup_s: float = math.nan
    accuracy: float = math.nan
    peak_bytes: int = 0
    missing: str = ""

    @property
    def median_s(self) -> float:
        """Of the trainings: a best would favour whoever trains most often."""
        return statistics.median(self.seconds or (math.nan,))

    def as_json(self) -> dict[str, object]:
        """The values as JSON has them: what is not known is null."""
        values = asdict(self) | {"median_s": self.median_s}
        return {key: None if isinstance(value, float) and math.isnan(value) else value for key, value in values.items()}


def merge(one: Run, other: Run) -> Run:
    """Both children's trainings; where one of them failed, those of the other with the first reason."""
    known = [run for run in (one, other) if run.seconds]
    return Run(
        one.seconds + other.seconds,
        one.processor_s + other.processor_s,
        min((run.setup_s for run in known), default=math.nan),
        known[-1].accuracy if known else math.nan,
        max(one.peak_bytes, other.peak_bytes),
        one.missing or other.missing,
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """How many times one engine's seconds another's have to be."""

    text: str
    slow: str
    fast: str
    least: float


ASKED = (
    Asked("times as fast as Flower on two processors, ours on one", "flower", "ours_1", 80),
    Asked("times as fast as Flower on one processor, ours on one", "flower_1", "ours_1", 80),
    Asked("times as fast as Flower on two processors, ours on two", "flower", "ours_2", 100),
    Asked("times as fast as Flower with a lean client on two processors, ours on two", "flower_lean", "ours_2", 100),
    Asked("times as fast as pfl", "pfl", "ours_1", 4),
    Asked("times as fast as a plain PyTorch loop", "torch", "ours_1", 3),
    Asked("share of the speed of its own matrix products alone", "products", "ours_1", 0.8),
    Asked("share of the speed of the plain training's matrix products alone", "products_plain", "ours_1", 0.8),
    Asked("CNN: times as fast as a plain PyTorch loop", "cnn_torch", "cnn_ours", 4),
)


def speed_tests(runs: Mapping[str, Run]) -> list[dict[str, object]]:
    """What is asked and what was found; no ratio where one of the two engines did not run."""
    tests: list[dict[str, object]] = []
    for asked in ASKED:
        ratio = runs.get(asked.slow, Run()).median_s / runs.get(asked.fast, Run()).median_s
        is_known = not math.isnan(ratio)
        tests.append(
            {
                "asked": asked.text,
                "least": asked.least,
                "found": ratio if is_known else None,
                "is_met": ratio >= asked.least if is_known else None,
            }
        )
    return tests


def table(engines: Sequence[Engine], runs: Mapping[str, Run]) -> str:
    """Tables in Markdown: each model's engines, and what is asked."""
    lines = ["Seconds, and those of a core, are medians of the trainings.", ""]
    for kind, title, reference in (("mlp", "perceptron 784-128-10", "ours_1"), ("cnn", "strided CNN", "cnn_ours")):
        lines += [
            f"| {title} | cores | trainings | seconds | × ours | of a core, s | set-up, s | accuracy | memory, MiB |",
            "|---|" + 8 * "--:|",
        ]
        ours_s = runs.get(reference, Run()).median_s
        for engine in engines:
            if engine.kind == kind and engine.name in runs:
                lines.append(_row(engine, runs[engine.name], ours_s))
        lines.append("")
    lines += ["| asked | at least | found |", "|---|--:|--:|"]
    for test in speed_tests(runs):
        lines.append(
            f"| {test['asked']} | {test['least']} | {_number(test['found'])}{'' if test['is_met'] in (True, None) else ' (missed)'} |"
        )
    return "\n".join(lines)


def _row(engine: Engine, run: Run, ours_s: float) -> str:
    last = run.missing.rpartition(" | ")[2]  # the lines before it name files of this machine
    why = " ".join(last.split()).replace("|", "/")[:160]
    if not run.seconds:
        return f"| {engine.label} | {engine.cores} | did not run: {why} | | | | | | |"
    label = f"{engine.label} (a pass failed: {why})" if why else engine.label
    processor_s = statistics.median(run.processor_s) if engine.is_one_process else math.nan
    figures = (len(run.seconds), run.median_s, run.median_s / ours_s, processor_s, run.setup_s, run.accuracy, run.peak_bytes / 2**20)
    return f"| {label} | {engine.cores} | " + " | ".join(map(_number, figures)) + " |"


def write_section(path: Path, name: str, text: str) -> None:
    """Put the text between the marks of that name in the page at `path`."""
    begin, end = f"<!-- written by benchmarks/{name}.py --write -->", f"<!-- end of {name} -->"
    page = path.read_text()
    assert begin in page and end in page, f"{path} has no marks for {name}"
    before, after = page.partition(begin)[0], page.partition(end)[2]
    path.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}")


def draw(path: Path, engines: Sequence[Engine], runs: Mapping[str, Run]) -> None:
    """Draw the seconds of every engine that ran, on a scale of powers of ten."""
    from matplotlib import pyplot
    from matplotlib.ticker import NullFormatter

    figure, axes = pyplot.subplots(1, 2, figsize=(11, 3.4), layout="constrained", width_ratios=(2.4, 1))
    for axis, kind, title in zip(axes, ("mlp", "cnn"), ("perceptron, seconds", "strided CNN, seconds"), strict=True):
        shown = [engine for engine in engines if engine.kind == kind and runs.get(engine.name, Run()).seconds]
        colours = [
            "#2a6f97" if "ours" in engine.name else "#a0a0a0" if engine.name.startswith("products") else "#c9a227" for engine in shown
        ]
        drawn = axis.barh(
            [f"{engine.label} ({engine.cores})" for engine in shown], [runs[engine.name].median_s for engine in shown], color=colours
        )
        axis.bar_label(drawn, fmt=_number, padding=2)
        axis.set_xscale("log")
        axis.xaxis.set_minor_formatter(NullFormatter())  # their labels would lie on each other
        axis.invert_yaxis()
        axis.margins(x=0.15)
        axis.set_title(title, fontsize=10)
        axis.spines[["top", "right"]].set_visible(False)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, metadata={"Date": None})
    pyplot.close(figure)


def _number(value: object) -> str:
    if not isinstance(value, float | int) or math.isnan(value):
        return "–"
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
