"""What a peer's bytes run into: each target takes any bytes and returns, or raises a CodedError; anything else is a fault of ours."""

import gzip
import hashlib
import random
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import base58
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from core.errors import CodedError
from core.signing.keys import SigningKey
from gates.cohort.bundle.archive import GZIP_HEAD
from gates.cohort.bundle.manifest import open_manifest
from gates.cohort.bundle.members import LOG, MANIFEST, SIZES, STATE, check_content
from gates.cohort.bundle.sealed_bundle import open_bundle
from gates.cohort.invitations import MAX_INVITATION_BYTES, open_invitation
from gates.cohort.node_state import parse_node_state
from learning.codecs.registry import decode_update
from learning.codecs.state import unpack_state
from learning.errors import UpdateMalformedError
from learning.examples import unpack_examples
from learning.plan import ModelSpec
from learning.tensors import read_tensors
from learning.weights import unpack_weights
from p2p.discovery import parse_announcement
from p2p.errors import StreamClosedError
from p2p.negotiation import agree_on, propose
from p2p.protocols.hello import answer_hello, say_hello
from p2p.transport.records import Opener
from p2p.transport.yamux import Session, Stream, StreamOpened
from p2p.wire.blob import BlobAck, BlobHeader, BlobRequest
from p2p.wire.bundle import BundleAnswer, BundleOffer
from p2p.wire.framing import FrameDecoder
from p2p.wire.invitation import JoinAnswer, JoinRequest, decode_invitation
from p2p.wire.messages import ErrorReport, Message, SignedMessage, TaskRequest, TaskResponse, encode_message, error_of, parse_message
from p2p.wire.signing import ReplayWindow, check_request, verify_message
from p2p.wire.statements import Statements, StatementsHeard, verify_statement
from p2p.wire.train import AnyTrainMessage

CORPUS = Path(__file__).with_name("corpus")
ALICE, BOB = (SigningKey.from_seed(letter * 32) for letter in (b"a", b"b"))
NOW_MS = 1_750_000_000_000
SPEC = ModelSpec(kind="mlp", layer_sizes=(4, 5, 3))
NUM_SPARSE = 3000
"""Parameters of the updates in `sparse-update`, so many that there are two blocks of kept ones."""
MAX_FRAME_BYTES = 65_536

Target = Callable[[bytes], object]


class Words:
    """A stream whose peer says `raw` and then ends; nothing is sent."""

    peer = ALICE.peer_id

    def __init__(self, raw: bytes) -> None:
        self._decoder = FrameDecoder(0)
        self._decoder.feed(raw)
        self._checks: tuple[Callable[[bytes], None], ...] = ()

    def hold(self, data: bytes) -> None:
        pass

    async def send_bytes(self, data: bytes, timeout_s: float = 0) -> None:
        pass

    send_frame = send_bytes

    def expect(self, *checks: Callable[[bytes], None]) -> None:
        self._checks = checks

    async def receive_frame(self, max_size_bytes: int, timeout_s: float) -> bytes:
        self._decoder.max_size_bytes = max_size_bytes
        frame = self._decoder.next_frame()
        if frame is None:
            self._decoder.end()
            raise StreamClosedError("the stream has ended")
        return frame

    async def check(self) -> None:
        for check in self._checks:
            check(await self.receive_frame(1024, 0))


def run(conversation: Coroutine[Any, Any, object]) -> None:
    """Run a coroutine that waits for nothing."""
    try:
        conversation.send(None)
    except StopIteration:
        return
    raise AssertionError("it waits")


def tolerant(*parts: Target) -> Target:
    """Every one of `parts`, also when one before it refuses; the first refusal counts."""

    def all_of(raw: bytes) -> None:
        refusal: CodedError | None = None
        for part in parts:
            try:
                part(raw)
            except CodedError as error:
                refusal = refusal or type(error)(error.message)
        if refusal is not None:
            raise refusal

    return all_of


def frames(raw: bytes) -> None:
    """Whatever the pieces in which it comes, a frame is at most as long as allowed, and nothing is kept beyond that."""
    chunks = random.Random(raw)
    decoder, start = FrameDecoder(MAX_FRAME_BYTES), 0
    while start < len(raw):
        size = chunks.choice((1, 3, 100, 70_000))
        for frame in decoder.receive(raw[start : start + size]):
            assert len(frame) <= MAX_FRAME_BYTES
        start += size
    decoder.end()


def message(model: type[Message]) -> Target:
    def parse(raw: bytes) -> None:
        parsed = parse_message(model, raw)
        assert parse_message(model, encode_message(parsed)) == parsed

    return parse


def checked(raw: bytes, parse: Callable[[bytes], SignedMessage]) -> None:
    window = ReplayWindow()
    facts = {"own_id": BOB.peer_id, "now_ms": NOW_MS, "window": window, "is_trusted": lambda peer: True}
    check_request(parse(raw), peer=ALICE.peer_id, **facts)


def task_request(raw: bytes) -> None:
    checked(raw, lambda raw: parse_message(TaskRequest, raw))


