import pytest
from hypothesis import given
from hypothesis import strategies as st

from p2p.errors import MessageMalformedError, MessageTooLargeError, MessageTruncatedError
from p2p.wire.framing import FrameDecoder, encode_frame, encode_varint


@given(st.lists(st.binary(max_size=300), max_size=5), st.integers(1, 50))
def test_frames_survive_any_cutting_of_the_stream(payloads, piece_size):
    stream = b"".join(encode_frame(payload) for payload in payloads)
    decoder = FrameDecoder(300)
    received = []
    for start in range(0, len(stream), piece_size):
        received += decoder.receive(stream[start : start + piece_size])
    decoder.end()
    assert received == payloads


@given(st.binary(max_size=200))
def test_any_bytes_give_frames_or_a_coded_refusal(data):
    try:
        frames = FrameDecoder(100).receive(data)
    except (MessageTooLargeError, MessageMalformedError):
        return
    assert all(len(frame) <= 100 for frame in frames)


def test_varints_are_those_of_the_specification():
    assert [encode_varint(number) for number in (0, 1, 127, 128, 255, 300, 16384)] == [
        b"\x00", b"\x01", b"\x7f", b"\x80\x01", b"\xff\x01", b"\xac\x02", b"\x80\x80\x01",
    ]  # fmt: skip


def test_an_oversized_frame_is_refused_before_it_arrives():
    with pytest.raises(MessageTooLargeError):
        FrameDecoder(10).receive(encode_varint(11))


def test_a_frame_of_the_largest_size_is_taken():
    assert FrameDecoder(10).receive(encode_frame(b"x" * 10)) == [b"x" * 10]


def test_an_end_inside_a_frame_is_a_truncation():
    decoder = FrameDecoder(10)
    assert decoder.receive(encode_frame(b"12345")[:-1]) == []
    with pytest.raises(MessageTruncatedError):
        decoder.end()


@pytest.mark.parametrize("length", [b"\xff" * 5, b"\x80\x00", b"\x80" * 9])
def test_a_length_that_is_no_shortest_varint_is_malformed(length):
    with pytest.raises(MessageMalformedError):
        FrameDecoder(10).receive(length)


def test_what_follows_a_frame_is_kept_for_raw_reading():
    decoder = FrameDecoder(10)
    decoder.feed(encode_frame(b"head") + b"raw bytes")
    assert decoder.next_frame() == b"head"
    assert decoder.take_rest(3) == b"raw"
    assert decoder.take_rest(100) == b" bytes"
    assert decoder.take_rest(100) == b""
