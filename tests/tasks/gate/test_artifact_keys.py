"""Every gate has keys that Prefect takes."""

import pytest
from prefect.types.names import raise_on_name_alphanumeric_dashes_only

from gates.catalogue import GATES
from tasks.gate.artifact_keys import artifact_key


@pytest.mark.parametrize("name", [gate.name for gate in GATES.values()])
def test_the_keys_of_a_gate_are_such_as_prefect_takes(name: str) -> None:
    for what in ("steps", "metrics", "verdict", "evidence"):
        raise_on_name_alphanumeric_dashes_only(artifact_key(name, what))
    raise_on_name_alphanumeric_dashes_only(artifact_key("seeds", name))
    assert artifact_key("utility_fairness", "verdict") == "utility-fairness-verdict"
