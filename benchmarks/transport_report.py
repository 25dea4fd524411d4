"""What `benchmarks.transport` found, as a table for people, as the acceptance's ratios, and as a figure."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

Figures = dict[str, float]
BEGIN, END = "<!-- written by benchmarks/transport.py --write -->", "<!-- end -->"


class Row(NamedTuple):
    """One line of the table: a figure of ours and, where there are any, the others' of the same."""

    text: str
    name: str
    key: str
    bare: str = ""
    js: str = ""


ROWS = (
    Row("connect and greet, ms", "connect", "p50_ms", js="js_connect"),
    Row("task, 1 at a time: median, ms", "ask_1", "p50_ms", js="js_ask_1"),
    Row("task, 1 at a time: p99, ms", "ask_1", "p99_ms", js="js_ask_1"),
    Row("tasks a second, 1 at a time", "ask_1", "per_s", js="js_ask_1"),
    Row("task, 16 at a time: median, ms", "ask_16", "p50_ms", js="js_ask_16"),
    Row("task, 16 at a time: p99, ms", "ask_16", "p99_ms", js="js_ask_16"),
    Row("tasks a second, 16 at a time", "ask_16", "per_s", js="js_ask_16"),
    Row("task, 64 at a time: median, ms", "ask_64", "p50_ms", js="js_ask_64"),
    Row("task, 64 at a time: p99, ms", "ask_64", "p99_ms", js="js_ask_64"),
    Row("tasks a second, 64 at a time", "ask_64", "per_s", js="js_ask_64"),
    Row("round trip on a kept stream: median, ms", "kept", "p50_ms", "bare_kept", "js_kept"),
    Row("round trip on a kept stream: p99, ms", "kept", "p99_ms", "bare_kept", "js_kept"),
    Row("64 MiB one way over a stream, MB/s", "one_way", "mb_per_s", "bare_one_way", "js_one_way"),
    Row("64 MiB both ways at once, together, MB/s", "both_ways", "mb_per_s", "bare_both_ways", "js_both_ways"),
    Row("64 MiB as a blob: hashed, verified, on disk, MB/s", "blob", "mb_per_s"),
    Row("ChaCha20-Poly1305 alone, one core, MB/s", "cipher", "mb_per_s"),
    Row("discovery of two fresh hosts, ms", "discovery", "p50_ms"),
    Row("`p2p-agent demo`, all of it, ms", "demo", "p50_ms"),
    Row("task p99 beside no burning child, ms", "ask_1_burning_0", "p99_ms"),
    Row("task p99 beside one, ms", "ask_1_burning_1", "p99_ms"),
    Row("task p99 beside two, ms", "ask_1_burning_2", "p99_ms"),
    Row("round trip p99 beside no burning child, ms", "kept_burning_0", "p99_ms"),
    Row("round trip p99 beside one, ms", "kept_burning_1", "p99_ms"),
    Row("round trip p99 beside two, ms", "kept_burning_2", "p99_ms"),
)


def acceptance(found: Mapping[str, Figures]) -> dict[str, float]:
    """The ratios and figures that issue 3 sets limits to."""

    def ratio(one: str, other: str, key: str) -> float:
        return found[one][key] / found[other][key]

    return {
        "throughput_mb_per_s": found["one_way"]["mb_per_s"],
        "throughput_to_js": ratio("one_way", "js_one_way", "mb_per_s"),
        "signed_tasks_to_plain_js_1": ratio("ask_1", "js_ask_1", "per_s"),
        "signed_tasks_to_plain_js_16": ratio("ask_16", "js_ask_16", "per_s"),
        "signed_tasks_to_plain_js_64": ratio("ask_64", "js_ask_64", "per_s"),
        "kept_above_bare_ms": found["kept"]["p50_ms"] - found["bare_kept"]["p50_ms"],
        "task_median_ms": found["ask_1"]["p50_ms"],
        "burning_1_p99_to_idle": ratio("ask_1_burning_1", "ask_1_burning_0", "p99_ms"),
        "burning_2_p99_to_idle": ratio("ask_1_burning_2", "ask_1_burning_0", "p99_ms"),
    }


LIMITS = {
    "throughput_mb_per_s": "≥ 450",
    "throughput_to_js": "≥ 3",
    "signed_tasks_to_plain_js_1": "≥ 1",
    "signed_tasks_to_plain_js_16": "≥ 1",
    "signed_tasks_to_plain_js_64": "≥ 1",
    "kept_above_bare_ms": "≤ 0.3",
    "task_median_ms": "≤ 5",
    "burning_1_p99_to_idle": "≤ 3",
    "burning_2_p99_to_idle": "≤ 3",
}


def table(found: Mapping[str, Figures]) -> str:
    """Two tables in Markdown: what was measured, and what is asked."""
    lines = ["| | agent | bare trio TCP | js-libp2p | agent : js |", "|---|--:|--:|--:|--:|"]
    for row in ROWS:
        ours = found[row.name][row.key]
        bare, other = (found[name][row.key] if name else None for name in (row.bare, row.js))
        ratio = f"{ours / other:.2f}" if other else ""
        lines.append(f"| {row.text} | {_number(ours)} | {_number(bare)} | {_number(other)} | {ratio} |")
    lines += ["", "| asked | limit | found |", "|---|--:|--:|"]
    lines += [f"| {name.replace('_', ' ')} | {LIMITS[name]} | {_number(value)} |" for name, value in acceptance(found).items()]
    return "\n".join(lines)


def write_table(path: Path, found: Mapping[str, Figures]) -> None:
    """Put the table between its marks in the page at `path`."""
    page = path.read_text()
    before, after = page.partition(BEGIN)[0], page.partition(END)[2]
    path.write_text(f"{before}{BEGIN}\n\n{table(found)}\n\n{END}{after}")


def draw(path: Path, found: Mapping[str, Figures]) -> None:
    """Draw ours beside the others, one panel a question."""
    from matplotlib import pyplot

    panels = (
        ("64 MiB one way, MB/s", "mb_per_s", (("agent", "one_way"), ("js-libp2p", "js_one_way"), ("bare TCP", "bare_one_way"))),
        ("requests a second, 16 at a time", "per_s", (("agent, signed", "ask_16"), ("js-libp2p, plain", "js_ask_16"))),
        ("round trip on a kept stream, ms", "p50_ms", (("agent", "kept"), ("js-libp2p", "js_kept"), ("bare TCP", "bare_kept"))),
    )
    figure, axes = pyplot.subplots(1, len(panels), figsize=(11, 3.2), layout="constrained")
    for axis, (title, key, bars) in zip(axes, panels, strict=True):
        drawn = axis.bar([text for text, _ in bars], [found[name][key] for _, name in bars], color=["#2a6f97", "#c9a227", "#a0a0a0"])
        axis.bar_label(drawn, fmt=_number)
        axis.set_title(title, fontsize=10)
        axis.spines[["top", "right"]].set_visible(False)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, metadata={"Date": None})
    pyplot.close(figure)


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
