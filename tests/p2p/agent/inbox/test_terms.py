"""Terms are read as they were written, and an invitation is its bytes."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from p2p.agent.inbox.terms import TERMS, Pass, Terms, invitation_digest, write_terms
from p2p.json_file import read_model


def test_terms_are_read_as_they_were_written(tmp_path: Path) -> None:
    one = Pass(pass_id="ab" * 16, expires_at_ms=5, uses=2, allowance_bytes=3)
    terms = Terms(max_bundle_bytes=7, passes={invitation_digest("file"): one})
    write_terms(tmp_path, terms)
    assert read_model(tmp_path / TERMS, Terms) == terms
    assert (tmp_path / TERMS).stat().st_mode & 0o777 == 0o600


def test_without_terms_nobody_may_hand_in_anything() -> None:
    assert Terms().passes == {}


@pytest.mark.parametrize("changes", [{"pass_id": "../x"}, {"uses": 0}, {"allowance_bytes": 0}, {"peers": ("nobody",)}, {"more": 1}])
def test_a_pass_has_bounds(changes: dict) -> None:
    with pytest.raises(ValidationError):
        Pass.model_validate({"pass_id": "ab" * 16, "expires_at_ms": 5, "uses": 2, "allowance_bytes": 3, **changes})


def test_every_byte_of_an_invitation_counts() -> None:
    assert len({invitation_digest(text) for text in ("a", "a\n", "A", "", "\u00e4", "a\u0308")}) == 6
