"""FedAdam by hand."""

import numpy as np
import pytest

from learning.strategies.fedadam import FedAdam
from tests.learning.strategies.quadratics import plan_of


def test_two_steps_are_those_of_the_formula():
    plan = plan_of({"name": "fedadam", "beta1": 0.5, "beta2": 0.75, "tau": 0.5, "server_learning_rate": 0.1}, 1)
    state = FedAdam().initial_state(plan)
    assert list(state["first"]) == [0, 0] and list(state["second"]) == [0.25, 0.25]
    first = FedAdam().step(np.array([1, 1], np.float32), np.array([2, 0], np.float32), (), state, plan)
    # m = .5·2 = 1; v = .75·.25 + .25·4 = 1.1875
    assert list(first.state["first"]) == [1, 0] and list(first.state["second"]) == [1.1875, 0.1875]
    assert first.weights_P == pytest.approx([1 + 0.1 / (1.1875**0.5 + 0.5), 1])
    second = FedAdam().step(first.weights_P, np.array([-1, 0], np.float32), (), first.state, plan)
    # m = .5·1 − .5 = 0: the two directions cancel; v = .75·1.1875 + .25
    assert list(second.state["first"]) == [0, 0] and second.state["second"][0] == np.float32(1.140625)
    assert second.weights_P.tobytes() == first.weights_P.tobytes()
