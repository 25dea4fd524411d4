"""A trial's events lie within it, and its throttles are shares and rates."""

import pytest
from pydantic import ValidationError

from gates.params.trial import TrialParameters

GOOD = {
    "agents": [{}, {"processor": 0.5, "killed_in": 1}, {"joins_in": 3}],
    "num_rounds": 2,
    "num_steps": 10,
    "deadline_s": 2.0,
    "learning_rate": 0.1,
}


def test_an_agent_without_throttles_has_all_of_its_processor_and_is_always_there() -> None:
    first = TrialParameters.model_validate(GOOD).agents[0]
    assert (first.processor, first.joins_in, first.killed_in) == (1.0, None, None)


@pytest.mark.parametrize(
    "agents",
    [
        [{}],
        [{}, {"joins_in": 4}],
        [{}, {"joins_in": 1, "processor": 0.5}],
        [{}, {"joins_in": 1, "killed_in": 1}],
        [{}, {"killed_in": 4}],
        [{}, {"processor": 0.0}],
        [{}, {"processor": 1.5}],
        [{}, {"upload_bytes_per_s": 0}],
    ],
)
def test_values_without_meaning_are_refused(agents: list) -> None:
    with pytest.raises(ValidationError):
        TrialParameters.model_validate({**GOOD, "agents": agents})
