"""The flows of the two fairness gates explain themselves and load no engine. Whole runs are in tests/system."""

import pytest


@pytest.mark.parametrize("gate", ["fairness", "utility_fairness"])
def test_the_flow_process_loads_no_engine(flows, gate: str) -> None:
    assert flows[gate].engines == []
