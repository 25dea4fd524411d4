"""The loops over an update's numbers."""

import numpy as np
import pytest

from learning.aggregation.weighted_mean import FixedPointSum
from learning.loops.switch import load_loops, unload_loops


@pytest.mark.usefixtures("loops")
@pytest.mark.parametrize("is_read_only", [False, True])
def test_a_sum_has_the_bits_of_numpys(is_read_only):
    random = np.random.default_rng(0)
    scales = 10.0 ** random.integers(-12, 3, 40_000)
    updates = [(random.standard_normal(40_000) * scales).astype(np.float32) for _ in range(5)]
    updates.append((np.arange(-20_000, 20_000) * 2.0**-31).astype(np.float32))  # halves, which are rounded to even
    sums = [FixedPointSum(40_000), FixedPointSum(40_000)]
    for update_P in updates:
        update_P.flags.writeable = not is_read_only
        for prepare, total in zip((unload_loops, load_loops), sums, strict=True):
            prepare()
            total.add(update_P, 1.0)
            total.add(update_P, 37.25)
            total.add(update_P, 0.1)  # products that are rounded before the addition: one fused operation rounds otherwise
    by_loops = [total.over(divisor) for total in sums for divisor in (77.1, 3.0)]
    unload_loops()
    assert [mean_P.tobytes() for mean_P in by_loops] == [total.over(divisor).tobytes() for total in sums for divisor in (77.1, 3.0)]
    assert np.array_equal(sums[0]._sum_P, sums[1]._sum_P)
