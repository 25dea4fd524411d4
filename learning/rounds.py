"""Who is in and who is out of a round: a state machine without a clock."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from learning.errors import EmptyCohortError, RoundLateError, RoundPhaseError
from learning.plan import TrainingPlan

Phase = Literal["collecting", "aggregating", "failed", "done"]


@dataclass(frozen=True, slots=True)
class Receipt:
    """An update that counts: how many examples are behind it, how long it was."""

    num_examples: int
    size_bytes: int


class RoundMachine:
    """One round's participation, from the offers to the new model.

    collecting → aggregating (nobody is awaited and enough are in) → done; collecting → failed (too few can still come in).
    A client is offered → accepted → included, or out with a code.
    """

    def __init__(self, plan: TrainingPlan, round_index: int, clients: Iterable[int]) -> None:
        self.round_index = round_index
        self._min_clients = plan.min_clients
        self._offered = set(clients)
        self._accepted: set[int] = set()
        self._included: dict[int, Receipt] = {}
        self._out: dict[int, str] = {}
        self._phase: Phase = "collecting"
        if not self._offered:
            raise EmptyCohortError("a round was offered to nobody", round_index=round_index)
        self._settle()

    @property
    def phase(self) -> Phase:
        """Where the round stands."""
        return self._phase

    @property
    def waiting_for(self) -> frozenset[int]:
        """Clients that have neither sent an update nor dropped out; empty once the round has failed."""
        return frozenset(self._offered | self._accepted) if self._phase == "collecting" else frozenset()

    @property
    def included(self) -> tuple[int, ...]:
        """The clients whose updates count, ascending."""
        return tuple(sorted(self._included))

    @property
    def receipts(self) -> Mapping[int, Receipt]:
        """What is known of each update that counts."""
        return MappingProxyType(self._included)

    @property
    def out(self) -> Mapping[int, str]:
        """Clients that do not take part, with the code of the reason."""
        return MappingProxyType(self._out)

    def accepted(self, client: int) -> None:
        """The client takes the offer.

        Errors: RoundPhaseError (learning.round.phase), as of every event that is not awaited.
        """
        self._expect(client, self._offered)
        self._offered.remove(client)
        self._accepted.add(client)

    def update_accepted(self, client: int, num_examples: int, size_bytes: int) -> None:
        """The client's update was received, checked and counted."""
        self._expect(client, self._accepted)
        self._accepted.remove(client)
        self._included[client] = Receipt(num_examples, size_bytes)
        self._settle()

    def failed(self, client: int, code: str) -> None:
        """The client declined, died, lied or went silent before its update was counted."""
        self._expect(client, self._offered | self._accepted)
        self._drop(client, code)
        self._settle()

    def deadline_passed(self, code: str = RoundLateError.code) -> None:
        """Whoever is still awaited is out, with `code`."""
        if self._phase != "collecting":
            raise RoundPhaseError("the round collects no more", round_index=self.round_index, phase=self._phase)
        for client in self._offered | self._accepted:
            self._drop(client, code)
        self._settle()

    def aggregated(self) -> None:
        """The new model exists."""
        if self._phase != "aggregating":
            raise RoundPhaseError("the round is not aggregating", round_index=self.round_index, phase=self._phase)
        self._phase = "done"

    def _expect(self, client: int, awaited: set[int]) -> None:
        if self._phase != "collecting" or client not in awaited:
            raise RoundPhaseError("the event is not awaited", round_index=self.round_index, client=client, phase=self._phase)

    def _drop(self, client: int, code: str) -> None:
        self._offered.discard(client)
        self._accepted.discard(client)
        self._out[client] = code

    def _settle(self) -> None:
        num_awaited = len(self._offered) + len(self._accepted)
        if len(self._included) + num_awaited < self._min_clients:
            self._phase = "failed"
        elif num_awaited == 0:
            self._phase = "aggregating"
