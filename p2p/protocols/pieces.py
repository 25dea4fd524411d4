"""Pieces of a file that comes over a stream, each of a known size."""

from p2p.errors import BlobTruncatedError
from p2p.stream import PeerStream


async def receive_piece(stream: PeerStream, size_bytes: int, timeout_s: float) -> bytes:
    """Exactly `size_bytes`, so that each piece costs one trip to the disk's thread; `timeout_s` is for each wait within it.

    Errors: BlobTruncatedError (p2p.blob.truncated), those of `PeerStream.receive_some`.
    """
    piece = bytearray()
    while len(piece) < size_bytes:
        data = await stream.receive_some(size_bytes - len(piece), timeout_s)
        if not data:
            raise BlobTruncatedError("the bytes ended early", peer=stream.peer, missing_bytes=size_bytes - len(piece))
        piece += data
    return bytes(piece)
