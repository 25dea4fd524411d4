"""The methods are compared at equally many trials, and a head alone is offered more than one behind an adapter."""

import pytest

from benchmarks.text_runs import CLIENTS_PER_ROUND, LONG_METHODS, METHODS, NUM_CLIENTS, Method


def test_every_method_has_as_many_trials_and_no_two_alike() -> None:
    assert {len(method.trials) for method in METHODS} == {6}
    assert all(len({method.describe(trial) for trial in range(6)}) == 6 for method in METHODS)


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)
def test_a_trial_trains_by_its_own_rates(method: Method) -> None:
    plans = [method.plan(trial, num_classes=199, seed=0) for trial in range(len(method.trials))]
    assert [plan.local for plan in plans] == list(method.trials)
    assert {plan.model.kind for plan in plans} == {"lora" if method.adapter else "mlp"}


def test_a_head_alone_is_offered_what_one_behind_an_adapter_is_and_larger_rates() -> None:
    head, lora = ({method.name: method for method in METHODS}[name].trials for name in ("head", "lora"))
    alone = {local.learning_rate for local in head}
    behind = {local.head_learning_rate for local in lora}
    assert behind < alone and len([rate for rate in alone if rate > max(behind)]) > 1


def test_the_long_ones_pass_over_the_texts_equally_often() -> None:
    federated, central = LONG_METHODS
    passes = [(method.trials[0].epochs or 0) * method.num_rounds for method in LONG_METHODS]
    assert passes[0] * CLIENTS_PER_ROUND / NUM_CLIENTS == passes[1] and central.is_central and not federated.is_central
    assert [method.judged[-1] for method in LONG_METHODS] == [method.num_rounds for method in LONG_METHODS]
    assert len(federated.trials) == len(central.trials)
