"""The virtual clock: order, monotony, what a record says, and the bits of the replayed training."""

from dataclasses import replace
from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.errors import FleetMismatchError
from learning.fairness.contribution import contribution_fairness, count_contributions
from learning.heterogeneity.availability import DayAndNight, OnAndOff, Recorded, churning_clients
from learning.heterogeneity.clock import Scenario, World, run_rounds
from learning.heterogeneity.devices import DEVICES, fleet_named
from learning.heterogeneity.records import participation
from learning.heterogeneity.workload import Workload, deadline_at
from learning.plan import parse_plan
from learning.simulation import simulate

FLEET = fleet_named(["phone", "phone", "minimum", "minimum", "laptop", "laptop", "desktop", "server"])
FP32 = Workload(step_s=60e-6, num_steps=(24, 20, 28, 12, 30, 24, 22, 32), download_bytes=135_000, upload_bytes=135_000)
INT8 = replace(FP32, upload_bytes=34_500)
CHURN = OnAndOff(5, 4.0, 1.0, churning_clients(8, 0.5, 5))
CONDITIONS = {"capacity_jitter": 0.2, "bandwidth_jitter": 0.2, "dropout_rate": 0.1}
POLICIES = ["uniform", "round_robin", "fewest_contributions", "fastest_of_two"]


def plan_of(**fields):
    raw = {
        "model": {"kind": "mlp", "layer_sizes": [6, 3]},
        "local": {"epochs": 1, "batch_size": 8, "learning_rate": 0.1},
        "codec": "fp32", "strategy": {"name": "fedavg"},
        "num_rounds": 30, "num_clients": 8, "clients_per_round": 8, "min_clients": 1, "seed": 3,
    }  # fmt: skip
    return parse_plan(raw | fields)


def run(scenario=None, world=None, **plan):
    return list(run_rounds(plan_of(**plan), world or World(FLEET, FP32), Scenario(**(scenario or {}))))


scenarios = st.fixed_dictionaries(
    {
        "policy": st.sampled_from(POLICIES),
        "num_asked": st.none() | st.integers(1, 8),
        "num_wanted": st.none() | st.integers(1, 8),
        "deadline_s": st.none() | st.floats(0.01, 2.0),
        "capacity_jitter": st.floats(0, 1),
        "bandwidth_jitter": st.floats(0, 1),
        "dropout_rate": st.floats(0, 1),
    }
)


@given(scenarios, st.integers(1, 8), st.integers(0, 50))
def test_every_record_is_sound(scenario, min_clients, seed):
    plan = plan_of(min_clients=min_clients, seed=seed, num_rounds=6, clients_per_round=8)
    now_s = 0.0
    for entry in run_rounds(plan, World(FLEET, INT8, CHURN), Scenario(**scenario)):
        assert now_s <= entry.start_s <= entry.end_s
        assert set(entry.included) <= set(entry.asked) and [work.client for work in entry.work] == list(entry.asked)
        assert len(entry.included) >= min_clients or not entry.included
        assert {work.client for work in entry.work if work.outcome == "contributed"} == set(entry.included)
        assert (not entry.included) == any(work.outcome == "lost" for work in entry.work) or not entry.included
        for work in entry.work:
            spent_s = work.download_s + work.compute_s + work.upload_s
            assert spent_s + work.waiting_s <= entry.end_s - entry.start_s + 1e-6
            assert 0 <= work.download_bytes <= INT8.download_bytes and 0 <= work.upload_bytes <= INT8.upload_bytes
            assert work.outcome != "contributed" or work.upload_bytes == INT8.upload_bytes
            assert scenario["deadline_s"] is None or spent_s <= scenario["deadline_s"] + 1e-9
        now_s = entry.end_s


@given(scenarios)
def test_the_clock_is_a_function_of_its_arguments(scenario):
    churn = OnAndOff(5, 4.0, 1.0, churning_clients(8, 0.5, 5))
    for client in (3, 7, 0):
        churn.span(client, 1000.0)
    first, second = (run(scenario, World(FLEET, INT8, trace), num_rounds=5) for trace in (CHURN, churn))
    assert first == second


def test_another_seed_is_another_course():
    assert run(CONDITIONS) != run(CONDITIONS, seed=4)


