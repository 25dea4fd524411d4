"""The virtual clock: a training's rounds as events in time, before anybody has trained; nothing sleeps."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Annotated, NamedTuple, cast

import numpy as np
from pydantic import Field

from learning.errors import FleetMismatchError
from learning.heterogeneity.availability import AlwaysOnline, Availability
from learning.heterogeneity.devices import DeviceClass
from learning.heterogeneity.records import ClientWork, Outcome, RoundRecord
from learning.heterogeneity.selection import Candidates, Policy, choose
from learning.heterogeneity.variation import Variation
from learning.heterogeneity.workload import Timing, Workload, completion_times, draw_conditions, timing
from learning.plan import TrainingPlan
from learning.randomness import generator
from learning.rounds import RoundMachine
from learning.schedule import select_clients


class Scenario(Variation):
    """How rounds are run.

    `num_asked`: how many the policy asks of the clients that the plan selects and that are online; None asks all. `num_wanted` closes a
    round once so many updates are in (over-selection), `deadline_s` in any case; neither goes below the plan's `min_clients`.
    `pause_s` lies between two rounds; a round that cannot open within `patience_s` is lost.
    """

    policy: Policy = "uniform"
    num_asked: Annotated[int, Field(ge=1)] | None = None
    num_wanted: Annotated[int, Field(ge=1)] | None = None
    deadline_s: Annotated[float, Field(gt=0)] | None = None
    pause_s: Annotated[float, Field(ge=0)] = 0.0
    patience_s: Annotated[float, Field(ge=0)] = 604_800.0


@dataclass(frozen=True, slots=True)
class World:
    """Who the clients are: the device of each, the work of a round, and when each is online."""

    fleet: Sequence[DeviceClass]
    workload: Workload
    availability: Availability = field(default_factory=AlwaysOnline)


class _Part(NamedTuple):
    """How one client's round ends, in seconds since its opening, where nothing closes the round before."""

    end_s: float
    client: int
    outcome: Outcome
    timing: Timing


def run_rounds(plan: TrainingPlan, world: World, scenario: Scenario) -> Iterator[RoundRecord]:
    """The plan's rounds on the virtual clock, one after another; a function of its arguments alone.

    A round opens when `min_clients` of those that the plan selects are online. The clients that it includes are of those that the
    plan selects, so that `simulate` replays them to the plan's bits.
    Units: virtual seconds since the start of the training. An update that arrives just at the deadline counts.
    Errors: FleetMismatchError (learning.fleet.mismatch).
    """
    completion_s_C = np.array(completion_times(world.fleet, world.workload))
    if len(completion_s_C) != plan.num_clients:
        raise FleetMismatchError("the plan has another number of clients", devices=len(completion_s_C), clients=plan.num_clients)
    num_asked_C, num_contributed_C = np.zeros((2, plan.num_clients), dtype=np.int64)
    now_s = 0.0
    for round_index in range(plan.num_rounds):
        selected = select_clients(plan, round_index)
        now_s, online = _opening(selected, plan.min_clients, world.availability, (now_s, scenario.patience_s))
        num_asked = max(scenario.num_asked or len(selected), plan.min_clients)
        candidates = Candidates(np.array(online, dtype=np.intp), num_asked_C, num_contributed_C, completion_s_C)
        asked = choose(scenario.policy, candidates, num_asked, generator(plan.seed, round_index, 0, "choose"))
        record = _run_round(plan, world, scenario, (round_index, now_s), asked)
        num_asked_C[list(asked)] += 1
        num_contributed_C[list(record.included)] += 1
        now_s = record.end_s + scenario.pause_s
        yield record


def _opening(
    selected: Sequence[int], num_needed: int, availability: Availability, moment: tuple[float, float]
) -> tuple[float, tuple[int, ...]]:
    """The first second from (now, patience) in which enough are online, and who they are; nobody where the patience ends before."""
    now_s, patience_s = moment
    limit_s = now_s + patience_s
    while now_s <= limit_s:
        spans = {client: availability.span(client, now_s) for client in selected}
        online = tuple(client for client, span in spans.items() if span.is_online)
        if len(online) >= num_needed:
            return now_s, online
        now_s = min(span.until_s for span in spans.values())
    return limit_s, ()


def _run_round(plan: TrainingPlan, world: World, scenario: Scenario, opening: tuple[int, float], asked: tuple[int, ...]) -> RoundRecord:
    round_index, start_s = opening
    if not asked:
        return RoundRecord(round_index, start_s, start_s, (), (), ())
    parts = [_part(plan, world, scenario, opening, client) for client in asked]
    machine = RoundMachine(plan, round_index, asked)
    closed_s = _close(machine, parts, max(scenario.num_wanted or len(asked), plan.min_clients), scenario.deadline_s or inf)
    is_lost = machine.phase == "failed"
    work = [_work(part, machine, closed_s, world.workload) for part in parts]
    return RoundRecord(round_index, start_s, start_s + closed_s, asked, () if is_lost else machine.included, tuple(work))


def _part(plan: TrainingPlan, world: World, scenario: Scenario, opening: tuple[int, float], client: int) -> _Part:
    """The client's own course of the round: done, dropped out, or offline before that."""
    round_index, start_s = opening
    conditions = draw_conditions(scenario, plan.seed, round_index, plan.client_seed(client))
    parts = timing(world.fleet[client], world.workload, client, conditions)
    leaves_s = world.availability.span(client, start_s).until_s - start_s
    drops_s = inf if conditions.drops_after is None else conditions.drops_after * parts.total_s
    if drops_s <= min(leaves_s, parts.total_s):
        return _Part(drops_s, client, "dropped", parts)
    if leaves_s < parts.total_s:
        return _Part(leaves_s, client, "left", parts)
    return _Part(parts.total_s, client, "contributed", parts)


def _close(machine: RoundMachine, parts: Sequence[_Part], num_wanted: int, deadline_s: float) -> float:
    """Tell the machine what happens, in the order of time, and return the second in which the round closed."""
    for part in parts:
        machine.accepted(part.client)
    for part in sorted(parts):
        if part.end_s > deadline_s:
            machine.deadline_passed("late")
            return deadline_s
        if part.outcome == "contributed":
            machine.update_accepted(part.client, num_examples=0, size_bytes=0)
        else:
            machine.failed(part.client, part.outcome)
        if machine.phase == "collecting" and len(machine.included) >= num_wanted:
            machine.deadline_passed("surplus")
        if machine.phase != "collecting":
            return part.end_s
    raise AssertionError("a round ends with its last event")


def _work(part: _Part, machine: RoundMachine, closed_s: float, workload: Workload) -> ClientWork:
    stop_s = min(part.end_s, closed_s)
    download_s, compute_s, upload_s = part.timing.parts_until(stop_s)
    is_counted = part.client in machine.receipts and machine.phase != "failed"
    return ClientWork(
        round_index=machine.round_index,
        client=part.client,
        outcome="contributed" if is_counted else cast(Outcome, machine.out.get(part.client, "lost")),
        download_s=download_s,
        compute_s=compute_s,
        upload_s=upload_s,
        waiting_s=closed_s - stop_s if part.outcome == "contributed" else 0.0,
        download_bytes=_share(workload.download_bytes, download_s, part.timing.download_s),
        upload_bytes=_share(workload.upload_bytes, upload_s, part.timing.upload_s),
    )


def _share(size_bytes: int, done_s: float, whole_s: float) -> int:
    return size_bytes if done_s == whole_s else int(size_bytes * done_s / whole_s)
