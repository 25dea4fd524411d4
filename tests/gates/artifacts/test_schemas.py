import json

import pytest

from gates.artifacts.schemas import MODELS, json_schema


@pytest.mark.parametrize("name", MODELS)
def test_a_schema_is_the_same_at_every_call_and_asks_for_the_version(name):
    schema = json_schema(name)
    assert json.dumps(schema) == json.dumps(json_schema(name))
    assert schema["properties"]["schema_version"]["const"] in (1, 2)


def test_every_artifact_of_the_contract_has_a_schema():
    assert set(MODELS) >= {
        "baseline_metrics",
        "classification_metrics",
        "adapter_intent_metrics",
        "generality_metrics",
        "reproducibility_metrics",
        "benchmark_metrics",
        "smoke_summary",
        "fairness_metrics",
        "utility_fairness_metrics",
        "mvp_readiness",
        "main_track_status",
    }
