"""The report says what is done, what is at risk, and what comes next, whatever the states are."""

from datetime import UTC, datetime

from gates.artifacts.provenance import GitPlace
from gates.goals import STRICT
from gates.params.limits.readiness import READINESS_FLOORS
from gates.readiness import REQUIRED_DOCS, Ground, mvp_readiness
from gates.status import GateState, main_track_status
from tasks.status.assessment import Assessment
from tasks.status.weekly_text import weekly_markdown
from tests.gates.gate_states import all_done, failed

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)
PLACE = GitPlace(commit="a1b2c3d", branch="main")


def text(**changed: GateState) -> str:
    states = all_done(**changed)
    status = main_track_status(states, STRICT, profile="reduced", now=NOW)
    contents = {gate: state.content or {} for gate, state in states.items()}
    readiness = mvp_readiness(Ground(status, contents, frozenset(REQUIRED_DOCS)), READINESS_FLOORS, now=NOW)
    return weekly_markdown(Assessment("reduced", states, status, readiness), PLACE, "0123456789ab")


def test_where_everything_is_done_the_release_comes_next():
    said = text()
    assert "# Weekly status, 2026-01-31" in said
    assert "at commit a1b2c3d of main, on machine 0123456789ab" in said
    assert "No sub-goal is open." in said and "| M3 | yes | needs U5, U6 |" in said and "| M4 | no |" in said
    assert "- no incident: nothing is blocked" in said
    assert "make release" in said.partition("## Next-Week Focus")[2]


def test_the_risks_are_the_three_figures_with_the_least_room():
    assert text().count("has little room: b 0.951 &gt;= 0.95") == 3


def test_what_is_blocked_is_an_incident_and_comes_next():
    said = text(adapter=failed("adapter"))
    assert "- incident: Federated adapters: a: 0.5 is not" in said
    assert "- Federated adapters: `p2p-agent gates explain adapter`" in said.partition("## Next-Week Focus")[2]
    assert "make release" not in said
