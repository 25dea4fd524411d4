"""Tests of one group run in one process, where `make test` shares them out."""

import pytest


@pytest.mark.xdist_group("named")
def test_a_test_is_known_by_its_group_where_tests_are_shared_out(request: pytest.FixtureRequest) -> None:
    is_shared_out = getattr(request.config.option, "loadgroup", False)
    assert request.node.nodeid.endswith("@named") is is_shared_out