def test_a_client_s_conditions_do_not_depend_on_who_else_is_asked():
    together = {work.client: work for work in run(CONDITIONS, num_rounds=1)[0].work}
    for client in range(8):
        alone = Recorded({client: [(0.0, 1e9)]})
        (work,) = run(CONDITIONS, World(FLEET, FP32, alone), num_rounds=1)[0].work
        assert (work.download_s, work.compute_s, work.upload_s) == tuple(
            getattr(together[client], part) for part in ("download_s", "compute_s", "upload_s")
        )


def test_without_a_deadline_everyone_contributes_and_the_slowest_sets_the_pace():
    for entry in run():
        assert entry.included == tuple(range(8)) and {work.outcome for work in entry.work} == {"contributed"}
        assert entry.end_s - entry.start_s == pytest.approx(max(work.download_s + work.compute_s + work.upload_s for work in entry.work))
        assert min(work.waiting_s for work in entry.work) == 0 < max(work.waiting_s for work in entry.work)


def test_twice_the_capacity_of_all_halves_the_computing():
    faster = World([replace(device, capacity=2 * device.capacity) for device in FLEET], FP32)
    for once, twice in zip(run(CONDITIONS), run(CONDITIONS, faster), strict=True):
        whole = [(a, b) for a, b in zip(once.work, twice.work, strict=True) if a.outcome == b.outcome == "contributed"]
        assert whole and all(b.compute_s == a.compute_s / 2 and b.upload_s == a.upload_s for a, b in whole)


@given(st.floats(0.01, 3), st.floats(0.01, 3), st.integers(1, 4), st.integers(0, 20))
def test_a_later_deadline_never_includes_fewer(first, second, min_clients, seed):
    early, late = (
        run(CONDITIONS | {"deadline_s": deadline_s}, seed=seed, min_clients=min_clients, num_rounds=8)
        for deadline_s in sorted((first, second))
    )
    assert all(set(a.included) <= set(b.included) for a, b in zip(early, late, strict=True))


def test_an_update_that_arrives_at_the_deadline_counts():
    for quantile in (0.25, 0.5, 0.75, 1.0):
        rounds = run({"deadline_s": deadline_at(quantile, FLEET, FP32)})
        assert {len(entry.included) for entry in rounds} == {int(quantile * 8)}
        assert {work.outcome for entry in rounds for work in entry.work} <= {"contributed", "late"}


def test_a_round_closes_when_enough_are_in():
    for entry in run({"num_wanted": 3} | CONDITIONS, num_rounds=60):
        assert len(entry.included) == 3
        arrivals = [work.download_s + work.compute_s + work.upload_s for work in entry.work if work.outcome == "contributed"]
        assert entry.end_s - entry.start_s == pytest.approx(max(arrivals))


def test_over_selection_is_the_faster_the_more_are_asked():
    durations = [run({"num_asked": asked, "num_wanted": 3} | CONDITIONS, num_rounds=100)[-1].end_s for asked in (3, 5, 8)]
    assert durations[0] > durations[1] > durations[2]


def test_who_drops_out_is_known_from_the_rate():
    rounds = run({"dropout_rate": 0.3}, num_rounds=400)
    outcomes = [work.outcome for entry in rounds for work in entry.work]
    assert outcomes.count("dropped") / len(outcomes) == pytest.approx(0.3, abs=0.03) and set(outcomes) == {"dropped", "contributed"}


def test_a_client_that_goes_offline_before_it_is_done_has_left():
    entry = run(world=World(FLEET, FP32, Recorded({0: [(0.0, 0.3)], 7: [(0.0, 9.0)]})), num_rounds=1)[0]
    assert [(work.client, work.outcome) for work in entry.work] == [(0, "left"), (7, "contributed")]
    assert sum((entry.work[0].download_s, entry.work[0].compute_s, entry.work[0].upload_s)) == pytest.approx(0.3)


def test_a_round_waits_until_enough_are_online_and_asks_no_others():
    trace = Recorded({0: [(0.0, 90.0)], 1: [(50.0, 99.0)], 2: [(60.0, 99.0)]})
    entry = run(world=World(FLEET, FP32, trace), num_rounds=1, min_clients=2)[0]
    assert entry.start_s == 50.0 and entry.asked == (0, 1)


