"""The public board of a cohort: one page that runs nothing and loads nothing, right on a phone; values in, HTML out.

Node ids, regions, tiers and reasons are a stranger's words: each becomes text by `element`, and nothing else.
"""

from collections.abc import Iterable, Mapping, Sequence

from core.errors import CATALOGUE
from gates.cohort.pilot_report import NUM_DAYS, PilotDay, PilotIncident, PilotReport
from gates.cohort.pilot_status import PilotGroup, PilotNodeStatus, PilotStatus, RerunCounts
from tasks.pages.facts import Standing, badge
from tasks.pages.markup import Html, document, element, joined
from tasks.pages.sparkline import Point, sparkline
from tasks.pages.style import STYLES
from tasks.pages.words import day, minute

COLOURS = {"green": Standing("Green", "pass"), "yellow": Standing("Yellow", "wait"), "red": Standing("Red", "fail")}
STANDINGS = {"silent": Standing("Silent", "wait"), "revoked": Standing("Revoked", "fail")}
ONBOARDING = {"passed": Standing("Passed", "pass"), "failed": Standing("Failed", "fail")}
SEVERITIES = {"SEV-1": "fail", "SEV-2": "wait", "SEV-3": "wait"}
FAILURES = {
    "gate_failed": "the gate did not pass",
    "rerun_differs": "run again by the maintainer, it gave other figures",
    "rerun_unlike": "run by the volunteer on other data or with other parameters",
}
REHEARSAL = "This is a rehearsal on the project's own machines. It counts for no milestone."
MAX_INCIDENTS, MAX_REASON = 100, 240
NARROW = "h1,td,.parts span{overflow-wrap:anywhere;min-width:0}@media (min-width:44rem){td{min-width:8ch}}"
"""A stranger's longest word is broken before it makes the page wider than a phone; a figure in a table never is."""


def board_page(cohort_id: str, status: PilotStatus, report: PilotReport) -> str:
    """The whole page; the same status and report give the same text."""
    return document(
        f"Cohort {cohort_id}: {status.health.colour}",
        STYLES + NARROW,
        element("h1", f"Cohort {cohort_id} ", badge(COLOURS[status.health.colour])),
        element("p", REHEARSAL, class_="wait") if status.rehearsal else Html(""),
        _figures(status, report),
        _nodes(status.nodes),
        _groups("By region", "Region", status.regions),
        _groups("By hardware tier", "Hardware", status.hardware_tiers),
        _groups("By network tier", "Network", status.network_tiers),
        _days(report.days),
        _reasons(status),
        _incidents(report.incidents, status.generated_utc),
        element(
            "p",
            f"Made {minute(status.generated_utc)} and signed with ",
            element("a", "pilot_status.json", href="./pilot_status.json"),
            ". What a node says of its region, its tiers and its uptime is its own word.",
            class_="quiet",
        ),
    )


def _figures(status: PilotStatus, report: PilotReport) -> Html:
    found, reruns = status.onboarding, status.reruns
    facts = {
        "Nodes": f"{found.node_count}, of which {found.passed_count} passed and {found.failed_count} failed",
        "Uptime": f"{status.health.uptime_ratio_mean:.1%} of the 24 hours before each bundle, on average",
        "Last cycles that passed": f"{status.health.last_cycle_ok_ratio:.0%}",
        "Days with bundles": f"{report.num_days} of {NUM_DAYS}" + (f", since {day(report.begin_utc)}" if report.begin_utc else ""),
        "Open incidents": str(report.open_incidents),
        "Run again": _reruns(reruns) if reruns else "never",
    }
    return element("section", element("dl", *(joined(element("dt", name), element("dd", text)) for name, text in facts.items())))


def _reruns(reruns: RerunCounts) -> str:
    unable = f"; for {reruns.unable} more the maintainer could not" if reruns.unable else ""
    return f"{reruns.rerun} of {reruns.bundles} bundles, {reruns.same} with the same figures{unable}"


def _nodes(nodes: Sequence[PilotNodeStatus]) -> Html:
    return _section("Nodes", ("Node", "Onboarding", "Region", "Hardware", "Network", "Uptime", "Last bundle"), map(_node, nodes))


def _node(node: PilotNodeStatus) -> Html:
    shown = STANDINGS.get(node.standing) or ONBOARDING[node.onboarding_status]
    said = [element("span", node.node_id, class_="name"), Html(" "), badge(COLOURS[node.health.colour])]
    if node.failure_reason:
        said.append(element("div", _cut(node.failure_reason), class_="fail name"))
    return element(
        "tr",
        element("td", *said, class_="wide"),
        _cell("Onboarding", badge(shown)),
        _cell("Region", node.region),
        _cell("Hardware", node.hardware_tier),
        _cell("Network", node.network_tier),
        _cell("Uptime", f"{node.health.uptime_ratio_mean:.1%}"),
        _cell("Last bundle", minute(node.bundle_utc)),
    )


