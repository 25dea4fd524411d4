"""A program pushes a file from one agent to another's inbox."""

import os
from pathlib import Path

import pytest

from core.errors import CodedError
from p2p.agent.api.schemas.bundles import PushRequest
from p2p.agent.client.agent import AgentClient
from p2p.agent.client.bundles import close_inbox, inbox, open_inbox, push_file
from p2p.wire.bundle import PIECE_BYTES
from tests.p2p.agent.inbox.places import INVITATION, InboxPlace

DATA = os.urandom(PIECE_BYTES + 1)


def test_a_file_is_pushed_with_its_progress_and_once(pair, tmp_path: Path) -> None:
    volunteer, maintainer = pair
    place, file = InboxPlace(tmp_path), tmp_path / "packed.tgz"
    file.write_bytes(DATA)
    request = PushRequest(peer=maintainer.record.peer_id, path=str(file), invitation=INVITATION, timeout_s=20)
    said: list[int] = []
    with AgentClient.of_home(volunteer.home) as program:
        open_inbox(maintainer.client, str(place.folder), str(place.arrived))
        done = push_file(program, request, lambda progress: said.append(progress.sent_bytes))
        assert (said, done.is_acknowledged, done.size_bytes) == ([0, PIECE_BYTES, len(DATA)], True, len(DATA))
        push_file(program, request, lambda progress: said.append(progress.sent_bytes))
        assert (said[3:], place.whole(), inbox(maintainer.client).num_peers) == ([len(DATA)], [DATA], 1)
        close_inbox(maintainer.client)
        with pytest.raises(CodedError) as refused:
            push_file(program, request.model_copy(update={"timeout_s": 0.1}), lambda progress: None)
        assert refused.value.code == "p2p.bundle.closed"
        with pytest.raises(CodedError) as refused:
            push_file(program, request.model_copy(update={"path": "relative"}), lambda progress: None)
        assert refused.value.code == "p2p.file.refused"
