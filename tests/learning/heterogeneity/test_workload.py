"""What a round costs a client: speeds divide, chance is of (seed, round, client)."""

from dataclasses import replace
from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.errors import FleetMismatchError
from learning.heterogeneity.devices import DEVICES, fleet_named
from learning.heterogeneity.variation import Variation
from learning.heterogeneity.workload import Timing, Workload, completion_times, deadline_at, draw_conditions, timing

WORKLOAD = Workload(step_s=0.001, num_steps=(10, 20, 0, 40), download_bytes=100_000, upload_bytes=50_000)
FLEET = fleet_named(["phone", "laptop", "server", "minimum"])


@given(st.sampled_from(sorted(DEVICES)), st.integers(0, 3))
def test_twice_the_capacity_is_half_the_computing_and_nothing_else(name, client):
    device = DEVICES[name]
    once, twice = (timing(replace(device, capacity=factor * device.capacity), WORKLOAD, client) for factor in (1, 2))
    assert twice == Timing(once.download_s, once.compute_s / 2, once.upload_s)


def test_a_line_without_end_takes_its_latency():
    device = replace(DEVICES["phone"], download_bytes_per_s=inf, upload_bytes_per_s=inf)
    parts = timing(device, WORKLOAD, 0)
    assert (parts.download_s, parts.upload_s) == (device.latency_s, device.latency_s)


def test_the_parts_are_seconds_a_step_over_capacity_and_bytes_over_bandwidth():
    parts = timing(DEVICES["phone"], WORKLOAD, 1)
    assert parts.compute_s == pytest.approx(20 * 0.001 / 0.15)
    assert parts.download_s == pytest.approx(0.028 + 100_000 / 2_500_000) and parts.upload_s == pytest.approx(0.028 + 50_000 / 375_000)


@given(st.floats(0, 10), st.floats(0, 10), st.floats(0, 10), st.floats(0, 40))
def test_the_parts_before_a_moment_are_whole_in_their_order(download_s, compute_s, upload_s, stop_s):
    parts = Timing(download_s, compute_s, upload_s)
    done = parts.parts_until(stop_s)
    assert sum(done) == pytest.approx(min(stop_s, parts.total_s), abs=1e-9)
    assert all(0 <= part <= whole for part, whole in zip(done, (download_s, compute_s, upload_s), strict=True))
    assert done[2] == 0 or done[:2] == (download_s, compute_s)


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_deadline_at_a_quantile_serves_at_least_that_share_and_grows_with_it(first, second):
    times = np.array(completion_times(FLEET, WORKLOAD))
    low, high = (deadline_at(quantile, FLEET, WORKLOAD) for quantile in sorted((first, second)))
    assert low <= high and low in times and np.mean(times <= low) >= min(first, second)


def test_a_fleet_of_another_size_is_refused():
    with pytest.raises(FleetMismatchError):
        completion_times(FLEET[:3], WORKLOAD)


def test_conditions_are_of_seed_round_and_client_alone():
    variation = Variation(capacity_jitter=0.3, bandwidth_jitter=0.2, dropout_rate=0.5)
    names = [(seed, round_index, client) for seed in (0, 1) for round_index in (0, 1) for client in (0, 1)]
    draws = {name: draw_conditions(variation, *name) for name in names}
    assert all(draw_conditions(variation, *name) == draws[name] for name in reversed(names)) and len(set(draws.values())) == 8
    calm = variation.model_copy(update={"dropout_rate": 0.0})
    assert all(draw_conditions(calm, *name).capacity == draws[name].capacity for name in names)


def test_no_variation_is_nominal_and_rates_are_met():
    calm = draw_conditions(Variation(), 1, 2, 3)
    assert calm.capacity == calm.bandwidth == 1.0 and calm.drops_after is None
    variation = Variation(capacity_jitter=0.3, bandwidth_jitter=0.2, dropout_rate=0.25)
    found = [draw_conditions(variation, 0, 0, client) for client in range(4000)]
    assert np.mean([one.drops_after is not None for one in found]) == pytest.approx(0.25, abs=0.02)
    assert np.std(np.log([one.capacity for one in found])) == pytest.approx(0.3, rel=0.05)
    assert np.std(np.log([one.bandwidth for one in found])) == pytest.approx(0.2, rel=0.05)
