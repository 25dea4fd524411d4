"""The flow as a module: light until it computes."""


def test_the_flow_process_loads_no_engine(flows) -> None:
    assert flows["generality"].engines == []
