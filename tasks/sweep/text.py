"""A sweep as people read it in Prefect: every step, whether it holds, and where to look further."""

from collections.abc import Mapping, Sequence

from gates.verdicts.margins import row_text
from gates.verdicts.verdict import MetricRow
from tasks.gate.artifact_keys import artifact_key
from tasks.gate.steps import Step
from tasks.sweep.stage_runs import StageRun

STATUS_STEP, STATUS_RUN = "main_track_status", "status"
"""The step of the sweep, and the flow that it runs."""
MAX_CELL = 80


def sweep_markdown(steps: Sequence[Step], rooms: Mapping[str, MetricRow], runs: Mapping[str, StageRun]) -> str:
    """A row for each step: the figure with the least room, or what is wrong; the reasons in full stand below the table.

    `rooms` by gate, `runs` by the name of the flow. What is wide stands last: a narrow window cuts off the end of a row.
    """
    lines = ["| step | | margin | more | figure with the least room, or what is wrong |", "|---|---|---|---|---|"]
    for step in steps:
        flow = STATUS_RUN if step.name == STATUS_STEP else step.name
        shown = ["verdict", "evidence"] if flow in rooms or flow == STATUS_RUN else []
        links = [f"[{what}](/artifacts/key/{artifact_key(flow, what)})" for what in shown]
        links += [f"[run](/runs/flow-run/{runs[flow].flow_run_id})"] if flow in runs else []
        room = rooms.get(flow) if step.ok else None
        margin = f"{room.margin:+.4g}" if room and room.margin is not None else ""
        said = row_text(room) if room else _cut(step.detail)
        lines.append(f"| {step.name} | {'ok' if step.ok else 'FAILED'} | {margin} | {' '.join(links)} | {said.replace('|', '/')} |")
    failed = [step for step in steps if not step.ok]
    return "\n".join([*lines, *(f"\n**{step.name}**: {step.detail}" for step in failed)])


def _cut(text: str) -> str:
    return text if len(text) <= MAX_CELL else f"{text[:MAX_CELL]}…"