def _groups(title: str, kind: str, groups: Mapping[str, PilotGroup]) -> Html:
    rows = (
        element(
            "tr",
            element("td", element("span", name, class_="name"), Html(" "), badge(COLOURS[group.colour]), class_="wide"),
            _cell("Passed", str(group.passed)),
            _cell("Failed", str(group.failed)),
            _cell("Uptime", f"{group.uptime_ratio_mean:.1%}"),
        )
        for name, group in groups.items()
    )
    return _section(title, (kind, "Passed", "Failed", "Uptime"), rows)


def _days(days: Sequence[PilotDay]) -> Html:
    rows = (
        element(
            "tr",
            element("td", f"Day {one.day}, {one.date_utc} ", badge(COLOURS[one.health.colour]), class_="wide"),
            _cell("Bundles", str(one.num_bundles)),
            _cell("Passed", str(len(one.passed_nodes))),
            _cell("Failed", str(len(one.failed_nodes))),
            _cell("Uptime", f"{one.health.uptime_ratio_mean:.1%}"),
        )
        for one in days
    )
    points = [Point(one.date_utc, one.health.uptime_ratio_mean, one.health.colour != "red") for one in days]
    return _section("By day", ("Day", "Bundles", "Passed", "Failed", "Uptime"), rows, sparkline("uptime", points, None))


def _reasons(status: PilotStatus) -> Html:
    """Why the last bundles of nodes failed, and why bundles were refused."""
    failed = (_reason(_failure_text(word), number) for word, number in status.failed_because.items())
    refused = (_reason(_refusal_text(code), number, code) for code, number in status.refused.items())
    nowhere = (
        _reason(f"{_refusal_text(code)} (of no cohort that can be told)", number, code) for code, number in status.refused_nowhere.items()
    )
    found = [*failed, *refused, *nowhere]
    body = element("ul", *found, class_="parts") if found else element("p", "None failed, and none was refused.")
    return element("section", element("h2", "Failed and refused"), body)


def _reason(text: str, number: int, code: str = "") -> Html:
    said = (element("span", code, class_="quiet name"),) if code else ()
    return element("li", element("span", text), element("span", f"{number:,}", class_="number"), *said)


def _incidents(incidents: Sequence[PilotIncident], now_utc: str) -> Html:
    shown = list(reversed(incidents))[:MAX_INCIDENTS]
    headings = ("Incident", "State", "Opened", "Acknowledge by", "Mitigate by", "Closed")
    left = len(incidents) - len(shown)
    note = element("p", f"And {left} older ones, which the 14-day report has.", class_="quiet") if left else Html("")
    return _section("Incidents", headings, (_incident(one, now_utc) for one in shown), note)


def _incident(one: PilotIncident, now_utc: str) -> Html:
    return element(
        "tr",
        element(
            "td",
            badge(Standing(one.severity, SEVERITIES[one.severity])),
            Html(" "),
            element("span", one.node_id, class_="name"),
            f" {one.what}",
            class_="wide",
        ),
        _cell("State", _incident_state(one, now_utc)),
        _cell("Opened", minute(one.opened_utc)),
        _cell("Acknowledge by", minute(one.acknowledge_by_utc)),
        _cell("Mitigate by", minute(one.mitigate_by_utc)),
        _cell("Closed", minute(one.closed_utc) if one.closed_utc else ""),
    )


def _incident_state(one: PilotIncident, now_utc: str) -> Html:
    if one.closed_utc:
        return badge(Standing("Closed", "pass"))
    is_late = one.mitigate_by_utc < now_utc
    return badge(Standing("Overdue", "fail") if is_late else Standing("Open", "wait"))


def _section(title: str, headings: Sequence[str], rows: Iterable[Html], *around: Html) -> Html:
    found = list(rows)
    head = element("thead", element("tr", *(element("th", name, scope="col") for name in headings)))
    body = element("table", head, element("tbody", *found)) if found else element("p", "None.")
    return element("section", element("h2", title), body, *around)


def _cell(label: str, content: str) -> Html:
    return element("td", content, class_="number", data_label=label)


def _failure_text(word: str) -> str:
    code, _, gate = word.partition(".")
    return f"{gate}: {FAILURES.get(code, code)}"


def _refusal_text(code: str) -> str:
    return CATALOGUE[code].text if code in CATALOGUE else "refused"


def _cut(text: str) -> str:
    return text if len(text) <= MAX_REASON else f"{text[:MAX_REASON]}…"
