"""Strategies are found by name."""

import pytest

from learning.errors import StrategyUnknownError
from learning.strategies.fedavg import apply_fedavg
from learning.strategies.registry import strategy_named, strategy_names


def test_every_name_is_found():
    assert strategy_named("fedavg") is apply_fedavg and "fedavg" in strategy_names()


def test_a_name_that_is_not_registered_is_refused():
    with pytest.raises(StrategyUnknownError):
        strategy_named("fedprox")
