"""A push is tried again where that may help, and only there; a crowd of volunteers comes in, each in its order."""

import gc
import hashlib
import os
from collections import Counter
from collections.abc import Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import trio

from core.errors import CodedError
from core.ids import PeerId
from p2p.agent.inbox.accounts import Account
from p2p.agent.inbox.desk import InboxDesk
from p2p.agent.pushing import MAX_FILE_BYTES, MIN_PAUSE_S, Pushes, make_parcel, push
from p2p.json_file import read_model
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


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


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
        [reset, refusing("p2p.blob.hash_mismatch"), reset],
    ],
)
def test_what_may_help_is_tried_again(run, maintained, place: InboxPlace, file: Path, before: list) -> None:
    async def main() -> None:
        async with maintained(*before) as (volunteer, maintainer):
            assert (await pushed(volunteer, maintainer, file))[-1] == len(DATA)
        assert place.whole() == [DATA]

    run(main)


def test_it_says_why_it_waits(run, maintained, place: InboxPlace, file: Path) -> None:
    heard: list[str] = []

    async def main() -> None:
        async with maintained(refusing("p2p.bundle.full", retry_after_ms=1), reset) as (volunteer, maintainer):
            parcel = await make_parcel(str(file), INVITATION)
            to = (maintainer.peer_id, parcel, maintainer.addresses, 20.0)
            async for _ in Pushes(volunteer).push(*to, on_wait=lambda error: heard.append(error.code)):
                pass

    run(main)
    assert heard == ["p2p.bundle.full", "p2p.stream.closed"] and place.whole() == [DATA]


@pytest.mark.parametrize(
    ("before", "timeout_s", "code"),
    [
        ([refusing("p2p.bundle.revoked")], 20, "p2p.bundle.revoked"),
        ([refusing("p2p.peer.untrusted")], 20, "p2p.peer.untrusted"),
        ([refusing("p2p.blob.hash_mismatch")] * 2, 20, "p2p.blob.hash_mismatch"),
        ([refusing("p2p.blob.hash_mismatch"), reset] * 2, 20, "p2p.blob.hash_mismatch"),
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


def test_a_maintainer_that_wants_it_at_once_again_and_again_is_not_asked_without_end(run, maintained, place, file: Path) -> None:
    """Each attempt is a stream here and there, and a line in the log."""
    asked: list[PeerId] = []

    async def ask_again_at_once(stream) -> None:
        asked.append(stream.peer)
        await refusing("p2p.bundle.busy", retry_after_ms=0)(stream)

    async def main() -> None:
        async with maintained(*[ask_again_at_once] * 1000) as (volunteer, maintainer):
            with pytest.raises(CodedError) as refused:
                await pushed(volunteer, maintainer, file, 10 * MIN_PAUSE_S)
            assert refused.value.code == "p2p.bundle.busy"

    run(main)
    assert 1 <= len(asked) <= 10


def test_an_agent_that_is_to_push_to_itself_says_so_at_once(run, make_host, file: Path) -> None:
    """A refusal that is tried again would come once the day is over."""

    async def main() -> None:
        volunteer = make_host()
        async with volunteer.run():
            with pytest.raises(CodedError) as refused:
                await pushed(volunteer, volunteer, file, 86_400.0)
            assert refused.value.code == "p2p.peer.unreachable"

    run(main)


def test_a_push_to_which_nobody_listens_any_more_gives_its_turn_back(run, maintained, place: InboxPlace, file: Path) -> None:
    async def main() -> None:
        async with maintained() as (volunteer, maintainer):
            pushes, parcel = Pushes(volunteer), await make_parcel(str(file), INVITATION)
            left = pushes.push(maintainer.peer_id, parcel, maintainer.addresses, 20.0)
            assert await anext(left) == 0
            del left
            gc.collect()
            assert [sent async for sent in pushes.push(maintainer.peer_id, parcel, maintainer.addresses, 20.0)][-1] == len(DATA)
        assert place.whole() == [DATA]

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


def test_one_push_to_a_peer_waits_for_another_and_undoes_nothing_of_it(
    run, maintained, place: InboxPlace, file: Path, tmp_path: Path
) -> None:
    """Else both begin anew again and again, and what they send counts against what the peer may hand in."""
    sent = [os.urandom(3 * PIECE_BYTES) for _ in range(2)]
    ends: list[str] = []

    async def push_one(pushes: Pushes, maintainer, data: bytes, has_begun: trio.Event, goes_on: trio.Event) -> None:
        file = tmp_path / f"{len(data)}-{data[:4].hex()}.tgz"
        file.write_bytes(data)
        parcel = await make_parcel(str(file), INVITATION)
        told: list[int] = []
        async for num_bytes in pushes.push(maintainer.peer_id, parcel, maintainer.addresses, 20.0):
            told.append(num_bytes)
            has_begun.set()
            await goes_on.wait()
        assert told == sorted(told)
        ends.append(parcel.offer.sha256)

    async def main() -> None:
        goes_on = trio.Event()
        async with maintained() as (volunteer, maintainer), trio.open_nursery() as nursery:
            pushes = Pushes(volunteer)
            for data in sent:
                has_begun = trio.Event()
                nursery.start_soon(push_one, pushes, maintainer, data, has_begun, goes_on)
                if data is sent[0]:
                    await has_begun.wait()
            assert [path.name for path in (place.folder / "arriving").iterdir()] == [f"{volunteer.peer_id}-{sha256(sent[0])}.part"]
            impatient = pushes.push(maintainer.peer_id, await make_parcel(str(file), INVITATION), maintainer.addresses, 0.01)
            assert await anext(impatient) == 0
            with pytest.raises(CodedError) as refused:
                await anext(impatient)
            assert refused.value.code == "p2p.bundle.busy"
            goes_on.set()
        assert ends == [sha256(data) for data in sent]
        (account,) = (place.folder / "peers").iterdir()
        assert read_model(account, Account).used_bytes == sum(map(len, sent))

    run(main)
    assert place.whole() == sent


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
