"""Archives that a stranger could send instead of a bundle, each with the code of its refusal."""

import gzip
import io
import pickle
import random
import tarfile
import zipfile
from collections.abc import Callable, Iterable

from core.units import MIB
from gates.cohort.bundle.archive import CAPS, header
from gates.cohort.bundle.members import FOLDER, LOG, MANIFEST, METRICS, SIZES
from tests.gates.cohort.bundles import Made, gzipped

Part = tuple[bytes, bytes]
END = bytes(1024)
ESCAPE = "../../outside.json"


def part(name: str | bytes, content: bytes = b"{}", kind: bytes = b"0", link: bytes = b"") -> Part:
    raw = name if isinstance(name, bytes) else name.encode()
    return header(raw, len(content), kind, link), content


def archive(parts: Iterable[Part], end: bytes = END) -> bytes:
    blocks = b"".join(head + content + bytes(-len(content) % 512) for head, content in parts)
    return gzipped(blocks + end)


def good_parts() -> list[Part]:
    return [part(name, content) for name, content in Made().all_members().items()]


def followed_by(*parts: Part) -> bytes:
    """A good bundle with more members behind."""
    return archive([*good_parts(), *parts])


def with_head(change: Callable[[bytes], bytes]) -> bytes:
    """A good bundle whose second header is changed, with a checksum that is right."""
    first, (head, content), *others = good_parts()
    changed = change(head)
    sums = changed[:148] + b" " * 8 + changed[156:]
    return archive([first, (sums[:148] + b"%06o\0 " % sum(sums) + sums[156:], content), *others])


def good() -> bytes:
    return archive(good_parts())


def zipped() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr(MANIFEST, "{}")
    return packed.getvalue()


