"""The tried agent and its friend, one pair a file, found unharmed after every test."""

from collections.abc import Iterator

import pytest

from tests.system.tried_agents import TriedAgents


@pytest.fixture(scope="module")
def agents_of_module(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TriedAgents]:
    made = TriedAgents(tmp_path_factory.mktemp("tried"))
    yield made
    made.stop()


@pytest.fixture
def agents(agents_of_module: TriedAgents) -> Iterator[TriedAgents]:
    """A tried agent; it must be unharmed when the test has ended."""
    yield agents_of_module
    agents_of_module.assert_unharmed()
