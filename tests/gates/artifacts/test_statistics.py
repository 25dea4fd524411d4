from gates.artifacts.statistics import FairnessClient, FairnessStatistics
from tests.gates.contract import FAIRNESS, FAIRNESS_CLIENTS


def test_the_pairs_of_the_seven_fairness_metrics_are_named_as_in_the_contract():
    assert [name for name in FairnessStatistics.model_fields if name != "worst_decile_accuracy"] == list(FAIRNESS)
    assert len(FAIRNESS) == 14


def test_a_client_has_the_contracts_fields():
    assert list(FairnessClient.model_fields) == list(FAIRNESS_CLIENTS)
