"""Records: bytes to and from a Noise connection after its handshake, many messages at a time and without a socket.

Source: libp2p specs, noise: each message of at most 65,535 bytes has its length in front, two bytes, big endian.
"""

import struct
from collections import deque

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from p2p.errors import MessageMalformedError

TAG_BYTES = 16
MAX_PLAINTEXT_BYTES = 65_535 - TAG_BYTES
_NONCE = struct.Struct("<4xQ")
_LENGTH = struct.Struct(">H")


class Sealer:
    """The sending half of a Noise connection; it keeps one buffer, which every `seal` fills anew."""

    def __init__(self, cipher: ChaCha20Poly1305, num_sent: int, max_records: int = 9) -> None:
        self._cipher = cipher
        self._num_sent = num_sent
        self._max_records = max_records
        self._sealed = memoryview(bytearray(max_records * (_LENGTH.size + 65_535)))

    def seal(self, pieces: deque[bytes | memoryview]) -> tuple[memoryview, int]:
        """What `pieces` become on the wire, as far as the buffer goes, and how many of their bytes that is.

        What is taken is removed from `pieces`. The sealed bytes have to be sent before the next call.
        """
        end = num_bytes = 0
        for _ in range(self._max_records):
            plaintext = _next_plaintext(pieces)
            if not plaintext:
                break
            start, end = end + _LENGTH.size, end + _LENGTH.size + len(plaintext) + TAG_BYTES
            _LENGTH.pack_into(self._sealed, start - _LENGTH.size, end - start)
            self._cipher.encrypt_into(_NONCE.pack(self._num_sent), plaintext, None, self._sealed[start:end])
            self._num_sent += 1
            num_bytes += len(plaintext)
        return self._sealed[:end], num_bytes


class Opener:
    """The receiving half of a Noise connection."""

    def __init__(self, cipher: ChaCha20Poly1305, num_received: int) -> None:
        self._cipher = cipher
        self._num_received = num_received

    def open(self, sealed: memoryview) -> tuple[list[bytes], int]:
        """The plaintext of every whole message in `sealed`, and where the first incomplete one starts.

        Errors: MessageMalformedError (p2p.message.malformed) for a message that is not authentic.
        """
        plaintexts: list[bytes] = []
        start, size = 0, len(sealed)
        while start + _LENGTH.size <= size:
            body = start + _LENGTH.size
            end = body + _LENGTH.unpack_from(sealed, start)[0]
            if end > size:
                break
            try:
                plaintexts.append(self._cipher.decrypt(_NONCE.pack(self._num_received), sealed[body:end], None))
            except (InvalidTag, ValueError) as error:
                raise MessageMalformedError("a Noise message is not authentic") from error
            self._num_received += 1
            start = end
        return plaintexts, start


def _next_plaintext(pieces: deque[bytes | memoryview]) -> bytes | memoryview:
    """Up to one message's worth from the front of `pieces`; a large piece is sliced, small ones are joined."""
    taken: list[bytes | memoryview] = []
    room = MAX_PLAINTEXT_BYTES
    while pieces and room:
        piece = pieces.popleft()
        if len(piece) > room:
            pieces.appendleft(memoryview(piece)[room:])
            piece = memoryview(piece)[:room]
        taken.append(piece)
        room -= len(piece)
    return taken[0] if len(taken) == 1 else b"".join(taken)
