"""A sweep finds the flow run of a stage by its name."""

from pathlib import Path

import pytest

from gates.catalogue import GATES
from tasks.project.files import PROJECT_ROOT


@pytest.mark.parametrize("gate", [gate.name for gate in GATES.values()])
def test_the_run_of_a_gate_is_named_by_its_stage(gate: str) -> None:
    source = (PROJECT_ROOT / Path("flows", f"{gate}.py")).read_text()
    assert f'flow_run_name="{gate}-{{run_id}}"' in source
