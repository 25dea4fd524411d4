import json

import pytest
from pydantic import ValidationError

from gates.cohort.rechecked import Recheck
from tests.gates.cohort.receipts import recheck


def test_it_is_read_as_it_was_written_and_has_no_field_that_nobody_knows():
    found = Recheck.model_validate(recheck("same"))
    assert Recheck.model_validate_json(found.model_dump_json(), strict=True) == found
    for changed in ({"verdict": "passed"}, {"rate": 1.5}, {"secret_commitment": "x"}):
        with pytest.raises(ValidationError):
            Recheck.model_validate_json(json.dumps({**recheck("same"), **changed}), strict=True)