def task_response(raw: bytes) -> None:
    response = parse_message(TaskResponse, raw)
    verify_message(response, response.signature, BOB.peer_id)


def train_message(raw: bytes) -> None:
    checked(raw, lambda raw: parse_message(AnyTrainMessage, raw).root)


def join_request(raw: bytes) -> None:
    checked(raw, lambda raw: parse_message(JoinRequest, raw))


def statements(raw: bytes) -> None:
    for statement in parse_message(Statements, raw).statements:
        verify_statement(statement)


def invitation(raw: bytes) -> None:
    decode_invitation(raw.decode("latin-1"))


def invitation_inside(raw: bytes) -> None:
    """What is behind a checksum that is right; a longer one is no code, whatever is in it."""
    raw = raw[:3000]
    decode_invitation(base58.b58encode(raw + hashlib.sha256(raw).digest()[:4]).decode())


def error_report(raw: bytes) -> None:
    assert isinstance(error_of(parse_message(ErrorReport, raw)), CodedError)


def negotiation(raw: bytes) -> None:
    run(agree_on(Words(raw), {"/a", "/p2p-agent/task/1.0.0"}, 1))  # pyright: ignore[reportArgumentType]


def negotiation_answer(raw: bytes) -> None:
    async def ask() -> None:
        words = Words(raw)
        propose(words, "/a")  # pyright: ignore[reportArgumentType]
        await words.check()

    run(ask())


def hello(raw: bytes) -> None:
    run(answer_hello(Words(raw), "test", 1))  # pyright: ignore[reportArgumentType]


def hello_answer(raw: bytes) -> None:
    run(say_hello(Words(raw), "test", 1))  # pyright: ignore[reportArgumentType]


def yamux(raw: bytes) -> None:
    """A session keeps no more than is allowed, answers in proportion, and survives a reader that reads now and then."""
    pieces = random.Random(raw)
    session = Session[Stream](Stream, is_initiator=False)
    start = 0
    while start < len(raw):
        size = pieces.choice((1, 12, 500, 70_000))
        for event in session.receive(raw[start : start + size]):
            if isinstance(event, StreamOpened) and pieces.random() < 0.5:
                session.read(event.stream, 1000)
                pieces.choice((session.finish, session.reset, lambda stream: session.send(stream, memoryview(b"hello"))))(event.stream)
        start += size
        assert 0 <= session.unread_bytes <= session.max_unread_bytes
    assert session.unsent_bytes <= 100 + 3 * len(raw)
    session.end()


def records(raw: bytes) -> None:
    cipher = ChaCha20Poly1305(bytes(32))
    plaintexts, end = Opener(cipher, 0).open(memoryview(raw))
    assert sum(map(len, plaintexts)) <= end <= len(raw)


def tensors(raw: bytes) -> None:
    read = read_tensors(raw, UpdateMalformedError)
    assert sum(array.nbytes for array in read.arrays.values()) <= len(raw)


def bundle_inside(raw: bytes) -> None:
    """What `raw` is as the archive of a bundle, compressed by whoever sends it."""
    open_bundle([GZIP_HEAD + gzip.compress(raw, 1)[len(GZIP_HEAD) :]])


def bundle_members(raw: bytes) -> None:
    """What `raw` is as each member of a bundle that has a parser of its own."""
    for name, size_bytes in SIZES.items():
        if name in (MANIFEST, STATE, LOG):
            tolerant(lambda part, name=name: check_content(name, part), open_manifest, parse_node_state)(raw[:size_bytes])


TARGETS: dict[str, Target] = {
    "bundle": tolerant(
        lambda raw: open_bundle([raw]), bundle_inside, bundle_members, lambda raw: open_invitation(raw[:MAX_INVITATION_BYTES])
    ),
    "frames": frames,
    "task-request": tolerant(message(TaskRequest), task_request),
    "task-response": tolerant(message(TaskResponse), task_response),
    "train-message": train_message,
    "join-message": tolerant(join_request, message(JoinAnswer)),
    "invitation": invitation,
    "invitation-inside": invitation_inside,
    "statements": tolerant(statements, message(StatementsHeard)),
    "error-report": error_report,
    "blob-message": tolerant(message(BlobRequest), message(BlobHeader), message(BlobAck), message(BundleOffer), message(BundleAnswer)),
    "hello": tolerant(hello, hello_answer),
    "negotiation": tolerant(negotiation, negotiation_answer),
    "announcement": parse_announcement,
    "yamux": yamux,
    "noise-records": records,
    "tensors": tolerant(tensors, unpack_examples, lambda raw: unpack_weights(raw, SPEC)),
    "update": lambda raw: decode_update(raw, SPEC.num_parameters),
    "sparse-update": lambda raw: decode_update(raw, NUM_SPARSE),
    "codec-state": lambda raw: unpack_state(raw, "sign", SPEC.num_parameters),
}


def corpus_of(target: str) -> list[bytes]:
    """What is kept for `target`: good inputs to start from, and every one that once was a fault."""
    return [path.read_bytes() for path in sorted((CORPUS / target).iterdir())]
