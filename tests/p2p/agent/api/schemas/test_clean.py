import pytest
from pydantic import ValidationError

from p2p.agent.api.schemas.clean import CleanReport, CleanRequest, Removal


def test_a_report_adds_up() -> None:
    removals = tuple(Removal(kind=kind, num_entries=1, size_bytes=size) for kind, size in (("logs", 3), ("blobs", 4)))
    assert CleanReport(is_dry_run=False, removals=removals).size_bytes == 7


def test_a_request_with_an_unknown_word_is_refused() -> None:
    with pytest.raises(ValidationError):
        CleanRequest.model_validate({"everthing": True})