def by_tarfile(format_: int) -> bytes:
    """The same members as the standard library writes them, of somebody and of some time."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz", format=format_) as file:
        for name, content in Made().all_members().items():
            info = tarfile.TarInfo(name)
            info.size, info.mtime, info.uname = len(content), 1_700_000_000.5, "somebody"
            file.addfile(info, io.BytesIO(content))
    return gzipped(gzip.decompress(packed.getvalue()))


def with_log(content: bytes) -> bytes:
    return Made(members=lambda members: {**members, LOG: content}).packed()


def with_metrics(content: bytes) -> bytes:
    return Made(members=lambda members: {**members, METRICS: content}).packed()


def noise(size: int) -> bytes:
    """Bytes that no compression makes fewer."""
    return random.Random(size).randbytes(size)


def largest() -> bytes:
    """Every member that a bundle may have, each as large as it may be: more than a bundle may have in all."""
    return archive(part(name, noise(size)) for name, size in SIZES.items())


def with_padding() -> bytes:
    """A good bundle with a word where a member is filled up to its last block."""
    blocks = gzip.decompress(good())
    end = len(blocks) - len(END)
    assert blocks[end - 6 : end] == bytes(6)
    return gzipped(blocks[: end - 6] + b"hidden" + END)


def others() -> list[Part]:
    """A great many members, no two of one name."""
    return [part(f"{FOLDER}metrics_{number}.json") for number in range(5000)]


ARCHIVES: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing at all": (lambda: b"", "gates.bundle.truncated"),
    "an archive without members": (lambda: archive([]), "gates.bundle.member_missing"),
    "no gzip": (lambda: b"this is no archive" * 100, "gates.bundle.archive"),
    "a zip": (zipped, "gates.bundle.archive"),
    "gzip with a comment": (lambda: good()[:3] + b"\x10" + good()[4:10] + b"hidden\0" + good()[10:], "gates.bundle.archive"),
    "gzip of some moment": (lambda: good()[:4] + b"\1\2\3\4" + good()[8:], "gates.bundle.archive"),
    "gzip of another system": (lambda: good()[:9] + b"\xff" + good()[10:], "gates.bundle.archive"),
    "packed with nothing in between, to be larger than it counts": (
        lambda: good()[:10] + b"\0\0\0\xff\xff" * 100_000 + good()[10:],
        "gates.bundle.archive",
    ),
    "gzip over no tar": (lambda: gzipped(b"x" * 2048), "gates.bundle.archive"),
    "cut off": (lambda: good()[:-100], "gates.bundle.truncated"),
    "cut off within a member": (lambda: gzipped(gzip.decompress(good())[:3000]), "gates.bundle.truncated"),
    "without its end": (lambda: archive(good_parts(), end=b""), "gates.bundle.truncated"),
    "a checksum of gzip that is wrong": (lambda: good()[:-8] + bytes(8), "gates.bundle.archive"),
    "something behind its end": (lambda: good() + b"more", "gates.bundle.archive"),
    "a second archive behind it": (lambda: good() + good(), "gates.bundle.archive"),
    "something behind the last member": (lambda: archive(good_parts(), end=END + b"hidden" + bytes(506)), "gates.bundle.archive"),
    "more zeros than end an archive": (lambda: archive(good_parts(), end=bytes(10_240)), "gates.bundle.archive"),
    "something between two members": (with_padding, "gates.bundle.archive"),
    "one byte more than a bundle may have": (lambda: largest()[: CAPS.packed_bytes + 1], "gates.bundle.too_large"),
    "more unpacked than a bundle may have": (
        lambda: archive(good_parts(), end=END + noise(MIB) + bytes(CAPS.unpacked_bytes)),
        "gates.bundle.unpacked",
    ),
    "a bomb by its ratio": (lambda: gzipped(bytes(16 * MIB)), "gates.bundle.ratio"),
    "a bomb of members of other names": (lambda: archive([part(MANIFEST), *others()]), "gates.bundle.member_unknown"),
    "a bomb of every name there is, and of others": (
        lambda: archive([*map(part, SIZES), *others()]),
        "gates.bundle.member_unknown",
    ),
    "a bomb of headers": (lambda: archive([part(MANIFEST), *(part(METRICS) for _ in range(2000))]), "gates.bundle.member_repeated"),
    "a member that says it is huge": (
        lambda: archive([part(MANIFEST), (header(METRICS.encode(), 2**33 - 1), b"")]),
        "gates.bundle.member_size",
    ),
    "an oversized log": (lambda: with_log(b"line\n" * MIB), "gates.bundle.member_size"),
    "a log that is one byte too large": (lambda: with_log(b"x" * (SIZES[LOG] + 1)), "gates.bundle.member_size"),
    "a size that is no octal number": (
        lambda: with_head(lambda head: head[:124] + b"\x80" + bytes(10) + b"\x01" + head[136:]),
        "gates.bundle.archive",
    ),
    "a negative size": (lambda: with_head(lambda head: head[:124] + b"-0000000001\0" + head[136:]), "gates.bundle.archive"),
    "a header of another owner": (lambda: with_head(lambda head: head[:265] + b"root" + head[269:]), "gates.bundle.archive"),
    "a header that is not what it sums up to": (
        lambda: archive([part(MANIFEST), (header(METRICS.encode(), 2)[:-1] + b"x", b"{}")]),
        "gates.bundle.archive",
    ),
    "an archive by another tool": (lambda: by_tarfile(tarfile.USTAR_FORMAT), "gates.bundle.archive"),
    "extension headers": (lambda: by_tarfile(tarfile.PAX_FORMAT), "gates.bundle.member_kind"),
    "an absolute name": (lambda: followed_by(part("/etc/cron.d/job")), "gates.bundle.member_name"),
    "a name that climbs": (lambda: followed_by(part(ESCAPE)), "gates.bundle.member_name"),
    "a name that climbs from within": (lambda: followed_by(part(f"artifacts/{ESCAPE}")), "gates.bundle.member_name"),
    "a name with backslashes": (lambda: followed_by(part("..\\..\\outside.json")), "gates.bundle.member_name"),
    "a name of a drive": (lambda: followed_by(part("c:outside.json")), "gates.bundle.member_name"),
    "a name with a control character": (lambda: followed_by(part("cycle\x1b[2J.log")), "gates.bundle.member_name"),
    "a name that ends early": (lambda: followed_by(part(b"cycle.log\0/../x")), "gates.bundle.member_name"),
    "a name in other letters": (lambda: followed_by(part("cycle．log".encode())), "gates.bundle.member_name"),
    "a name in capitals": (lambda: followed_by(part("Cycle.log")), "gates.bundle.member_name"),
    "a hidden name": (lambda: followed_by(part(".bashrc")), "gates.bundle.member_name"),
    "no name": (lambda: followed_by(part("")), "gates.bundle.member_name"),
    "a name that is deep": (lambda: followed_by(part("a/" * 40 + "a")), "gates.bundle.member_name"),
    "a name that is long": (lambda: with_head(lambda head: head[:345] + b"a" * 120 + head[465:]), "gates.bundle.member_name"),
    "a name in two parts": (lambda: with_head(lambda head: head[:345] + b"/etc" + head[349:]), "gates.bundle.member_name"),
    "a name that no bundle has": (lambda: followed_by(part("conftest.py")), "gates.bundle.member_unknown"),
    "a symbolic link": (lambda: followed_by(part(LOG, b"", b"2", b"/etc/passwd")), "gates.bundle.member_kind"),
    "a symbolic link that climbs": (lambda: followed_by(part("artifacts", b"", b"2", b"../..")), "gates.bundle.member_kind"),
    "a hard link": (lambda: followed_by(part(LOG, b"", b"1", b"/etc/shadow")), "gates.bundle.member_kind"),
    "a character device": (lambda: followed_by(part("null", b"", b"3")), "gates.bundle.member_kind"),
    "a block device": (lambda: followed_by(part("sda", b"", b"4")), "gates.bundle.member_kind"),
    "a folder": (lambda: followed_by(part("artifacts/", b"", b"5")), "gates.bundle.member_kind"),
    "a pipe": (lambda: followed_by(part("pipe", b"", b"6")), "gates.bundle.member_kind"),
    "a file with holes": (lambda: followed_by(part(LOG, b"", b"S")), "gates.bundle.member_kind"),
    "a long name of GNU": (lambda: followed_by(part("././@LongLink", b"x" * 200, b"L")), "gates.bundle.member_kind"),
    "a member twice": (lambda: followed_by(part(LOG, b"another")), "gates.bundle.member_repeated"),
    "another archive by name": (lambda: followed_by(part("artifacts/more.tgz", good())), "gates.bundle.nested"),
    "another archive by content": (lambda: with_log(good()), "gates.bundle.nested"),
    "a pickle by name": (lambda: followed_by(part("artifacts/model.pkl", pickle.dumps({}))), "gates.bundle.pickle"),
    "a pickle by content": (lambda: with_log(pickle.dumps({"a": 1})), "gates.bundle.pickle"),
    "an old pickle by content": (lambda: with_metrics(b"cos\nsystem\n(S'true'\ntR."), "gates.bundle.pickle"),
    "a log with control characters": (lambda: with_log(b"ok\n\x1b]0;title\x07"), "gates.bundle.member_content"),
    "a log in no encoding": (lambda: with_log(b"\xff\xfe"), "gates.bundle.member_content"),
    "metrics that are no JSON": (lambda: with_metrics(b"{"), "gates.bundle.member_content"),
    "metrics with NaN": (lambda: with_metrics(b'{"schema_version": NaN}'), "gates.bundle.member_content"),
    "metrics with an infinity": (lambda: with_metrics(b'{"schema_version": 1e999}'), "gates.bundle.member_content"),
    "metrics with a key twice": (lambda: with_metrics(b'{"a": 1, "a": 2}'), "gates.bundle.member_content"),
    "an abyss of brackets": (lambda: with_metrics(b'{"a":' * 5000 + b"1" + b"}" * 5000), "gates.bundle.member_content"),
    "a number of many digits": (lambda: with_metrics(b'{"a":' + b"1" * 60_000 + b"}"), "gates.bundle.member_content"),
    "a manifest that is not the first": (lambda: archive([*good_parts()[1:], good_parts()[0]]), "gates.bundle.unsigned"),
    "no manifest": (lambda: archive(good_parts()[1:]), "gates.bundle.unsigned"),
    "a member that was left out": (lambda: archive(good_parts()[:-1]), "gates.bundle.member_missing"),
    "a member that is not listed": (lambda: followed_by(part("artifacts/calibration.json")), "gates.bundle.unlisted"),
    "a member that was edited": (
        lambda: archive([(head, content.replace(b"0.95", b"0.99")) for head, content in good_parts()]),
        "gates.bundle.altered",
    ),
}
