import contextlib
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from p2p.errors import MessageMalformedError
from p2p.transport import yamux
from p2p.transport.yamux import ACK, DATA, FIN, GO_AWAY, HEADER, PING, RST, SYN, WINDOW_UPDATE, Session, Stream

MIB = 2**20


def pair():
    return Session(Stream, is_initiator=True), Session(Stream, is_initiator=False)


def output(session):
    data = b"".join(session.pieces)
    session.pieces.clear()
    session.unsent_bytes = 0
    return data


def opened(events):
    return [event.stream for event in events if isinstance(event, yamux.StreamOpened)]


def frame(kind, flags, stream_id, length, body=b""):
    return HEADER.pack(0, kind, flags, stream_id, length) + body


def both_ends(one, two):
    """Both ends of a new stream, which is announced in a frame of its own, as other implementations do."""
    stream = one.open()
    stream.flag = 0
    (other,) = opened(two.receive(frame(WINDOW_UPDATE, SYN, stream.stream_id, 0)))
    return stream, other


def connected():
    """Two sessions and both ends of a stream between them."""
    one, two = pair()
    return one, two, *both_ends(one, two)


def test_the_frames_are_those_of_the_specification():
    one, two = pair()
    stream = one.open()
    one.send(stream, memoryview(b"hello"))
    one.finish(stream)
    data = output(one)
    assert data == bytes.fromhex("000000010000000100000005") + b"hello" + bytes.fromhex("000100040000000100000000")
    (other,) = opened(two.receive(data))
    assert two.read(other, 100) == b"hello"
    assert other.has_ended
    two.send(other, memoryview(b"!"))
    assert output(two) == bytes.fromhex("000000020000000100000001") + b"!"


def test_initiators_count_odd_and_the_others_even():
    one, two = pair()
    assert [one.open().stream_id, one.open().stream_id] == [1, 3]
    assert [two.open().stream_id, two.open().stream_id] == [2, 4]


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.binary(min_size=1, max_size=3000)), max_size=30), st.integers(0, 2**32))
def test_every_stream_carries_its_bytes_in_order_however_they_arrive(writes, seed):
    one, two = pair()
    streams = [one.open() for _ in range(4)]
    for number, data in writes:
        assert one.send(streams[number], memoryview(data)) == len(data)
    for stream in streams:
        one.finish(stream)
    wire, generator, others, got = output(one), random.Random(seed), {}, {stream.stream_id: b"" for stream in streams}
    while wire:
        size = generator.randint(1, len(wire))
        for event in two.receive(wire[:size]):
            stream = event.stream
            others[stream.stream_id] = stream
            got[stream.stream_id] += two.read(stream, generator.randint(1, 5000))
        wire = wire[size:]
    for stream_id, other in others.items():
        while other.unread_bytes:
            got[stream_id] += two.read(other, 1000)
    assert got == {s.stream_id: b"".join(data for number, data in writes if streams[number] is s) for s in streams}
    assert all(other.has_ended for other in others.values())
    assert two.unread_bytes == 0


@settings(deadline=None, max_examples=300)
@given(st.binary(max_size=400))
def test_any_bytes_are_events_or_malformed(data):
    session = pair()[1]
    with contextlib.suppress(MessageMalformedError):
        session.receive(data)


@settings(deadline=None, max_examples=300)
@given(
    st.lists(
        st.tuples(st.integers(0, 4), st.integers(0, 15), st.integers(0, 5), st.one_of(st.integers(0, 300), st.integers(0, 2**32 - 1))),
        max_size=30,
    ),
    st.booleans(),
)
def test_any_frames_keep_the_books_in_order(frames, reads):
    """What is kept is what was counted, never beyond the bounds; what a stream may still get and has is its window."""
    session = pair()[1]
    mine = session.open()
    known = [mine]
    try:
        for kind, flags, stream_id, length in frames:
            body = bytes(length) if kind == DATA and length <= 300 else b""
            for event in session.receive(frame(kind, flags, stream_id, length, body)):
                if isinstance(event, yamux.StreamOpened):
                    known.append(event.stream)
            if reads:
                for stream in known:
                    session.read(stream, 100)
    except MessageMalformedError:
        pass
    assert session.unread_bytes == sum(sum(map(len, stream.chunks)) for stream in known) <= yamux.MAX_UNREAD_BYTES_AT_FIRST
    assert all(stream.unread_bytes + stream.credit <= stream.window <= yamux.MAX_WINDOW_BYTES for stream in known)


def test_a_sender_stops_at_the_window_and_goes_on_when_the_reader_has_read():
    one, two, stream, other = connected()
    data = memoryview(bytes(MIB))
    sent = one.send(stream, data)
    assert sent == yamux.INITIAL_WINDOW_BYTES
    assert one.send(stream, data) == 0
    two.receive(output(one))
    assert len(two.read(other, 200_000)) == 200_000
    one.receive(output(two))
    assert stream.send_window >= 200_000