def test_a_round_that_cannot_open_is_lost():
    for trace in (Recorded({0: [(0.0, 90.0)]}), DayAndNight(0, 24.0, 0.001)):
        entries = run({"patience_s": 240.0}, World(FLEET, FP32, trace), num_rounds=2, min_clients=8)
        assert [entry.asked for entry in entries] == [(), ()] and entries[-1].end_s == 480.0


def test_too_few_updates_lose_the_round_and_say_so():
    entries = run({"deadline_s": deadline_at(0.25, FLEET, FP32)}, min_clients=3)
    assert participation(entries) == ((),) * 30
    assert {work.outcome for work in entries[0].work} == {"lost", "late"}


def test_round_robin_over_a_part_asks_everyone_as_often():
    entries = run({"policy": "round_robin", "num_asked": 2}, num_rounds=40)
    assert set(np.bincount([client for entry in entries for client in entry.asked])) == {10}


def test_asking_who_contributed_least_evens_out_what_a_deadline_skews():
    late = {"deadline_s": deadline_at(1.0, FLEET, FP32), "num_asked": 4, "bandwidth_jitter": 0.3}
    uniform, fair = (jain(run(late | {"policy": policy}, num_rounds=200)) for policy in ("uniform", "fewest_contributions"))
    assert fair > uniform and fair > 0.98


def test_a_fleet_of_another_size_is_refused():
    with pytest.raises(FleetMismatchError):
        run(num_clients=9)


@pytest.mark.parametrize("codec", ["fp32", "int8"])
def test_the_produced_participation_replays_to_the_plan_s_bits(make_plan, shards, codec):
    plan = make_plan(codec=codec, num_rounds=6, min_clients=1)
    world = World(fleet_named(["phone", "laptop", "desktop", "server"]), Workload(1e-4, (2, 6, 2, 8), 4000, 4000))
    everyone = participation(list(run_rounds(plan, world, Scenario())))
    assert simulate(plan, shards, participation=everyone).rounds == simulate(plan, shards).rounds
    some = participation(list(run_rounds(plan, world, Scenario(dropout_rate=0.5))))
    first, second = (simulate(plan, shards, participation=some) for _ in range(2))
    assert first.rounds == second.rounds and tuple(entry.included for entry in first.rounds) == some != everyone


def jain(rounds):
    counts = count_contributions(8, [entry.asked for entry in rounds], [entry.included for entry in rounds])
    return contribution_fairness(counts, [device.capacity for device in FLEET]).contribution_jain_index


def gains(deadline_quantile, fleet=FLEET, first=FP32, second=INT8, availability=None):
    """What the second workload gains over the first, under a deadline at a quantile of the full-precision completion times."""
    scenario = CONDITIONS | {"deadline_s": deadline_at(deadline_quantile, fleet, FP32)}
    jains, contributed = [], []
    for workload in (first, second):
        world = World(fleet, workload, availability) if availability else World(fleet, workload)
        rounds = run(scenario, world, num_rounds=60)
        jains.append(jain(rounds))
        contributed.append(np.mean([len(entry.included) for entry in rounds]))
    return jains[1] - jains[0], contributed[1] - contributed[0]


@pytest.mark.parametrize("quantile", [0.4, 0.5, 0.6])
@pytest.mark.parametrize("availability", [None, OnAndOff(1, 60.0, 10.0, churning_clients(8, 0.25, 1))])
def test_smaller_updates_are_fairer_at_every_deadline_and_the_gain_turns_with_the_codecs(quantile, availability):
    jain_gain, clients_gain = gains(quantile, availability=availability)
    assert jain_gain >= 0.05 and clients_gain >= 0.5
    swapped = gains(quantile, first=INT8, second=FP32, availability=availability)
    assert swapped == (-jain_gain, -clients_gain)


def test_the_gain_vanishes_where_bytes_cost_nothing():
    endless = [replace(device, download_bytes_per_s=inf, upload_bytes_per_s=inf) for device in FLEET]
    assert gains(0.5, endless) == (0.0, 0.0)


def test_the_named_classes_differ_in_what_they_need():
    assert deadline_at(1.0, [DEVICES["phone"]] * 8, FP32) > 3 * deadline_at(1.0, [DEVICES["server"]] * 8, FP32)
