"""The names of codecs, which carry their options. Light to import: no NumPy."""

import re
from dataclasses import dataclass

from learning.errors import CodecUnknownError

FORMS = ("fp16", "fp32", "int8", "int8-p90 … int8-p99", "sign", *(f"topk{bits}-1pct … topk{bits}-10pct" for bits in ("", "1b", "2b")))
"""What can be asked for, as a person reads it."""
_NAME = re.compile(r"(fp16|fp32|int8|sign)|(int8)-p(9[0-9])|(topk|topk1b|topk2b)-([1-9]|10)pct")
_IN_DEBT = frozenset({"sign", "topk", "topk1b", "topk2b"})


@dataclass(frozen=True, slots=True)
class CodecName:
    """A codec's family and its option: the percentile at which int8 clips, or the share that top-k sends."""

    family: str
    percent: int | None = None

    @property
    def keeps_state(self) -> bool:
        """Whether a client owes something after each update, which its next one has to be given."""
        return self.family in _IN_DEBT


def parse_codec_name(name: str) -> CodecName:
    """The family and the option in `name`.

    Errors: CodecUnknownError (learning.codec.unknown).
    """
    match = _NAME.fullmatch(name)
    if match is None:
        raise CodecUnknownError("no codec has this name", codec=name[:64], known=", ".join(FORMS))
    plain, clipped, percentile, sparse, share = match.groups()
    if plain is not None:
        return CodecName(plain)
    return CodecName(clipped or sparse, int(percentile or share))
