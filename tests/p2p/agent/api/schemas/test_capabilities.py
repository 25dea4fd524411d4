import pytest
from pydantic import ValidationError

from p2p.agent.api.schemas.capabilities import CAPABILITIES, MAX_CAPABILITIES

FACTS = {"name": "x", "summary": "Does x.", "input": {"type": "null"}, "limits": {"concurrency": 1, "queue": 2, "time_s": 3.0}}


def test_a_list_survives_json():
    facts = CAPABILITIES.validate_python([FACTS])
    assert CAPABILITIES.validate_json(CAPABILITIES.dump_json(facts)) == facts


@pytest.mark.parametrize("told", [None, {}, [1], [{}], [{**FACTS, "name": "x" * 129}], [FACTS] * (MAX_CAPABILITIES + 1)])
def test_what_a_peer_says_is_checked(told):
    with pytest.raises(ValidationError):
        CAPABILITIES.validate_python(told)


def test_what_a_later_version_adds_is_passed_over():
    assert CAPABILITIES.validate_python([{**FACTS, "price": 7}])[0].name == "x"