def test_a_reader_that_keeps_up_gets_a_larger_window_and_one_that_does_not_keeps_the_first():
    one, two, stream, other = connected()
    two.max_unread_bytes = yamux.MAX_UNREAD_BYTES
    for _ in range(100):
        one.send(stream, memoryview(bytes(MIB)))
        two.receive(output(one))
        two.read(other, MIB)
        one.receive(output(two))
    assert other.window == yamux.MAX_WINDOW_BYTES
    one, two, stream, other = connected()
    for _ in range(100):
        one.send(stream, memoryview(bytes(MIB)))
        two.receive(output(one))
        two.read(other, 1000)
        one.receive(output(two))
    assert other.window == yamux.INITIAL_WINDOW_BYTES


def test_all_windows_together_stay_within_half_of_what_may_be_unread():
    one, two = pair()
    two.max_unread_bytes = yamux.MAX_UNREAD_BYTES
    ends = [both_ends(one, two) for _ in range(20)]
    others = [other for _, other in ends]
    for _ in range(30):
        for stream, other in ends:
            one.send(stream, memoryview(bytes(MIB)))
            two.receive(output(one))
            two.read(other, MIB)
            one.receive(output(two))
    assert sum(other.window - yamux.INITIAL_WINDOW_BYTES for other in others) <= yamux.MAX_UNREAD_BYTES // 2


@pytest.mark.parametrize(
    "data",
    [
        b"\x01" + bytes(11),
        frame(4, 0, 1, 0),
        frame(DATA, 0, 1, yamux.INITIAL_WINDOW_BYTES + 1),
        frame(WINDOW_UPDATE, SYN, 1, 0),
        frame(WINDOW_UPDATE, SYN, 2, 0),
        frame(WINDOW_UPDATE, SYN, 0, 0),
        frame(WINDOW_UPDATE, FIN, 1, 0) + frame(DATA, 0, 1, 1),
    ],
)
def test_what_breaks_the_protocol_is_malformed(data):
    two = connected()[1]
    with pytest.raises(MessageMalformedError):
        two.receive(data)


def test_more_than_may_be_unread_is_malformed_although_every_window_is_kept():
    one, two = pair()
    streams = [one.open() for _ in range(5)]
    for stream in streams:
        one.send(stream, memoryview(bytes(yamux.INITIAL_WINDOW_BYTES)))
    with pytest.raises(MessageMalformedError):
        two.receive(output(one))
    assert two.unread_bytes <= yamux.MAX_UNREAD_BYTES_AT_FIRST


def test_what_is_kept_of_many_small_bodies_is_hardly_more_than_they_are():
    _, two, _, other = connected()
    noise = frame(PING, ACK, 0, 0) * 5000
    for _ in range(200):
        two.receive(frame(DATA, 0, 1, 1, b"x") * 10 + noise)
    assert other.unread_bytes == 2000
    assert len(other.chunks) == 1
    assert isinstance(other.chunks[0], bytearray)


def test_what_came_before_a_reset_of_the_peer_can_be_read_and_our_own_reset_loses_it():
    one, two, stream, other = connected()
    one.send(stream, memoryview(b"last words"))
    one.reset(stream)
    two.receive(output(one))
    assert other.is_broken
    assert two.read(other, 100) == b"last words"
    one, two, stream, other = connected()
    one.send(stream, memoryview(b"unheard"))
    two.receive(output(one))
    two.reset(other)
    assert (two.unread_bytes, other.unread_bytes, two.streams) == (0, 0, {})
    one.receive(output(two))
    assert stream.is_broken


def test_bytes_for_a_stream_that_was_broken_off_are_passed_over():
    one, two, stream, other = connected()
    two.reset(other)
    one.send(stream, memoryview(bytes(1000)))
    assert two.receive(output(one) + frame(WINDOW_UPDATE, RST, 1, 0)) == []
    assert two.unread_bytes == 0


def test_streams_that_both_sides_have_ended_are_forgotten():
    one, two, stream, other = connected()
    for _ in range(1000):
        one.finish(stream)
        two.receive(output(one))
        two.finish(other)
        one.receive(output(two))
        assert not one.streams
        assert not two.streams
        stream, other = both_ends(one, two)


def test_a_stream_on_which_nothing_was_sent_is_reset_without_a_word():
    one, _ = pair()
    one.reset(one.open())
    assert (output(one), one.streams) == (b"", {})


def test_a_ping_is_answered_with_its_value():
    session = pair()[0]
    assert session.receive(frame(PING, SYN, 0, 77)) == []
    assert output(session) == frame(PING, ACK, 0, 77)
    assert session.receive(frame(PING, ACK, 0, 1)) == []
    assert output(session) == b""


def test_a_peer_that_leaves_is_noticed_and_an_end_breaks_off_what_was_not_whole():
    one, two, _, other = connected()
    whole = one.open()
    one.finish(whole)
    one.leave()
    events = two.receive(output(one))
    assert isinstance(events[-1], yamux.PeerLeft)
    (ended,) = opened(events)
    assert set(two.end()) == {other, ended}
    assert other.is_broken
    assert not ended.is_broken
    assert GO_AWAY == 3
