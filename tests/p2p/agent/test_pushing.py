"""A push is tried again where that may help, and only there; a crowd of volunteers comes in, each in its order."""

import os
from collections import Counter
from collections.abc import Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import trio

from core.errors import CodedError
from p2p.agent.inbox.desk import InboxDesk
from p2p.agent.pushing import MAX_FILE_BYTES, make_parcel, push
from p2p.protocols.bundle import PROTOCOL, serve_bundles
from p2p.wire.bundle import PIECE_BYTES, BundleAnswer
from p2p.wire.messages import ErrorReport, encode_message
from tests.p2p.agent.inbox.places import INVITATION, InboxPlace

DATA = os.urandom(2 * PIECE_BYTES + 9)


class Recorder:
    """Takes the place of a host to which a service is given."""

    def serve(self, protocol: str, handler, *arguments, **options) -> None:
        self.handler = handler


@pytest.fixture
def place(tmp_path: Path) -> InboxPlace:
    return InboxPlace(tmp_path)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "packed.tgz"
    path.write_bytes(DATA)
    return path


@pytest.fixture
def maintained(make_host, place: InboxPlace):
    """A volunteer's host and a maintainer's with an inbox; the first streams meet `before` instead of it, one each."""

    @asynccontextmanager
    async def run(*before):
        volunteer, maintainer = make_host(), make_host()
        inbox = InboxDesk(place.around / "inbox.json", place.trusted)
        inbox.open(str(place.folder), str(place.arrived))
        waiting, usual = list(before), Recorder()
        serve_bundles(usual, inbox)

        async def answer(stream) -> None:
            await (waiting.pop(0)(stream) if waiting else usual.handler(stream))

        if before:
            maintainer.serve(PROTOCOL, answer)
        else:
            serve_bundles(maintainer, inbox)
        async with volunteer.run(), maintainer.run():
            yield volunteer, maintainer

    return run


async def pushed(volunteer, maintainer, path: Path, timeout_s: float = 20.0) -> list[int]:
    parcel = await make_parcel(str(path), INVITATION)
    return [sent async for sent in push(volunteer, maintainer.peer_id, parcel, maintainer.addresses, timeout_s)]


def refusing(code: str, **more: int):
    """Refuse an offer with that code."""

    async def refuse(stream) -> None:
        await stream.receive_frame(32_768, 5)
        report = ErrorReport.model_validate({"code": code, "message": "", **more})
        await stream.send_frame(encode_message(BundleAnswer(error=report)))

    return refuse


async def reset(stream) -> None:
    await stream.reset()


@pytest.mark.parametrize(
    "before",
    [
        [reset],
        [reset, reset, reset],
        [refusing("p2p.bundle.busy", retry_after_ms=1)],
        [refusing("p2p.bundle.closed", retry_after_ms=1)],
        [refusing("p2p.blob.hash_mismatch")],
    ],
)
def test_what_may_help_is_tried_again(run, maintained, place: InboxPlace, file: Path, before: list) -> None:
    async def main() -> None:
        async with maintained(*before) as (volunteer, maintainer):
            assert (await pushed(volunteer, maintainer, file))[-1] == len(DATA)
        assert place.whole() == [DATA]

    run(main)


@pytest.mark.parametrize(
    ("before", "timeout_s", "code"),
    [
        ([refusing("p2p.bundle.revoked")], 20, "p2p.bundle.revoked"),
        ([refusing("p2p.peer.untrusted")], 20, "p2p.peer.untrusted"),
        ([refusing("p2p.blob.hash_mismatch")] * 2, 20, "p2p.blob.hash_mismatch"),
        ([refusing("p2p.bundle.full", retry_after_ms=2000)], 1, "p2p.bundle.full"),
        ([refusing("a.code.of.later")], 20, "p2p.peer.refused"),
    ],
)
def test_what_does_not_help_is_told(run, maintained, place, file: Path, before: list, timeout_s: float, code: str) -> None:
    async def main() -> None:
        async with maintained(*before) as (volunteer, maintainer):
            with pytest.raises(CodedError) as refused:
                await pushed(volunteer, maintainer, file, timeout_s)
            assert refused.value.code == code
        assert place.whole() == []

    run(main)


def test_what_is_no_plain_file_of_a_bundles_size_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "empty").touch()
    with (tmp_path / "large").open("wb") as file:
        file.truncate(MAX_FILE_BYTES + 1)
    paths = [str(tmp_path / name) for name in ("pipe", "empty", "large", "missing", "")]
    for path in [*paths, "relative", f"{tmp_path}/a\0b"]:
        with pytest.raises(CodedError) as refused:
            trio.run(make_parcel, path, INVITATION)
        assert refused.value.code == "p2p.file.refused", path


NUM_VOLUNTEERS, NUM_EACH = 50, 4


def test_two_hundred_bundles_of_fifty_volunteers_arrive_whole_and_each_ones_in_order(run, maintained, make_host, place, tmp_path) -> None:
    """More than there are places for: who finds none comes again, and nobody's later bundle passes an earlier one."""
    place.grant(uses=NUM_VOLUNTEERS)

    async def push_in_order(volunteer, maintainer, paths: Sequence[Path]) -> None:
        async with volunteer.run():
            for path in paths:
                await pushed(volunteer, maintainer, path, 60.0)

    async def main() -> None:
        async with maintained() as (_, maintainer), trio.open_nursery() as nursery:
            for number in range(NUM_VOLUNTEERS):
                paths = [tmp_path / f"{number}-{order}.tgz" for order in range(NUM_EACH)]
                for order, path in enumerate(paths):
                    path.write_bytes(b"%d %d" % (number, order))
                nursery.start_soon(push_in_order, make_host(), maintainer, paths)

    run(main, 90.0)
    orders: dict[bytes, list[int]] = {}
    for raw in place.whole():
        orders.setdefault(raw.split()[0], []).append(int(raw.split()[1]))
    assert Counter(map(tuple, orders.values())) == {tuple(range(NUM_EACH)): NUM_VOLUNTEERS}
