from pathlib import Path

import pytest
import yaml

from gates.judges import JUDGEMENTS, judge_artifact
from gates.params.project import parse_project
from tests.gates.samples import SAMPLES

OURS = parse_project(yaml.safe_load((Path(__file__).parents[2] / "params.yaml").read_text())).limits


@pytest.mark.parametrize("gate", SAMPLES)
def test_a_good_artifact_passes_the_floors_and_ours(gate):
    for limits in (JUDGEMENTS[gate].floors, getattr(OURS, gate)):
        verdict = judge_artifact(gate, SAMPLES[gate](), limits)
        assert verdict.ok, verdict.failures


@pytest.mark.parametrize("gate", JUDGEMENTS)
def test_ours_are_limits_of_the_type_of_the_floors(gate):
    assert type(getattr(OURS, gate)) is type(JUDGEMENTS[gate].floors)


@pytest.mark.parametrize("gate", JUDGEMENTS)
def test_an_empty_artifact_fails_by_name(gate):
    verdict = judge_artifact(gate, {}, JUDGEMENTS[gate].floors)
    assert not verdict.ok
    assert verdict.failures[0].startswith("schema_version: missing")
