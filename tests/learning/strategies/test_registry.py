"""Strategies are found by name."""

import pytest

from learning.errors import StrategyUnknownError
from learning.plan import STRATEGY_PARAMETERS
from learning.strategies.registry import strategy_named, strategy_names


def test_plans_know_the_parameters_of_every_strategy_and_of_no_other():
    assert set(strategy_names()) == set(STRATEGY_PARAMETERS)
    assert len({type(strategy_named(name)) for name in strategy_names()}) == len(strategy_names())


def test_a_name_that_is_not_registered_is_refused():
    with pytest.raises(StrategyUnknownError):
        strategy_named("fedluck")
