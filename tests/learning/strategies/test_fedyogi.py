"""FedYogi by hand."""

import numpy as np

from learning.strategies.fedyogi import FedYogi
from tests.learning.strategies.quadratics import plan_of


def test_the_measure_moves_by_the_square_that_it_sees_up_or_down():
    plan = plan_of({"name": "fedyogi", "beta2": 0.75, "tau": 1.0}, 1)
    step = FedYogi().step(np.zeros(2, np.float32), np.array([2, 0.5], np.float32), (), FedYogi().initial_state(plan), plan)
    # v = 1 + .25·4 where the square is larger, 1 − .25·.25 where it is smaller
    assert list(step.state["second"]) == [2.0, 0.9375]
