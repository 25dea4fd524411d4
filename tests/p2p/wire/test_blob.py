import pytest

from p2p.errors import MessageMalformedError
from p2p.wire.blob import BlobHeader, BlobReference, BlobRequest
from p2p.wire.messages import encode_message, parse_message

REFERENCE = BlobReference(name="0" * 32, size_bytes=3, sha256="a" * 64)


def test_a_header_survives_the_wire() -> None:
    header = BlobHeader(blob=REFERENCE)
    assert parse_message(BlobHeader, encode_message(header)) == header


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "", "0" * 33, "ABCDEF" * 5 + "00"])
def test_a_blobs_name_is_never_a_path(name: str) -> None:
    with pytest.raises(MessageMalformedError):
        parse_message(BlobRequest, b'{"name": "%s", "offset": 0}' % name.encode())


@pytest.mark.parametrize("offset", ["-1", "1.5", "true", '"1"', "1e400"])
def test_an_offset_is_a_natural_number(offset: str) -> None:
    with pytest.raises(MessageMalformedError):
        parse_message(BlobRequest, b'{"name": "%s", "offset": %s}' % (b"0" * 32, offset.encode()))
