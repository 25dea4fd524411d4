"""The flow loads no engine before it computes. Its trial and its verdict are tested with its parts."""


def test_the_flow_process_loads_no_engine(flows) -> None:
    assert flows["fairness"].engines == []
