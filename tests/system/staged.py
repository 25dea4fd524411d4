"""The demo's story played in this process, with agents wherever a test wants them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from p2p.agent.demo.interruptions import Interruptions
from p2p.agent.demo.story import Demo, DemoPlan
from tests.system.namespaces import Namespace


@dataclass(slots=True)
class Played:
    """What a demo told, and the logs of one that failed."""

    told: list[tuple[str, dict]] = field(default_factory=list[tuple[str, dict]])

    @property
    def events(self) -> list[str]:
        """The names of its events, in order."""
        return [event for event, _ in self.told]

    def facts(self, event: str) -> dict:
        """What was told with the first event of that name."""
        return next(facts for told, facts in self.told if told == event)


def play_between(namespaces: Sequence[Namespace], task: str = "echo", timeout_s: float = 60.0) -> Played:
    """The demo with its requester in the first namespace and a provider in each other one."""
    played, places = Played(), iter(namespaces)
    with Interruptions() as interruptions:
        plan = DemoPlan(task, "hello", num_agents=len(namespaces), timeout_s=timeout_s)
        demo = Demo(
            plan,
            lambda event, facts: played.told.append((event, facts)),
            interruptions,
            begin=lambda home, environment: next(places).begin(home, environment),
        )
        try:
            demo.run()
        except Exception as error:
            error.add_note(str({"told": played.told, "logs": demo.last_words}))
            raise
    return played
