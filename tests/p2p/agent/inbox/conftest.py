"""An inbox for each test."""

from pathlib import Path

import pytest

from tests.p2p.agent.inbox.places import InboxPlace


@pytest.fixture
def place(tmp_path: Path) -> InboxPlace:
    return InboxPlace(tmp_path)
