"""The flow as a module explains itself, and loads no engine. Whole runs are in tests/system."""


def test_the_command_explains_itself(flows):
    assert "Run the calibration gate" in flows["calibration"].help


def test_the_flow_process_loads_no_engine(flows):
    assert flows["calibration"].engines == []
