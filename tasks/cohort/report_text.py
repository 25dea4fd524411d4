"""The pilot's status and its 14-day report as people read them."""

from collections.abc import Iterable, Iterator, Mapping

from gates.cohort.pilot_report import NUM_DAYS, PilotReport
from gates.cohort.pilot_status import PilotGroup, PilotHealth, PilotNodeStatus, PilotStatus
from tasks.status.text import cell

_REHEARSAL = (
    "This is a rehearsal on the project's own machines, whose days may be a virtual clock's. It counts for no milestone: of M4, phase N2 stays open, "
    "5 nodes of people outside the project that have passed under the strict manifest, and the readiness after it."
)


def status_markdown(status: PilotStatus) -> str:
    """The status as Markdown: the cohort, its nodes, its groups, and what was refused."""
    found = status.onboarding
    lines = [
        "# Pilot status",
        "",
        f"{status.health.colour}: {_health(status.health)}; {found.node_count} nodes, {found.passed_count} passed, {found.failed_count} failed.",
        "",
        f"Made {status.generated_utc}.",
        *(("", _REHEARSAL) if status.rehearsal else ()),
        "",
        "## Nodes",
        "",
        "| node | colour | onboarding | region | hardware | network | health | last bundle |",
        "|---|---|---|---|---|---|---|---|",
        *(
            f"| {cell(node.node_id)} | {node.health.colour} | {_onboarding(node)} | {cell(node.region)} "
            f"| {cell(node.hardware_tier)} | {cell(node.network_tier)} | {_health(node.health)} | {node.bundle_utc} |"
            for node in status.nodes
        ),
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
        f"{report.colour}: {report.num_days} of {NUM_DAYS} days, mean uptime {report.uptime_ratio_mean:.3f}, {report.open_incidents} open incidents.",
        "",
        f"Made {report.generated_utc}; begun {report.begin_utc or 'not yet'}.",
        *(("", _REHEARSAL) if report.rehearsal else ()),
        "",
        "## Checkpoints",
        "",
        "| day | reached | days with bundles | mean uptime | worst |",
        "|---|---|---|---|---|",
        *(
            f"| {one.day} | {'yes' if one.is_reached else 'no'} | {one.num_days_with_bundles} | {_ratio(one.uptime_ratio_mean)} | {one.worst or '–'} |"
            for one in report.checkpoints
        ),
        "",
        "## Days",
        "",
        "| day | date | colour | bundles | passed | failed | health |",
        "|---|---|---|---|---|---|---|",
        *(
            f"| {day.day} | {cell(day.date_utc)} | {day.health.colour} | {day.num_bundles} | {len(day.passed_nodes)} | {_names(day.failed_nodes)} "
            f"| {_health(day.health)} |"
            for day in report.days
        ),
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


def _health(health: PilotHealth) -> str:
    return f"uptime {health.uptime_ratio_mean:.3f}, cycles ok {health.last_cycle_ok_ratio:.2f}, open issues {health.open_issues}"


def _onboarding(node: PilotNodeStatus) -> str:
    said = node.onboarding_status if node.standing == "active" else f"{node.onboarding_status}, {node.standing}"
    return f"{said}: {cell(node.failure_reason)}" if node.failure_reason else said


def _groups(groups: Mapping[str, PilotGroup]) -> Iterator[str]:
    yield from ("| | colour | passed | failed | health |", "|---|---|---|---|---|")
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
    yield from ("| severity | node | what | opened | acknowledge by | mitigate by | closed |", "|---|---|---|---|---|---|---|")
    for one in report.incidents:
        due = f"{one.acknowledge_by_utc} | {one.mitigate_by_utc}"
        yield f"| {one.severity} | {cell(one.node_id)} | {cell(one.what)} | {one.opened_utc} | {due} | {one.closed_utc or 'open'} |"


def _names(names: Iterable[str]) -> str:
    return ", ".join(map(cell, names)) or "0"


def _ratio(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
