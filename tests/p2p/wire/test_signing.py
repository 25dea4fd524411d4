import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import CodedError
from core.ids import new_task_id, peer_id_of
from core.signing.keys import SigningKey
from p2p.errors import MessageMalformedError, SignatureInvalidError, TaskBusyError, TaskReplayedError
from p2p.wire.messages import Message, TaskRequest, encode_message, envelope, parse_message
from p2p.wire.signing import (
    MAX_CLOCK_SKEW_MS,
    MAX_LIFETIME_MS,
    ReplayWindow,
    check_peer,
    check_request,
    encode_signed,
    sign_message,
    verify_message,
)

ALICE, BOB, CAROL = (SigningKey.from_seed(letter * 32) for letter in (b"a", b"b", b"c"))
NOW = 1_000_000_000


def request(key=ALICE, now_ms=NOW, lifetime_ms=30_000, **changes):
    fields = {"task_id": new_task_id(), "task": "echo", "input": 1, **envelope(ALICE.peer_id, BOB.peer_id, now_ms, lifetime_ms)}
    return sign_message(TaskRequest(**{**fields, **changes}), key)


def check(message, peer=ALICE.peer_id, now_ms=NOW, window=None, trusted=(ALICE.peer_id,)):
    window = window if window is not None else ReplayWindow()
    check_request(message, peer=peer, own_id=BOB.peer_id, now_ms=now_ms, window=window, is_trusted=trusted.__contains__)


def code_of(message, **conditions):
    with pytest.raises(CodedError) as caught:
        check(message, **conditions)
    return caught.value.code


def test_a_good_request_passes():
    check(request())


@given(st.sampled_from(["task_id", "task", "nonce", "issued_at", "expires_at", "input"]), st.integers(1, 9))
def test_changing_any_signed_field_breaks_the_signature(field, change):
    message = request()
    value = getattr(message, field)
    other = value + change if isinstance(value, int) else new_task_id() if field == "task_id" else f"{value}{change}"
    changed = message.model_copy(update={field: other})
    with pytest.raises(SignatureInvalidError):
        verify_message(changed, changed.signature, ALICE.peer_id)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(), st.lists, max_leaves=5
    )
)
def test_signing_and_writing_at_once_gives_the_same_bytes(value):
    message = TaskRequest(task_id=new_task_id(), task="echo", input=value, **envelope(ALICE.peer_id, BOB.peer_id, NOW, 1))
    one, other = (
        result_of(write, message) for write in (lambda m: encode_signed(m, ALICE), lambda m: encode_message(sign_message(m, ALICE)))
    )
    assert one == other


def test_a_message_without_fields_behind_the_signature_is_signed_at_once_too():
    class Short(Message):
        a: int
        signature: str = ""

    assert encode_signed(Short(a=1), ALICE) == encode_message(sign_message(Short(a=1), ALICE))


def result_of(write, message):
    try:
        return write(message)
    except MessageMalformedError as error:
        return error.code


@pytest.mark.parametrize("signature", ["", "AAAA", "not base64!", "é🙂", "A" * 88])
def test_a_signature_of_another_form_is_invalid(signature):
    assert code_of(request().model_copy(update={"signature": signature})) == "p2p.signature.invalid"


def test_each_fault_has_its_code():
    assert code_of(request(key=CAROL)) == "p2p.signature.invalid"
    assert code_of(request(), peer=CAROL.peer_id) == "p2p.peer.mismatch"
    assert code_of(request(), trusted=()) == "p2p.peer.untrusted"
    assert code_of(request(recipient=CAROL.peer_id)) == "p2p.message.misaddressed"
    assert code_of(request(), now_ms=NOW + 30_001 + MAX_CLOCK_SKEW_MS) == "p2p.task.expired"
    assert code_of(request(), now_ms=NOW - 1 - MAX_CLOCK_SKEW_MS) == "p2p.task.expired"
    assert code_of(request(lifetime_ms=MAX_LIFETIME_MS + 1)) == "p2p.task.expired"
    assert code_of(request(lifetime_ms=0)) == "p2p.task.expired"


def test_clocks_may_differ_by_a_minute():
    check(request(), now_ms=NOW + 30_000 + MAX_CLOCK_SKEW_MS)
    check(request(), now_ms=NOW - MAX_CLOCK_SKEW_MS)


def test_a_stranger_learns_only_that_it_is_one():
    for message in (request(key=CAROL), request(recipient=CAROL.peer_id), request(lifetime_ms=0)):
        assert code_of(message, trusted=()) == "p2p.peer.untrusted"


def test_a_stranger_and_a_forger_leave_no_trace_in_the_window():
    window = ReplayWindow()
    code_of(request(), window=window, trusted=())
    code_of(request(key=CAROL), window=window)
    assert len(window) == 0


def test_a_replay_is_refused_as_long_as_the_message_is_valid():
    window, message = ReplayWindow(), request()
    check(message, window=window)
    for now_ms in (NOW, NOW + 30_000 + MAX_CLOCK_SKEW_MS):
        with pytest.raises(TaskReplayedError):
            check(message, window=window, now_ms=now_ms)
    assert code_of(message, window=window, now_ms=NOW + 30_001 + MAX_CLOCK_SKEW_MS) == "p2p.task.expired"


def test_a_full_window_refuses_rather_than_forgets():
    window, first = ReplayWindow(capacity=4), request()
    check(first, window=window)
    check(request(), window=window)
    with pytest.raises(TaskBusyError):
        check(request(), window=window)
    with pytest.raises(TaskReplayedError):
        check(first, window=window)


def test_one_sender_fills_no_more_than_half_of_the_window():
    window = ReplayWindow(capacity=4)
    for _ in range(2):
        check(request(), window=window)
    fields = envelope(CAROL.peer_id, BOB.peer_id, NOW, 1000)
    check(request(key=CAROL, **fields), peer=CAROL.peer_id, trusted=(CAROL.peer_id,), window=window)


def test_the_window_forgets_what_has_expired():
    window = ReplayWindow(capacity=4)
    for second in range(100):
        now_ms = NOW + second * 1_000_000
        check(request(now_ms=now_ms), window=window, now_ms=now_ms)
        assert len(window) <= 1


def test_a_signature_covers_what_was_sent_and_not_how_it_is_held():
    raw = encode_message(request(input={"b": 1.0, "a": [None, True, "ü"]}))
    check(parse_message(TaskRequest, raw))


@pytest.mark.parametrize("y", [0, 1])
def test_a_peer_whose_key_fits_any_message_is_refused(y):
    with pytest.raises(CodedError) as caught:
        check_peer(peer_id_of(y.to_bytes(32, "little")))
    assert caught.value.code == "core.key.refused"
