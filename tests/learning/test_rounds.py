"""The round: every client ends in or out once, and the phase follows from who is left."""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from learning.errors import EmptyCohortError, RoundLateError, RoundPhaseError
from learning.plan import LocalTraining, ModelSpec, Strategy, TrainingPlan
from learning.rounds import Receipt, RoundMachine


def plan_of(num_clients, min_clients):
    return TrainingPlan(
        model=ModelSpec(kind="mlp", layer_sizes=(2, 2)), local=LocalTraining(epochs=1, batch_size=1, learning_rate=1),
        codec="fp32", strategy=Strategy(name="fedavg"), num_rounds=1,
        num_clients=num_clients, clients_per_round=num_clients, min_clients=min_clients, seed=0,
    )  # fmt: skip


def test_a_round_in_which_all_goes_well():
    machine = RoundMachine(plan_of(2, 2), 5, (1, 0))
    assert machine.waiting_for == {0, 1}
    for client in (1, 0):
        machine.accepted(client)
        machine.update_accepted(client, 10 + client, 99)
    assert machine.phase == "aggregating" and machine.included == (0, 1)
    assert machine.receipts[1] == Receipt(11, 99) and not machine.waiting_for
    machine.aggregated()
    assert machine.phase == "done"


def test_the_deadline_puts_everybody_awaited_out():
    machine = RoundMachine(plan_of(3, 1), 0, (0, 1, 2))
    machine.accepted(0)
    machine.accepted(1)
    machine.update_accepted(0, 1, 1)
    machine.deadline_passed()
    assert machine.phase == "aggregating" and machine.out == {1: RoundLateError.code, 2: RoundLateError.code}


def test_a_round_fails_as_soon_as_too_few_can_come_in():
    machine = RoundMachine(plan_of(3, 2), 0, (0, 1, 2))
    machine.failed(0, "a.b")
    assert machine.phase == "collecting"
    machine.failed(1, "c.d")
    assert machine.phase == "failed" and machine.out == {0: "a.b", 1: "c.d"} and not machine.waiting_for


def test_a_round_offered_to_too_few_has_failed_at_once():
    assert RoundMachine(plan_of(3, 2), 0, (0,)).phase == "failed"
    with pytest.raises(EmptyCohortError):
        RoundMachine(plan_of(3, 2), 0, ())


@pytest.mark.parametrize("phase", ["aggregating", "failed", "done"])
def test_no_event_of_a_client_is_taken_after_collecting(phase):
    machine = RoundMachine(plan_of(2, 2 if phase == "failed" else 1), 0, (0, 1))
    machine.accepted(0)
    machine.update_accepted(0, 1, 1)
    machine.failed(1, "a.b")
    if phase == "done":
        machine.aggregated()
    assert machine.phase == phase
    for event in (
        lambda: machine.accepted(1), lambda: machine.failed(1, "a.b"),
        lambda: machine.update_accepted(1, 1, 1), machine.deadline_passed,
    ):  # fmt: skip
        with pytest.raises(RoundPhaseError):
            event()


def test_an_update_needs_an_accepted_offer_and_comes_once():
    machine = RoundMachine(plan_of(3, 1), 0, (0, 1))
    with pytest.raises(RoundPhaseError):
        machine.update_accepted(0, 1, 1)
    with pytest.raises(RoundPhaseError):
        machine.accepted(2)
    machine.accepted(0)
    with pytest.raises(RoundPhaseError):
        machine.accepted(0)
    machine.update_accepted(0, 1, 1)
    with pytest.raises(RoundPhaseError):
        machine.update_accepted(0, 1, 1)
    with pytest.raises(RoundPhaseError):
        machine.aggregated()


class AnyRound(RuleBasedStateMachine):
    """Random events; a model of three sets says which of them must be refused."""

    clients = st.integers(0, 5)

    @initialize(num_clients=st.integers(1, 5), data=st.data())
    def start(self, num_clients, data):
        self.least = data.draw(st.integers(1, num_clients))
        self.machine = RoundMachine(plan_of(num_clients, self.least), 0, range(num_clients))
        self.all, self.offered, self.accepted = set(range(num_clients)), set(range(num_clients)), set()
        self.included, self.out = set(), set()

    def attempt(self, is_allowed, event):
        if self.machine.phase == "collecting" and is_allowed:
            event()
            return True
        with pytest.raises(RoundPhaseError):
            event()
        return False

    @rule(client=clients)
    def accept(self, client):
        if self.attempt(client in self.offered, lambda: self.machine.accepted(client)):
            self.offered.remove(client)
            self.accepted.add(client)

    @rule(client=clients)
    def update(self, client):
        if self.attempt(client in self.accepted, lambda: self.machine.update_accepted(client, 1, 1)):
            self.accepted.remove(client)
            self.included.add(client)

    @rule(client=clients)
    def fail(self, client):
        if self.attempt(client in self.offered | self.accepted, lambda: self.machine.failed(client, "c.d")):
            self.offered.discard(client)
            self.accepted.discard(client)
            self.out.add(client)

    @precondition(lambda self: self.machine.phase == "collecting")
    @rule()
    def deadline(self):
        self.machine.deadline_passed()
        self.out |= self.offered | self.accepted
        self.offered, self.accepted = set(), set()

    @invariant()
    def phase_follows_from_who_is_left(self):
        awaited = self.offered | self.accepted
        is_hopeless = len(self.included) + len(awaited) < self.least
        expected = "failed" if is_hopeless else "collecting" if awaited else "aggregating"
        assert self.machine.phase == expected
        assert self.machine.included == tuple(sorted(self.included)) and set(self.machine.out) == self.out
        assert self.machine.waiting_for == (awaited if expected == "collecting" else set())
        assert self.included | self.out | awaited == self.all


AnyRound.TestCase.settings = settings(max_examples=60, stateful_step_count=20, deadline=None)
TestAnyRound = AnyRound.TestCase
