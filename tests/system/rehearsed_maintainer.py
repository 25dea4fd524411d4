"""The maintainer of a rehearsal, as a process in its own checkout and network namespace: it invites, receives and takes in.

`python -m tests.system.rehearsed_maintainer`, in the environment of its agent home. Each order says what time it is.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from gates.cohort.ledger import Intake
from p2p.agent.launch import RunningAgent, start_agent
from p2p.agent.settings import home_of, load_settings
from tasks.cohort.arrivals import open_arrivals
from tasks.cohort.intake import take
from tasks.cohort.issuing import issue
from tasks.cohort.recheck import Rechecker
from tasks.cohort.store import CohortFolder
from tasks.project.files import PROJECT_ROOT
from tests.system.answering_process import answer_orders

ALLOWANCE_BYTES = 200 * 1024 * 1024


class Maintainer:
    """The maintainer with its agent, whose inbox is the cohort's quarantine."""

    def __init__(self, agent: RunningAgent, folder: CohortFolder) -> None:
        self.agent, self.folder = agent, folder

    def invite(self, order: dict[str, Any]) -> str:
        """The invitation's file, for all volunteers."""
        terms = {"cohort_id": "rehearsal", "uses": order["uses"], "allowance_bytes": ALLOWANCE_BYTES}
        return str(issue(self.folder, terms, timedelta(days=30), now=datetime.now(UTC).replace(microsecond=0)))

    def open(self, _: dict[str, Any]) -> dict[str, Any]:
        """Where bundles are pushed to."""
        open_arrivals(self.folder, self.agent.client)
        return {"peer": self.agent.record.peer_id, "addresses": [*self.agent.record.addresses]}

    def waiting(self, _: dict[str, Any]) -> list[str]:
        """The names of the bundles that wait."""
        return self.folder.waiting()

    def take(self, order: dict[str, Any]) -> list[Any]:
        """What came of each bundle that is named, after the same look as the cohort's flow takes: for some one gate is run again."""
        moment = datetime.fromisoformat(order["moment"])
        recheck = Rechecker.of(PROJECT_ROOT, self.folder, now=lambda: moment)
        found = take(self.folder, order["names"], Intake(takes_rehearsals=True), now=lambda: moment, recheck=recheck)
        return [seen.as_json() for seen in found]


def main() -> None:
    """Answer orders while the agent runs."""
    agent = start_agent(home_of(load_settings()), leash=True)
    try:
        one = Maintainer(agent, CohortFolder.at(PROJECT_ROOT / "data" / "cohort"))
        answer_orders({"invite": one.invite, "open": one.open, "waiting": one.waiting, "take": one.take})
    finally:
        agent.stop()


if __name__ == "__main__":
    main()
