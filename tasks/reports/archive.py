"""An archive whose bytes depend on its files alone: same files, same archive, on every machine and at any time."""

import gzip
import io
import tarfile
from collections.abc import Mapping


def archive_bytes(files: Mapping[str, bytes]) -> bytes:
    """A .tgz of the files by name: in order, of one date, one owner and one mode."""
    packed = io.BytesIO()
    with (
        gzip.GzipFile(fileobj=packed, mode="wb", filename="", mtime=0) as zipped,
        tarfile.open(fileobj=zipped, mode="w", format=tarfile.PAX_FORMAT) as tar,
    ):
        for name, content in sorted(files.items()):
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(content), 0o644
            tar.addfile(entry, io.BytesIO(content))
    return packed.getvalue()
