import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from core.errors import CATALOGUE
from core.ids import new_task_id
from core.signing.keys import SigningKey
from p2p.errors import MessageMalformedError, MessageTooLargeError, PeerRefusedError, TaskBusyError, TaskExpiredError, TaskFailedError
from p2p.wire.messages import MAX_DEPTH, ErrorReport, TaskRequest, TaskResponse, encode_message, envelope, error_of, parse_message

ALICE = SigningKey.from_seed(b"a" * 32).peer_id
BOB = SigningKey.from_seed(b"b" * 32).peer_id
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


def request(**changes):
    return TaskRequest(**{"task_id": new_task_id(), "task": "echo", "input": "hello", **envelope(ALICE, BOB, 1000, 2000), **changes})


@given(JSON)
def test_a_request_survives_the_wire(value):
    sent = request(input=value)
    try:
        raw = encode_message(sent)
    except MessageMalformedError:
        return
    assert encode_message(parse_message(TaskRequest, raw)) == raw


@given(st.binary(max_size=100))
def test_any_bytes_are_a_message_or_malformed(raw):
    with pytest.raises(MessageMalformedError):
        parse_message(TaskRequest, raw)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe",
        b"null",
        b"[]",
        b"{}",
        b'{"input": NaN}',
        b'{"input": Infinity}',
        b"[" * 100_000,
        b'{"a":' * 5000 + b"1" + b"}" * 5000,
        b"1" * 10_000,
        b'"\\ud800"',
        b"\xef\xbb\xbf{}",
    ],
)
def test_what_is_no_json_object_of_ours_is_malformed(raw):
    with pytest.raises(MessageMalformedError):
        parse_message(TaskRequest, raw)


def test_a_repeated_key_is_malformed_at_any_depth():
    raw = encode_message(request(input={"a": 1}))
    for twice in (raw.replace(b'{"a":1}', b'{"a":1,"a":1}'), raw.replace(b'"task":', b'"task":"echo","task":')):
        with pytest.raises(MessageMalformedError, match="repeated"):
            parse_message(TaskRequest, twice)


def test_nesting_is_bounded():
    def nested(depth):
        value = 1
        for _ in range(depth):
            value = [value]
        return encode_message(request(input=value))

    assert parse_message(TaskRequest, nested(MAX_DEPTH - 2))
    with pytest.raises(MessageMalformedError, match="deeper"):
        parse_message(TaskRequest, nested(MAX_DEPTH))


@pytest.mark.parametrize(
    "change",
    [
        {"issued_at": "1000"},
        {"issued_at": 1000.5},
        {"issued_at": True},
        {"expires_at": -1},
        {"sender": "12D3KooWnobody"},
        {"task": ""},
        {"task": "../etc"},
        {"task_id": "1"},
        {"nonce": "short"},
        {"nonce": "x" * 65},
        {"surprise": 1},
    ],
)
def test_a_field_of_another_form_is_refused(change):
    with pytest.raises(ValidationError):
        request(**change)


def test_a_response_carries_an_error_exactly_when_failed():
    fields = {"task_id": new_task_id(), "provider": BOB, "duration_ms": 1}
    error = ErrorReport.of(TaskFailedError("a secret reason", path="/secret"))
    assert "secret" not in error.message
    assert TaskResponse(status="failed", error=error, **fields).output is None
    for wrong in ({"status": "failed"}, {"status": "completed", "error": error}, {"status": "failed", "error": error, "output": 1}):
        with pytest.raises(ValidationError):
            TaskResponse(**wrong, **fields)


def test_an_output_of_null_is_told_from_none():
    fields = {"task_id": new_task_id(), "provider": BOB, "duration_ms": 1, "status": "completed"}
    assert b'"output":null' in encode_message(TaskResponse(output=None, **fields))
    assert b"error" not in encode_message(TaskResponse(output=None, **fields))


def test_a_code_of_ours_becomes_its_error_and_another_a_refusal():
    assert type(error_of(ErrorReport(code="p2p.task.expired", message="late"))) is TaskExpiredError
    stranger = error_of(ErrorReport(code="theirs.own", message="a reason"))
    assert type(stranger) is PeerRefusedError
    assert stranger.context == {"peer_code": "theirs.own"}


@pytest.mark.parametrize("unit", [b"[],", b"{},", b"1,"])
def test_more_values_than_memory_can_take_are_refused_unparsed(unit):
    raw = encode_message(request(input=[])).replace(b'"input":[]', b'"input":[' + unit * 110_000 + b"1]")
    with pytest.raises(MessageTooLargeError):
        parse_message(TaskRequest, raw)


@pytest.mark.parametrize("code", ["", "A.b", "x" * 65, "a\x1b[2J", "a.b\n", "p2p..\u202e"])
def test_the_code_of_an_error_is_safe_to_show(code):
    with pytest.raises(ValidationError):
        ErrorReport(code=code, message="why")


@pytest.mark.parametrize("message", ["\x1b[2J", "two\nlines", "\u202eturned round", "\x9b2J"])
def test_the_message_of_an_error_is_safe_to_show(message):
    with pytest.raises(ValidationError):
        ErrorReport(code="a.b", message=message)


def test_every_error_of_ours_can_be_reported():
    for kind in CATALOGUE.values():
        assert ErrorReport(code=kind.code, message=kind.text)


def test_the_time_to_ask_again_is_told_where_there_is_one_and_nothing_else_of_the_context():
    busy = ErrorReport.of(TaskBusyError("busy", retry_after_ms=250, secret="x"))
    assert busy.model_dump() == {"code": "p2p.task.busy", "message": TaskBusyError.text, "retry_after_ms": 250}
    assert error_of(busy).context == {"retry_after_ms": 250}
    assert b"retry_after_ms" not in encode_message(ErrorReport.of(TaskFailedError("no")))


@pytest.mark.parametrize("wait", [-1, 600_001, 1.5, "1", True])
def test_a_time_to_ask_again_is_bounded(wait):
    with pytest.raises(ValidationError):
        ErrorReport(code="a.b", message="why", retry_after_ms=wait)
