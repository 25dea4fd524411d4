"""The pilot's status and its 14-day report as people read them."""

from collections.abc import Iterable, Iterator, Mapping

from gates.cohort.pilot_days import FOLDER
from gates.cohort.pilot_report import NUM_DAYS, PilotReport
from gates.cohort.pilot_status import PilotGroup, PilotHealth, PilotNodeStatus, PilotStatus
from tasks.status.text import cell

HEALTH = "uptime | cycles ok | open issues"
_REHEARSAL = (
    "This is a rehearsal on the project's own machines, whose days may be a virtual clock's. It counts for no milestone: of M4, phase N2 stays open, "
    "5 nodes of people outside the project that have passed under the strict manifest, and the readiness after it."
)


def status_markdown(status: PilotStatus) -> str:
    """The status as Markdown: the cohort, its nodes, its groups, and what was refused.

    Prefect and phones show a table as far as it fits, and no cell wraps: what matters stands first, what is long below.
    """
    lines = [
        "# Pilot status",
        "",
        f"{status_headline(status)}.",
        "",
        f"Made {status.generated_utc}.",
        *(("", _REHEARSAL) if status.rehearsal else ()),
        "",
        "## Nodes",
        "",
        f"| colour | node | onboarding | {HEALTH} | last bundle | region | hardware | network |",
        "|---|---|---|---|---|---|---|---|---|---|",
        *(
            f"| {node.health.colour} | {cell(node.node_id)} | {_onboarding(node)} | {_health(node.health)} | {node.bundle_utc} "
            f"| {cell(node.region)} | {cell(node.hardware_tier)} | {cell(node.network_tier)} |"
            for node in status.nodes
        ),
        *_failed(status.nodes),
    ]
    for title, groups in (("Regions", status.regions), ("Hardware tiers", status.hardware_tiers), ("Network tiers", status.network_tiers)):
        lines += ["", f"## {title}", "", *_groups(groups)]
    lines += ["", "## Refused bundles", "", *_refused(status.refused)]
    if status.refused_nowhere:
        lines += ["", "Of no cohort that can be told:", "", *_refused(status.refused_nowhere)]
    return "\n".join(lines) + "\n"


def report_markdown(report: PilotReport) -> str:
    """The 14-day report as Markdown: its checkpoints, days and incidents."""
    lines = [
        "# Pilot 14-day report",
        "",
        f"{report_headline(report)}.",
        "",
        f"Made {report.generated_utc}; begun {report.begin_utc or 'not yet'}.",
        *(("", _REHEARSAL) if report.rehearsal else ()),
        "",
        "## Checkpoints",
        "",
        "| day | worst | mean uptime | reached | days with bundles |",
        "|---|---|---|---|---|",
        *(
            f"| {one.day} | {one.worst or '–'} | {_ratio(one.uptime_ratio_mean)} | {'yes' if one.is_reached else 'no'} | {one.num_days_with_bundles} |"
            for one in report.checkpoints
        ),
        "",
        "## Days",
        "",
        f"| day | colour | passed | failed | {HEALTH} | bundles | date | who failed |",
        "|---|---|---|---|---|---|---|---|---|---|",
        *(
            f"| {day.day} | {day.health.colour} | {len(day.passed_nodes)} | {len(day.failed_nodes)} | {_health(day.health)} "
            f"| {day.num_bundles} | {cell(day.date_utc)} | {', '.join(map(cell, day.failed_nodes))} |"
            for day in report.days
        ),
        *(("", f"Each day's record, with the figures of its nodes, is in `{FOLDER}/`.") if report.days else ()),
        "",
        "## Incidents",
        "",
        *_incidents(report),
        "",
        "## Refused bundles by day",
        "",
        *_refused_by_day(report),
    ]
    return "\n".join(lines) + "\n"


def status_headline(status: PilotStatus) -> str:
    """The status in a line."""
    health, found = status.health, status.onboarding
    told = f"uptime {health.uptime_ratio_mean:.3f}, cycles ok {health.last_cycle_ok_ratio:.2f}, open issues {health.open_issues}"
    return f"{health.colour}: {told}; {found.node_count} nodes, {found.passed_count} passed, {found.failed_count} failed"


def report_headline(report: PilotReport) -> str:
    """The report in a line."""
    days = f"{report.num_days} of {NUM_DAYS} days"
    return f"{report.colour}: {days}, mean uptime {report.uptime_ratio_mean:.3f}, {report.open_incidents} open incidents"


def _health(health: PilotHealth) -> str:
    return f"{health.uptime_ratio_mean:.3f} | {health.last_cycle_ok_ratio:.2f} | {health.open_issues}"


def _onboarding(node: PilotNodeStatus) -> str:
    return node.onboarding_status if node.standing == "active" else f"{node.onboarding_status}, {node.standing}"


def _failed(nodes: Iterable[PilotNodeStatus]) -> Iterator[str]:
    told = [f"- **{cell(node.node_id)}** {node.onboarding_status}: {cell(node.failure_reason)}" for node in nodes if node.failure_reason]
    yield from ("", *told) if told else ()


def _groups(groups: Mapping[str, PilotGroup]) -> Iterator[str]:
    yield from (f"| | colour | passed | failed | {HEALTH} |", "|---|---|---|---|---|---|---|")
    yield from (f"| {cell(name)} | {one.colour} | {one.passed} | {one.failed} | {_health(one)} |" for name, one in groups.items())


def _refused(refused: Mapping[str, int]) -> Iterator[str]:
    if not refused:
        yield "None."
        return
    yield from ("| code | bundles |", "|---|---|")
    yield from (f"| `{cell(code)}` | {number} |" for code, number in refused.items())


def _refused_by_day(report: PilotReport) -> Iterator[str]:
    if not report.refusals:
        yield "None."
        return
    yield from ("| day | code | bundles |", "|---|---|---|")
    for day in report.refusals:
        yield from (f"| {day.day} | `{cell(code)}` | {number} |" for code, number in day.refused.items())


def _incidents(report: PilotReport) -> Iterator[str]:
    if not report.incidents:
        yield "None."
        return
    for one in report.incidents:
        told = f"{cell(one.node_id)}, {cell(one.what)}. Opened {one.opened_utc}"
        due = f"to be acknowledged by {one.acknowledge_by_utc} and mitigated by {one.mitigate_by_utc}"
        yield f"- **{one.severity}, {'closed' if one.closed_utc else 'open'}**: {told}, {due}" + (
            f"; closed {one.closed_utc}." if one.closed_utc else "."
        )


def _ratio(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
