"""Framing: every message is preceded by its length as an unsigned varint."""

from p2p.errors import MessageMalformedError, MessageTooLargeError, MessageTruncatedError

MAX_VARINT_BYTES = 5


def encode_frame(payload: bytes) -> bytes:
    """`payload` with its length in front.

    Source: multiformats, unsigned-varint.
    """
    size = len(payload)
    return (bytes((size,)) if size < 0x80 else encode_varint(size)) + payload


def encode_varint(number: int) -> bytes:
    """`number` as an unsigned varint, seven bits a byte, the lowest first."""
    encoded = bytearray()
    while number > 0x7F:
        encoded.append(number & 0x7F | 0x80)
        number >>= 7
    encoded.append(number)
    return bytes(encoded)


class FrameDecoder:
    """Frames out of a stream of bytes that arrives in any pieces; the peer's length is checked before a byte is kept."""

    def __init__(self, max_size_bytes: int) -> None:
        self.max_size_bytes = max_size_bytes
        self._buffer = bytearray()

    def receive(self, data: bytes) -> list[bytes]:
        """Every frame that `data` completes, in order.

        Errors: MessageTooLargeError (p2p.message.too_large), MessageMalformedError (p2p.message.malformed).
        """
        self._buffer += data
        frames: list[bytes] = []
        while (frame := self.next_frame()) is not None:
            frames.append(frame)
        return frames

    def feed(self, data: bytes) -> None:
        """Take `data` in without looking at it; `next_frame` takes frames out."""
        self._buffer += data

    def next_frame(self) -> bytes | None:
        """The next complete frame, or None while it is still on its way.

        Errors: those of `receive`.
        """
        header = self._header()
        if header is None:
            return None
        start, size = header
        if size > self.max_size_bytes:
            raise MessageTooLargeError("the announced message is too large", size_bytes=size, max_size_bytes=self.max_size_bytes)
        if len(self._buffer) < start + size:
            return None
        frame = bytes(memoryview(self._buffer)[start : start + size])
        del self._buffer[: start + size]
        return frame

    def end(self) -> None:
        """The stream has ended: return when it ended between two frames.

        Errors: MessageTruncatedError (p2p.message.truncated).
        """
        if self._buffer:
            raise MessageTruncatedError("the stream ended inside a message", received_bytes=len(self._buffer))

    def take_rest(self, max_bytes: int) -> bytes:
        """Up to `max_bytes` that were received behind the last frame, as they came."""
        rest = bytes(self._buffer[:max_bytes])
        del self._buffer[:max_bytes]
        return rest

    def _header(self) -> tuple[int, int] | None:
        """Where the payload starts and how long it is, once the varint is complete."""
        if self._buffer and self._buffer[0] < 0x80:
            return 1, self._buffer[0]
        size = 0
        for index, byte in enumerate(self._buffer[:MAX_VARINT_BYTES]):
            size |= (byte & 0x7F) << (7 * index)
            if byte < 0x80:
                if index and not byte:
                    raise MessageMalformedError("the length is not in its shortest form")
                return index + 1, size
        if len(self._buffer) >= MAX_VARINT_BYTES:
            raise MessageMalformedError("the length is no varint of five bytes")
        return None
